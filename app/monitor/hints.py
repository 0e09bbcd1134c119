"""What completes a message where a threshold turned out to be no bucket bound."""

from __future__ import annotations

from collections.abc import Sequence

from app.monitor.accounts import Accounts
from app.monitor.catch_up import NEAR_SECONDS
from app.monitor.ports import Source
from app.slo.definition import LatencyIndicator, Slo
from app.slo.errors import SourceError


class Hints:
    """Asks once for the bounds of a definition whose threshold is none of them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[str, str] = {}

    def of(self, slo: Slo) -> str:
        """Say what is known; empty if there was no reason to ask."""
        return self._known.get(slo.name, "")

    def clear(self) -> None:
        """Forget what was asked under another catalog."""
        self._known.clear()

    async def ask(self, accounts: Accounts, slos: Sequence[Slo], at: int) -> None:
        """Find out which bounds there are, where a threshold turned out to be none of them."""
        for slo in slos:
            if not isinstance(slo.indicator, LatencyIndicator) or slo.name in self._known:
                continue
            if (accounts[slo.name].unbounded > at - NEAR_SECONDS).any():
                self._known[slo.name] = await bounds_hint(self._source, slo, at)


async def bounds_hint(source: Source, slo: Slo, at: int) -> str:
    """Name the bucket bounds next to a threshold that is none of them."""
    try:
        bounds = await source.bounds(slo, at)
    except SourceError:
        return ""
    threshold = slo.indicator.threshold_seconds  # type: ignore[union-attr]  # only these have bounds
    below = max((bound for bound in bounds if bound < threshold), default=None)
    above = min((bound for bound in bounds if bound > threshold), default=None)
    near = [f"{bound:g} s" for bound in (below, above) if bound is not None]
    if threshold in bounds:
        return "some series have that bound and others do not"
    return f"the nearest bounds are {' and '.join(near)}" if near else ""
