"""Alerts made by hand, and a place that keeps them as a store does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.slo.alert import (
    Alert,
    AlertReason,
    AlertState,
    Evidence,
    OpenAlert,
    Subject,
    Transition,
)
from app.slo.tier import Severity

T0 = 1_794_995_200


def alert_of(slo_id: str = "shop", started_at: int = T0, **changes: Any) -> Alert:  # noqa: ANN401  # whatever the field takes
    subject = Subject(
        slo_id=slo_id,
        slo_name=slo_id,
        service="shop",
        tier=changes.pop("tier", "page-fast"),
        severity=changes.pop("severity", Severity.PAGE),
        labels=changes.pop("labels", {}),
        group=changes.pop("group", ()),
        runbook=changes.pop("runbook", None),
    )
    return Alert(
        subject=subject,
        started_at=started_at,
        reason=changes.pop("reason", AlertReason.BURN_RATE),
        summary=f"{slo_id} burns.",
        **changes,
    )


def ended(alert: Alert, at: int) -> Transition:
    return Transition(
        alert, AlertState.RESOLVED, at, AlertReason.RECOVERED, "It is over.", Evidence()
    )


class Kept:
    """What is stored of alerts."""

    def __init__(self, fires: Sequence[Alert] = (), over: Sequence[Transition] = ()) -> None:
        self.fires = list(fires)
        self.over = list(over)
        self.readings = 0

    async def open_alerts(self) -> Sequence[OpenAlert]:
        self.readings += 1
        return [OpenAlert(one) for one in self.fires]

    async def ended_since(self, at: float) -> Sequence[Transition]:
        return [one for one in self.over if one.at > at]
