"""Reads what a family of series gained, stretch by stretch, and looks again where that is needed.

Most series simply go on, and one query for many stretches says what they gained. What it leaves
open is asked for again, of the few label sets and stretches concerned: old time in steps, a step
with a longer look back. What stays open in the end was never seen before and is a baseline.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.slo.samples import Grain
from app.sources import differences
from app.sources.client import MOST_POINTS, PrometheusClient
from app.sources.differences import Family
from app.sources.sums import LE, LabelSet, Sums, matchers_of

COARSE_SECONDS = 300
"""The stretches in which old time is read first; they fit into a ledger's cells of that age."""

FARTHER_SECONDS = (3600, 6 * 3600, 86_400)
"""How far back a series is looked for, in turn, that was not there just before a stretch."""

_MOST_AT_ONCE = 1_000_000
"""Series × stretches of one query: Prometheus holds several times as many samples, of 5e7."""


class Stretches:
    """Reads families of about ``series`` series."""

    def __init__(self, client: PrometheusClient, series: int) -> None:
        self._client = client
        self._most_points = min(max(_MOST_AT_ONCE // max(series, 1), 1), MOST_POINTS)

    async def read(self, family: Family, after: float, until: float, grain: Grain) -> Sums:
        """Read (after, until], which is a whole number of steps.

        Raises:
            SourceError: Prometheus gave no complete answer.
        """
        begin = -(-after // COARSE_SECONDS) * COARSE_SECONDS
        end = min(until, grain.coarse_until) // COARSE_SECONDS * COARSE_SECONDS
        step = grain.step_seconds
        if end <= begin or step >= COARSE_SECONDS:
            return await self._fine(family, after, until, step)
        sums = await self._fine(family, after, begin, step)
        sums.take(await self._coarse(family, begin, end, step))
        sums.take(await self._fine(family, end, until, step))
        return sums

    async def _coarse(self, family: Family, after: float, until: float, step: int) -> Sums:
        text = differences.plain_gains(family, COARSE_SECONDS)
        found = await self._asked(text, after, until, COARSE_SECONDS)
        for time, label_sets in sorted(found.open.items()):
            some = _narrowed(family, label_sets)
            again = await self._fine(some, time - COARSE_SECONDS, time, step)
            found.replace(time, label_sets, again)
        return found

    async def _fine(self, family: Family, after: float, until: float, step: int) -> Sums:
        found = await self._asked(differences.gains(family, step), after, until, step)
        for time, label_sets in sorted(found.open.items()):
            await self._look_farther(found, family, time, label_sets, step)
        return found

    async def _look_farther(
        self, sums: Sums, family: Family, time: float, label_sets: set[LabelSet], step: int
    ) -> None:
        for lookback in FARTHER_SECONDS:
            text = differences.gains(_narrowed(family, label_sets), step, lookback)
            again = await self._asked(text, time - step, time, step)
            sums.replace(time, label_sets, again)
            label_sets = again.open.get(time, set()) & label_sets
            if not label_sets:
                return

    async def _asked(self, text: str, after: float, until: float, step: int) -> Sums:
        """Evaluate a query at the end of each stretch."""
        found, most = Sums(), self._most_points * step
        while after < until:
            end = min(after + most, until)
            if end - after <= step:
                found.add(await self._client.instant(text, end))
            else:
                found.add(await self._client.over(text, after + step, end, step))
            after = end
        return found


def _narrowed(family: Family, label_sets: Iterable[LabelSet]) -> Family:
    # A bound has many spellings; all the family's bounds come along.
    return family.narrowed(matchers_of(label_sets, [name for name in family.by if name != LE]))
