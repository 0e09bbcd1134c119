"""What is worked out once for the definitions that are read together: queries, and who counts what.

Both take far longer than a step's numbers do, and hold until the definitions change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_

from app.slo.definition import Slo
from app.sources import planner
from app.sources.aggregated import Aggregation
from app.sources.assembly import Assembly
from app.sources.client import PrometheusClient

SPARE_DESKS = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """What reads one group of definitions: the selectors of its queries, and its assembly.

    Or its ``aggregation``, where Prometheus sums over instances.
    """

    slos: tuple[Slo, ...]
    selectors: tuple[str, ...]
    assembly: Assembly
    aggregation: Aggregation


class Desks:
    """Remembers the plan made last, and the desks of its groups."""

    def __init__(self, client: PrometheusClient) -> None:
        self._client = client
        self._planned: Sequence[Slo] = ()
        self._plan: list[tuple[Slo, ...]] = []
        self._desks: OrderedDict[int, Desk] = OrderedDict()

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        """Group definitions that share a metric."""
        if not _same(self._planned, slos):
            self._planned, self._plan = list(slos), planner.together(slos)
        return self._plan

    def desk(self, slos: tuple[Slo, ...]) -> Desk:
        """Find or make the desk of a group; those that were not asked for long are cleared."""
        place = hash(tuple(map(id, slos)))
        desk = self._desks.get(place)
        if desk is None or not _same(desk.slos, slos):
            selectors = tuple(fetch.selector for fetch in planner.fetches(slos))
            aggregation = Aggregation(self._client, slos)
            desk = self._desks[place] = Desk(slos, selectors, Assembly(slos), aggregation)
        self._desks.move_to_end(place)
        while len(self._desks) > 2 * len(self._plan) + SPARE_DESKS:
            self._desks.popitem(last=False)
        return desk


def _same(some: Sequence[Slo], others: Sequence[Slo]) -> bool:
    """Whether these are the same objects: definitions never change, so nothing needs comparing."""
    return len(some) == len(others) and all(map(is_, some, others))
