"""Sources that remember: who counts which series takes longer to find out than a run to count.

A run that is asked about again, with the same labels, is read by the same one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import is_

from app.gate.ports import RunSource
from app.gate.reading import Registers
from app.slo.definition import Slo
from app.slo.narrowing import narrowed

MOST_BENCHES = 16


@dataclass(frozen=True, slots=True)
class Bench:
    """A source, and ``slos`` as it reads them: ``own`` have the run's labels, by name.

    ``known`` are the series that fed them the last time.
    """

    source: RunSource
    slos: tuple[Slo, ...]
    own: Mapping[str, Slo]
    known: Registers = field(default_factory=dict)


class Benches:
    """The benches that were used last."""

    def __init__(self, source: Callable[[], RunSource]) -> None:
        self._source = source
        self._known: OrderedDict[tuple[object, ...], Bench] = OrderedDict()

    def of(self, slos: Sequence[Slo], match: Mapping[str, str]) -> Bench:
        """Find or make the bench for definitions with these labels."""
        key = (tuple(map(id, slos)), tuple(sorted(match.items())))
        bench = self._known.get(key)
        if bench is None or not all(map(is_, bench.slos, slos)):
            own = {slo.name: narrowed(slo, match) for slo in slos}
            bench = self._known[key] = Bench(self._source(), tuple(slos), own)
        self._known.move_to_end(key)
        while len(self._known) > MOST_BENCHES:
            self._known.popitem(last=False)
        return bench
