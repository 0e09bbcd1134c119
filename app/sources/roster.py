"""Who counts which series of a reading: made once for a set of series, and used while they come.

In most steps Prometheus answers with the same series as in the step before, so that handing them
to their definitions is a matter of numbers alone (``app/sources/assembly.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.samples import Bound, Feed, Feeding, Integers, Part, Series
from app.sources.routing import Known, Router, bucket_feeds
from app.sources.table import Table
from app.sources.targets import NOT_KNOWN, Targets


class NativePart(NamedTuple):
    """A counter inside a native histogram, by the number of its series.

    It counts all events, or (with a ``threshold`` in seconds) those at or under it, in the sense
    of ``bound``.
    """

    number: int
    threshold: float | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class Roster:
    """The seats of a set of definitions: a seat is one series that one definition counts.

    Definition ``d`` has the seats ``first[d]:first[d + 1]``, with its ``feedings[d]`` in that
    order. ``source`` (int64) says of each seat which series it counts: of the table, after these
    of the processes, and after these of ``parts``. ``process`` (int64) is the number of its
    process' series.
    """

    slo_names: tuple[str, ...]
    feedings: tuple[tuple[Feeding, ...], ...]
    first: Integers
    source: Integers
    process: Integers
    parts: tuple[NativePart, ...]


def enrol(
    slos: Sequence[Slo], table: Table, router: Router, targets: Targets, before: Roster | None
) -> Roster:
    """Find out who counts what.

    Definitions to which nothing has changed since ``before`` keep the very objects they had.
    """
    drawing = _Drawing(slos, router, targets, before)
    drawing.seat(table)
    drawing.seat_witnesses(len(table))
    router.forget_all_but(table.keys)
    return drawing.roster(before)


class _Seat(NamedTuple):
    feeding: Feeding
    source: int
    process: int


class _Drawing:
    """A roster as it comes together."""

    def __init__(
        self, slos: Sequence[Slo], router: Router, targets: Targets, before: Roster | None
    ) -> None:
        self._router = router
        self._targets = targets
        self._seats: dict[str, list[_Seat]] = {slo.name: [] for slo in slos}
        self._parts: list[NativePart] = []
        self._former: dict[str, dict[Series, Feeding]] = {}
        if before is not None:
            for name, feedings in zip(before.slo_names, before.feedings, strict=True):
                self._former[name] = {feeding.series: feeding for feeding in feedings}

    def seat(self, table: Table) -> None:
        """Give every series its seats."""
        children: dict[Known, dict[float, tuple[int, Known]]] = {}
        seen: set[Series] = set()
        counted = np.diff(table.offsets).astype(bool).tolist()
        for number, key in enumerate(table.keys):
            known = self._router.known(key)
            if known.series in seen:  # two fetches cover it
                continue
            seen.add(known.series)
            if counted[number]:
                self._seat_counter(number, known)
                if known.child is not None:
                    children.setdefault(known.child, {})[known.bound] = (number, known)
            if number in table.histograms:
                self._seat_native(number, known, len(table) + self._targets.count)
        for child, buckets in children.items():
            self._seat_buckets(child, buckets)

    def seat_witnesses(self, first: int) -> None:
        """Let each definition see its processes, which count nothing.

        A process that was scraped before it had a counter is known by this alone: what it then
        counts is new. ``first`` is the number of the first process among the sources.
        """
        for name, seats in self._seats.items():
            targets = {s.process: s.feeding.target for s in seats if s.process != NOT_KNOWN}
            for process, target in targets.items():
                series = self._targets.series(process)
                self._add(name, series, target, (), first + process, process)

    def roster(self, before: Roster | None) -> Roster:
        """Close the drawing."""
        seats = [seat for own in self._seats.values() for seat in own]
        former = {} if before is None else dict(zip(before.slo_names, before.feedings, strict=True))
        return Roster(
            slo_names=tuple(self._seats),
            feedings=tuple(_feedings(own, former.get(n)) for n, own in self._seats.items()),
            first=np.cumsum([0, *map(len, self._seats.values())]),
            source=np.array([seat.source for seat in seats], np.int64),
            process=np.array([seat.process for seat in seats], np.int64),
            parts=tuple(self._parts),
        )

    def _seat_counter(self, number: int, known: Known) -> None:
        routes = [route for route in known.routes if not route.is_latency]
        if not routes:
            return
        target, process = self._targets.of(known.names, known.labels)
        for route in routes:
            self._add(route.slo.name, known.series, target, route.feeds, number, process)

    def _seat_buckets(self, child: Known, buckets: dict[float, tuple[int, Known]]) -> None:
        places = list(buckets.values())
        numbers = {bound: i for i, bound in enumerate(buckets)}
        for route in child.routes:
            if not route.is_latency:
                continue
            for i, feeds in _grouped(bucket_feeds(route, numbers)):
                number, known = places[i]
                target, process = self._targets.of(known.names, known.labels)
                self._add(route.slo.name, known.series, target, feeds, number, process)

    def _seat_native(self, number: int, known: Known, own: int) -> None:
        """Count a native histogram as four counters that restart together."""
        total = known.series
        target, process = self._targets.of(known.names, known.labels)
        for route in known.routes:
            indicator = route.slo.indicator
            if not isinstance(indicator, LatencyIndicator):
                continue
            parts = [(total, None, Bound.EXACT, Part.TOTAL)] + [
                (Series(f"{total.metric}#{b.name.lower()}", total.labels), total, b, Part.GOOD)
                for b in (Bound.LOW, Bound.VALUE, Bound.HIGH)
            ]
            for series, leader, bound, part in parts:
                threshold = None if leader is None else indicator.threshold_seconds
                self._parts.append(NativePart(number, threshold, bound))
                feeds, source = (Feed(route.group, part, bound),), own + len(self._parts) - 1
                self._add(route.slo.name, series, target, feeds, source, process, leader)

    def _add(
        self,
        slo_name: str,
        series: Series,
        target: Group | None,
        feeds: tuple[Feed, ...],
        source: int,
        process: int,
        leader: Series | None = None,
    ) -> None:
        feeding = self._former[slo_name].get(series) if slo_name in self._former else None
        if feeding is None or (feeding.target, feeding.feeds) != (target, feeds):
            feeding = Feeding(series, target, feeds, leader)
        self._seats[slo_name].append(_Seat(feeding, source, process))


def _feedings(seats: Iterable[_Seat], before: tuple[Feeding, ...] | None) -> tuple[Feeding, ...]:
    now = tuple(seat.feeding for seat in seats)
    return before if before is not None and before == now else now


def _grouped(feeds: Iterable[tuple[int, Feed]]) -> Iterator[tuple[int, tuple[Feed, ...]]]:
    by_number: dict[int, list[Feed]] = {}
    for number, feed in feeds:
        by_number.setdefault(number, []).append(feed)
    for number, found in by_number.items():
        yield number, tuple(found)
