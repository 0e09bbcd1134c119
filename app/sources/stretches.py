"""Reads what a family of series gained, stretch by stretch, and looks again where that is needed.

Most series simply go on, and one cheap query says what they gained. What it leaves open (births,
restarts, series that were away) is asked for again, of the few label sets concerned: in steps,
and with a longer look back. What stays open in the end was never seen before and is a baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from app.slo.samples import Grain
from app.sources import differences
from app.sources.client import MOST_POINTS, PrometheusClient
from app.sources.differences import Family, Write
from app.sources.sums import LE, LabelSet, Sums, matchers_of

COARSE_SECONDS = 300
"""The stretches in which old time is read; they fit into a ledger's cells of that age."""

FARTHER_SECONDS = (6 * 3600, 86_400)
"""How far back a series is looked for, in turn, that was not there just before a stretch."""

_MOST_AT_ONCE = 1_000_000
"""Series × stretches of one query: Prometheus holds several times as many samples, of 5e7."""

_MOST_SERIES = 20_000
"""Series of a query that looks again, which takes about twenty times as long for each of them."""


class Stretches:
    """Reads families of about ``series`` series."""

    def __init__(self, client: PrometheusClient, series: int) -> None:
        self._client = client
        self._series = max(series, 1)
        self._most_points = min(max(_MOST_AT_ONCE // self._series, 1), MOST_POINTS)

    async def read(self, family: Family, after: float, until: float, grain: Grain) -> Sums:
        """Read (after, until], which is a whole number of steps.

        Raises:
            SourceError: Prometheus gave no complete answer.
        """
        step, sums = grain.step_seconds, Sums()
        begin = -(-after // COARSE_SECONDS) * COARSE_SECONDS
        end = min(until, grain.coarse_until) // COARSE_SECONDS * COARSE_SECONDS
        if end <= begin or step >= COARSE_SECONDS:
            begin = end = until
        for first, last, length in ((after, begin, step), (begin, end, COARSE_SECONDS)):
            sums.take(await self._usual(family, first, last, length, step))
        sums.take(await self._usual(family, end, until, step, step))
        return sums

    async def _usual(
        self, family: Family, after: float, until: float, length: int, step: int
    ) -> Sums:
        """Read stretches of some length, and in steps what they leave open."""
        found = await self._asked(differences.plain_gains, family, after, until, length)
        for times in _neighbours(found.open, length):
            label_sets = set().union(*(found.open[time] for time in times))
            for some in self._portions(label_sets, found):
                narrowed = _narrowed(family, some)
                again = await self._unusual(narrowed, times[0] - length, times[-1], step)
                for time in times:
                    found.replace(time - length, time, found.open[time].intersection(some), again)
        return found

    def _portions(self, label_sets: set[LabelSet], of: Sums) -> Iterator[list[LabelSet]]:
        """Divide label sets so that each portion has a bounded number of series."""
        ordered, size = sorted(label_sets), _MOST_SERIES * len(of.gained) // self._series
        rest = iter(ordered)
        while portion := list(islice(rest, max(size, 1))):
            yield portion

    async def _unusual(self, family: Family, after: float, until: float, step: int) -> Sums:
        """Read steps in which some series restarted, were born or came back."""
        found = await self._asked(differences.gains, family, after, until, step)
        for time, label_sets in sorted(found.open.items()):
            await self._look_farther(found, family, time, label_sets, step)
        return found

    async def _look_farther(
        self, sums: Sums, family: Family, time: float, label_sets: set[LabelSet], step: int
    ) -> None:
        for lookback in FARTHER_SECONDS:
            text = differences.gains(_narrowed(family, label_sets), step, lookback)
            again = Sums()
            again.add(await self._client.instant(text, time))
            sums.replace(time - step, time, label_sets, again)
            label_sets = again.open.get(time, set()) & label_sets
            if not label_sets:
                return

    async def _asked(
        self,
        write: Write,
        family: Family,
        after: float,
        until: float,
        length: int,
    ) -> Sums:
        """Evaluate a query at the end of each stretch of some length."""
        found, most = Sums(), self._most_points * length
        while after < until:
            end = min(after + most, until)
            if end - after <= length:
                found.add(await self._client.instant(write(family, end - after), end))
            else:
                found.add(
                    await self._client.over(write(family, length), after + length, end, length)
                )
            after = end
        return found


def _neighbours(times: Iterable[float], seconds: float) -> list[list[float]]:
    """Put the ends of stretches into one list if each begins where the one before ends."""
    found: list[list[float]] = []
    for time in sorted(times):
        if found and time - found[-1][-1] <= seconds:
            found[-1].append(time)
        else:
            found.append([time])
    return found


def _narrowed(family: Family, label_sets: Iterable[LabelSet]) -> Family:
    # A bound has many spellings; all the family's bounds come along.
    return family.narrowed(matchers_of(label_sets, [name for name in family.by if name != LE]))
