"""Sentences about alerts, for people who have just been woken.

Numbers are rounded here and nowhere before; who computes reads the evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from app.slo.alert import Alert, AlertReason, Evidence, Share, Subject
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.definition import Slo
from app.slo.period import nominal_seconds
from app.slo.tier import BUDGET_BELOW, NO_DATA

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def duration_text(seconds: float) -> str:
    """Write a duration with its two largest units: ``2 d 4 h``, ``35 min``."""
    left, parts = round(seconds), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


_HEADLINES = {
    AlertReason.BURN_RATE: "burns its error budget too fast",
    AlertReason.BUDGET_BELOW: "has little of its error budget left",
    AlertReason.NO_DATA: "has no samples",
}


def headline(alert: Alert) -> str:
    """Say in a few words what an alert is about; it stays the same for as long as it lasts."""
    return f"{alert.subject.title} {_HEADLINES[alert.reason]} ({alert.subject.tier})"


def fired_sentence(
    subject: Subject, slo: Slo, evidence: Evidence, after: Annotation | None, at: float
) -> str:
    """Say what burns, how fast, what is left, where, and what happened before."""
    begin = {
        BUDGET_BELOW: lambda: _spent(slo),
        NO_DATA: lambda: _absent(slo, evidence, at),
    }.get(subject.tier, lambda: _burns(evidence))()
    parts = [f"{subject.title} {begin}", *_outlook(slo, evidence, at), *_where(evidence.worst)]
    if after is not None:
        parts.append(_following(after, at))
    return " ".join(parts)


def recovered_sentence(alert: Alert, evidence: Evidence, at: float) -> str:
    """Say what is over, how long it lasted, and what is left."""
    over = {
        AlertReason.BUDGET_BELOW: "has enough of its error budget again.",
        AlertReason.NO_DATA: "has samples again.",
    }.get(alert.reason, "no longer burns its error budget too fast.")
    lasted = f"The alert lasted {duration_text(at - alert.started_at)}."
    left = [] if evidence.remaining_ratio is None else [f"{_left(evidence.remaining_ratio)}."]
    return " ".join([f"{alert.subject.title} {over}", lasted, *left])


def ended_sentence(alert: Alert) -> str:
    """Say that there is nothing to call for any more."""
    return (
        f"{alert.subject.title}: the definitions no longer have this SLO with {alert.subject.tier}."
    )


def _burns(evidence: Evidence) -> str:
    windows = (
        f"{_times(rate)} over {duration_text(seconds)}"
        for rate, seconds in (
            (evidence.long_burn_rate, evidence.long_window_seconds),
            (evidence.short_burn_rate, evidence.short_window_seconds),
        )
        if rate is not None and seconds is not None
    )
    limit = f" (limit {evidence.factor:.3g})" if evidence.factor is not None else ""
    return f"burns its error budget too fast: {' and '.join(windows)}{limit}."


def _spent(slo: Slo) -> str:
    return f"has less than {_percent(slo.alerts.budget_below or 0.0)} of its error budget left."


def _absent(slo: Slo, evidence: Evidence, at: float) -> str:
    allowed = duration_text(slo.alerts.no_data_seconds or 0)
    if evidence.data_until is None:
        return f"has no samples, and may miss them for {allowed}."
    missing = duration_text(at - evidence.data_until)
    return f"has had no samples for {missing}, and may miss them for {allowed}."


def _outlook(slo: Slo, evidence: Evidence, at: float) -> Iterable[str]:
    """Say what is left; when it will be gone only if that is within the period."""
    remaining = evidence.remaining_ratio
    if remaining is None:
        return
    lasts = math.inf if evidence.exhausts_at is None else evidence.exhausts_at - at
    if remaining <= 0:
        yield "The error budget is exhausted."
    elif lasts <= nominal_seconds(slo.period):
        moment = f"{datetime.fromtimestamp(at + lasts, UTC):%Y-%m-%d %H:%M} UTC"
        yield f"{_left(remaining)}, and gone in {duration_text(lasts)} ({moment})."
    else:
        yield f"{_left(remaining)}."


def _where(worst: Iterable[Share]) -> Iterable[str]:
    shares = [f"{_group(share)} {_percent(share.bad_ratio)}" for share in worst]
    if shares:
        yield f"Bad events are in {', '.join(shares)}."


def _following(after: Annotation, at: float) -> str:
    kind = {AnnotationKind.DEPLOY: "deploy", AnnotationKind.INCIDENT: "incident"}.get(after.kind)
    is_said = kind is None or after.text.lower().startswith(kind)
    what = after.text if is_said else f"{kind} {after.text}"
    return f"It began {duration_text(at - after.start)} after {what.removesuffix('.')}."


def _group(share: Share) -> str:
    return ", ".join(f"{name}={value}" for name, value in share.group)


def _times(rate: float) -> str:
    return f"{rate:.3g} times"


def _left(remaining: float) -> str:
    return f"{_percent(remaining)} of the budget is left"


def _percent(ratio: float) -> str:
    return f"{100 * ratio:.3g} %"
