"""Latency quantiles, read on a schedule of their own: they cost more than the events do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from app.monitor.ports import Source
from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.errors import SourceError
from app.slo.latency import Distribution, quantiles_of
from app.slo.snapshot import Latency

WINDOW_SECONDS = 300
EVERY_SECONDS = 120


log = logging.getLogger(__name__)


class Quantiles:
    """The quantiles read last; a reading that fails leaves none, rather than old ones."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._read_at: int | None = None
        self._task: asyncio.Task[None] | None = None
        self.latest: dict[tuple[str, Group], Latency] = {}

    async def ensure(self, slos: Sequence[Slo], at: int) -> None:
        """Read the quantiles of the window that ends at ``at``, if it is time to.

        They take longer than a step's events, so a step waits for them only if there are none.
        """
        if self._task is not None and not self._task.done():
            return
        if self._read_at is not None and at // EVERY_SECONDS == self._read_at // EVERY_SECONDS:
            return
        self._task = asyncio.create_task(self._read_quietly(slos, at))
        if not self.latest:
            await asyncio.wait({self._task})

    def forget(self) -> None:
        """Read them anew in the next step, and wait for them."""
        self.latest, self._read_at = {}, None

    async def stop(self) -> None:
        """End a reading that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _read_quietly(self, slos: Sequence[Slo], at: int) -> None:
        try:
            await self._read(slos, at)
        except Exception:  # the job's boundary: the next step tries again
            log.exception("reading the quantiles failed")
            self.latest, self._read_at = {}, None

    async def _read(self, slos: Sequence[Slo], at: int) -> None:
        latency_slos = [slo for slo in slos if isinstance(slo.indicator, LatencyIndicator)]
        try:
            found = await self._source.distributions(latency_slos, at, WINDOW_SECONDS)
        except SourceError:
            self.latest, self._read_at = {}, None  # the events' own reading says what is wrong
            return
        self.latest = await asyncio.to_thread(_located, found, at)
        self._read_at = at if found else None  # nothing yet: look again in the next step


def _located(
    found: Mapping[tuple[str, Group], Distribution], at: int
) -> dict[tuple[str, Group], Latency]:
    return {
        key: Latency(WINDOW_SECONDS, float(at), quantiles_of(distribution))
        for key, distribution in found.items()
    }
