"""How many events there really were, and how far a perfect count of the samples may be off.

Counts come from the simulation, so they hold what no scrape ever saw. Two things cannot be known
from samples, and each has its allowance: on which side of a window's edge the events of the sample
interval lie that contains it (``edges``), and what a process did after its last scrape
(``unseen``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tests.history.scrape import Observed, Watched
from tests.history.simulate import INFINITE, KINDS, Counts, Story, bound_text
from tests.history.world import BAD_CODES, BOUNDS, Timeline

Tally = NDArray[np.int64]
"""Events by kind, in the order of ``KINDS``."""

_BAD = [KINDS.index(code) for code in BAD_CODES]
_ALL = KINDS.index(INFINITE)


_NOTHING: Tally = np.zeros(len(KINDS), np.int64)


def _upto(served: Counts, boundary: int) -> Tally:
    """All that a replica had served of a route by a boundary."""
    return served[:, boundary].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one service, or of one of its routes."""

    tally: Tally

    @property
    def total(self) -> int:
        """All of them."""
        return int(self.tally[_ALL])

    @property
    def bad(self) -> int:
        """Those that a 5xx answered."""
        return int(self.tally[_BAD].sum())

    def slower_than(self, bound: float) -> int:
        """Those that took longer than a bucket bound."""
        assert bound in BOUNDS
        return int(self.tally[_ALL] - self.tally[KINDS.index(bound_text(bound))])


class Truth:
    """What happened to some services, window by window.

    A window is (start, end] in Unix seconds, both on the grid of ticks; a start before the first
    scrape is moved there, for nothing earlier is in any sample.
    """

    def __init__(
        self, stories: Sequence[Story], observed: Mapping[str, Sequence[Observed]], line: Timeline
    ) -> None:
        self._stories = {story.service.name: story for story in stories}
        self._observed = observed
        self._line = line

    def events(self, service: str, start: float, end: float, route: str | None = None) -> Events:
        """Count what really happened in a window."""
        first, last = self._edges(start, end)
        return self._sum(service, route, lambda _w, upto: upto(last) - upto(first), once=True)

    def sampled(self, service: str, start: float, end: float, route: str | None = None) -> Events:
        """Count what the samples up to each edge say: exactly what a perfect account holds.

        A process that ran before the first scrape is counted from its own first scrape on.
        """
        first, last = self._edges(start, end)
        return self._sum(
            service,
            route,
            lambda w, upto: upto(self._seen_until(w, last)) - upto(self._seen_until(w, first)),
        )

    def edges(self, service: str, start: float, end: float, route: str | None = None) -> Events:
        """Count the events of the sample intervals that contain the two edges."""
        first, last = self._edges(start, end)

        def both(watched: Watched, upto: Callable[[int], Tally]) -> Tally:
            spans = [self._interval(watched, edge) for edge in (first, last)]
            return sum((upto(after) - upto(before) for before, after in spans), _NOTHING)

        return self._sum(service, route, both)

    def unseen(self, service: str, start: float, end: float, route: str | None = None) -> Events:
        """Count what processes that ended in a window did there after their last scrape."""
        first, last = self._edges(start, end)

        def lost(watched: Watched, upto: Callable[[int], Tally]) -> Tally:
            process = watched.process
            died = process.died if process.ended and first < process.died <= last else first
            seen = max(self._seen_until(watched, died), first)
            return upto(died) - upto(min(seen, died))

        return self._sum(service, route, lost)

    def _edges(self, start: float, end: float) -> tuple[int, int]:
        line = self._line
        for time in (start, end):
            assert (time - line.begin) % line.tick == 0, "an edge lies beside the grid of ticks"
        return max(line.boundary(start), line.first), max(line.boundary(end), line.first)

    def _sum(
        self,
        service: str,
        route: str | None,
        count: Callable[[Watched, Callable[[int], Tally]], Tally],
        *,
        once: bool = False,
    ) -> Events:
        """Add up over replicas, routes and (unless ``once`` is enough) processes."""
        total = _NOTHING.copy()
        for replica in self._observed[service]:
            watched = replica.watched[:1] if once else replica.watched
            for upto in self._counters(replica, route):
                for one in watched:
                    total += count(one, upto)
        return Events(total)

    @staticmethod
    def _counters(replica: Observed, route: str | None) -> Iterator[Callable[[int], Tally]]:
        for name, served in replica.slot.served.items():
            if route in (None, name):
                yield partial(_upto, served)

    def _seen_until(self, watched: Watched, boundary: int) -> int:
        """The boundary up to which a process' events are in the samples at an edge."""
        scraped = watched.at[: watched.at.searchsorted(boundary, side="right")]
        if len(scraped):
            return int(scraped[-1])
        return self._counted_from(watched)

    def _counted_from(self, watched: Watched) -> int:
        """Where the count of a process begins: its birth, or the first sample if it is older."""
        if watched.process.born >= self._line.first or not len(watched.at):
            return watched.process.born
        return int(watched.at[0])

    def _interval(self, watched: Watched, edge: int) -> tuple[int, int]:
        """The sample interval of a process that contains an edge, in boundaries."""
        process, at = watched.process, watched.at
        if not process.born <= edge < process.died:
            return edge, edge
        k = int(at.searchsorted(edge, side="right"))
        if k and int(at[k - 1]) == edge:
            return edge, edge  # the edge was scraped: nothing is in doubt
        before = int(at[k - 1]) if k else max(process.born, self._line.first)
        after = int(at[k]) if k < len(at) else process.died
        return before, after
