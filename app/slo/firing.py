"""An alert that fires, beside what its SLO looks like now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.slo.alert import Alert, Evidence
from app.slo.silence import Silence
from app.slo.snapshot import Status


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert with the figures of its windows and budget now, ``None`` where they are not known.

    ``silenced_by`` are the silences that keep it from calling somebody.
    """

    alert: Alert
    now: Evidence
    silenced_by: tuple[Silence, ...] = ()


def firing(alert: Alert, status: Status | None, silenced_by: Iterable[Silence] = ()) -> Firing:
    """Put beside an alert what the status of its SLO says of the same figures."""
    then = alert.evidence
    rates = {} if status is None else {b.window_seconds: b.burn_rate for b in status.burn_rates}
    budget = None if status is None else status.budget
    now = Evidence(
        factor=then.factor,
        long_window_seconds=then.long_window_seconds,
        short_window_seconds=then.short_window_seconds,
        long_burn_rate=rates.get(then.long_window_seconds or 0),
        short_burn_rate=rates.get(then.short_window_seconds or 0),
        remaining_ratio=None if budget is None else budget.remaining_ratio,
        exhausts_at=None if budget is None else budget.exhausts_at,
        data_until=None if status is None else status.data_until,
    )
    return Firing(alert, now, tuple(silenced_by))
