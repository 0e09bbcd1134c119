"""The part of a definition that says when somebody is called.

Whether a tier that the author wrote can mean anything depends on the objective and the period, so
that is looked at once the definition is complete (``faults``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from app.catalog.alert_fields import (
    Hold,
    Share,
    WrittenSeverity,
    WrittenTierName,
    WrittenWindow,
)
from app.catalog.fields import MinEvents, TierName
from app.catalog.part import Part
from app.catalog.positions import FieldPath
from app.slo.burn import dropped_tiers, why_dropped
from app.slo.definition import KEEP_FIRING_SECONDS, AlertPolicy, Slo
from app.slo.period import nominal_seconds
from app.slo.tier import SHORT_DIVISOR, TIERS, Tier

NAMED = 3
"""So many definitions are named in a sentence."""

_STANDARD = {tier.name: tier for tier in TIERS}


class TierPart(Part):
    """A burn-rate tier; of a standard one only what differs has to be written."""

    severity: WrittenSeverity | None = Field(
        default=None, description="Whom it calls: page or ticket."
    )
    budget_share: Share | None = Field(
        default=None, description="Share of the budget that the long window may spend, such as 2%."
    )
    long_window: WrittenWindow | None = Field(
        default=None, description="Shows that the matter is significant, such as 1h."
    )
    short_window: WrittenWindow | None = Field(
        default=None,
        description="Shows that it is still going on; a twelfth of the long one if left out.",
    )

    def to_tier(self, name: str) -> Tier:
        """Complete it with the standard tier of that name.

        Raises:
            ValueError: something is missing, or the windows do not fit.
        """
        severity, share, long = self.severity, self.budget_share, self.long_window
        if standard := _STANDARD.get(name):
            severity = severity or standard.severity
            share = share or standard.budget_share
            long = long or standard.long_window_seconds
        if severity is None or share is None or long is None:
            raise ValueError(
                "must have severity, budget_share and long_window, since no standard tier has that"
                f" name ({', '.join(_STANDARD)})"
            )
        short = self.short_window or long // SHORT_DIVISOR
        if not 0 < short < long:
            raise ValueError(f"must have a short window ({short}s) below its long one ({long}s)")
        return Tier(name, severity, share, long, short)


class AlertsPart(Part):
    """When somebody is called."""

    disable: list[TierName] = Field(default=[], description="Tiers that must not fire.")
    min_events: MinEvents = Field(
        default=20.0, description="Fewest events in a tier's long window for it to be trusted."
    )
    tiers: dict[WrittenTierName, TierPart] = Field(
        default={},
        description="Burn-rate tiers by name: others than the standard ones, or in their place.",
    )
    keep_firing_for: Hold = Field(
        default=KEEP_FIRING_SECONDS,
        json_schema_extra={"default": "5m"},
        description="How long a condition must not have held for its alert to end.",
    )
    budget_below: Share | None = Field(
        default=None, description="Open a ticket when less than this share of the budget is left."
    )
    no_data_for: WrittenWindow | None = Field(
        default=None, description="Open a ticket when samples are missing for so long."
    )

    def to_policy(self) -> AlertPolicy:
        """Turn it into what the core takes; tiers that ``faults`` names are left out."""
        return AlertPolicy(
            disable=frozenset(self.disable),
            min_events=self.min_events,
            tiers=tuple(tier for _, tier in self._tiers() if isinstance(tier, Tier)),
            keep_firing_seconds=self.keep_firing_for,
            budget_below=self.budget_below,
            no_data_seconds=self.no_data_for,
        )

    def faults(self, slo: Slo) -> Iterator[tuple[FieldPath, str]]:
        """Say what is wrong with the tiers that were written out, by path below this part."""
        for name, tier in self._tiers():
            fault = str(tier) if isinstance(tier, ValueError) else _fault(slo, tier)
            if fault is not None:
                yield ("tiers", name), fault
            elif name in self.disable:
                yield ("tiers", name), "must not be both written out and disabled; remove one"

    def _tiers(self) -> Iterator[tuple[str, Tier | ValueError]]:
        for name, part in self.tiers.items():
            try:
                yield name, part.to_tier(name)
            except ValueError as error:
                yield name, error


def dropped_sentences(slos: Iterable[Slo]) -> list[str]:
    """Say which standard tiers are dropped, and why; definitions of one reason together."""
    names: dict[tuple[str, str], list[str]] = {}
    for slo in slos:
        for tier, why in dropped_tiers(slo):
            names.setdefault((tier.name, why), []).append(slo.name)
    return [
        f"{tier} is dropped for {_listed(those)}: {why}" for (tier, why), those in names.items()
    ]


def _listed(names: Sequence[str]) -> str:
    some = ", ".join(names[:NAMED])
    return some if len(names) <= NAMED else f"{some} and {len(names) - NAMED} more"


def _fault(slo: Slo, tier: Tier) -> str | None:
    why = why_dropped(slo, tier)
    if why is None:
        return None
    window = tier.long_window_seconds / nominal_seconds(slo.period)
    least, most = window, window / slo.error_budget_ratio
    return (
        f"must be able to mean something: {why}; with these windows budget_share must lie"
        f" between {100 * least:.3g}% and {100 * min(most, 1.0):.3g}%"
        if window <= 1
        else f"must be able to mean something: {why}"
    )
