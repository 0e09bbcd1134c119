"""Latency quantiles, read on a schedule of their own: they cost more than the events do."""

from __future__ import annotations

from collections.abc import Sequence

from app.monitor.ports import Source
from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.errors import SourceError
from app.slo.latency import quantiles_of
from app.slo.snapshot import Latency

WINDOW_SECONDS = 300
EVERY_SECONDS = 120


class Quantiles:
    """The quantiles read last; a reading that fails leaves none, rather than old ones."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._read_at: int | None = None
        self.latest: dict[tuple[str, Group], Latency] = {}

    async def refresh(self, slos: Sequence[Slo], at: int) -> None:
        """Read the quantiles of the window that ends at ``at``, if it is time to."""
        if self._read_at is not None and at // EVERY_SECONDS == self._read_at // EVERY_SECONDS:
            return
        latency_slos = [slo for slo in slos if isinstance(slo.indicator, LatencyIndicator)]
        try:
            found = await self._source.distributions(latency_slos, at, WINDOW_SECONDS)
        except SourceError:
            self.latest, self._read_at = {}, None  # the events' own reading says what is wrong
            return
        self._read_at = at if found else None  # nothing yet: look again in the next step
        self.latest = {
            key: Latency(WINDOW_SECONDS, float(at), quantiles_of(distribution))
            for key, distribution in found.items()
        }
