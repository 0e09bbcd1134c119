"""The part of the mapping that shows what is kept: alerts, notes, histories, events.

See ``app/api/views.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.api.plan_views import plan_run_view
from app.api.views import events_view
from app.api.wire import alert as alert_shape
from app.api.wire import annotation as annotation_shape
from app.api.wire import event as event_shape
from app.api.wire import history as history_shape
from app.slo.alert import Alert, AlertState, Evidence
from app.slo.annotation import Annotation
from app.slo.firing import Firing
from app.slo.history import History, Point
from app.slo.instant import instant, optional_instant, reachable_instant
from app.slo.kept import Event, Recorded
from app.slo.silence import Silence
from app.slo.snapshot import Snapshot


def alerts_view(snapshot: Snapshot, next_cursor: str | None) -> alert_shape.AlertList:
    """Show a page of the alerts that fire, but for the alerts."""
    return alert_shape.AlertList(
        generation=snapshot.generation,
        evaluated_at=instant(snapshot.evaluated_at),
        is_expired=snapshot.is_expired,
        alerts=[],
        next_cursor=next_cursor,
    )


def transition_view(recorded: Recorded) -> alert_shape.Transition:
    """Show how an alert changed."""
    transition = recorded.transition
    return alert_shape.Transition(
        **_subject(transition.alert),
        id=transition.id,
        alert=transition.alert.id,
        state=transition.state.name,
        reason=transition.reason.name,
        at=instant(transition.at),
        summary=transition.summary,
        evidence=_evidence(transition.evidence),
        deliveries=[
            alert_shape.Delivery(
                receiver=each.receiver,
                state=each.state,
                attempts=each.attempts,
                last_error=each.last_error,
            )
            for each in recorded.deliveries
        ],
    )


def annotation_view(annotation: Annotation) -> annotation_shape.Annotation:
    """Show what was noted."""
    return annotation_shape.Annotation(
        id=annotation.id,
        kind=annotation.kind.name,
        text=annotation.text,
        start=instant(annotation.start),
        end=optional_instant(annotation.end),
        labels=dict(annotation.labels),
        created_by=annotation.created_by,
        created_at=instant(annotation.created_at),
    )


def history_view(found: History, beside: Iterable[Annotation]) -> history_shape.History:
    """Show how an SLO got where it stands, and what was noted meanwhile."""
    points = found.points
    covered = points and history_shape.Covered(
        start=instant(points[0].start), end=instant(points[-1].end)
    )
    return history_shape.History(
        slo=found.status.id,
        evaluated_at=instant(found.status.evaluated_at),
        start=instant(found.start),
        end=instant(found.end),
        covered=covered or None,
        step_seconds=found.step_seconds,
        finest_step_seconds=found.cell_seconds,
        is_widened=found.is_widened,
        points=[_point(point) for point in points],
        annotations=[annotation_view(each) for each in beside],
    )


def event_view(event: Event) -> event_shape.Event:
    """Show what happened."""
    transition = event.transition
    return event_shape.Event(
        id=event.id,
        kind=event.kind.name,
        at=instant(event.at),
        generation=event.generation,
        transition=None if transition is None else transition_view(Recorded(event.id, transition)),
        plan_run=None if event.plan_run is None else plan_run_view(event.plan_run),
    )


def reset_view(event_id: int) -> event_shape.Event:
    """Say that events were missed, all of them up to this one."""
    return event_shape.Event(
        id=event_id,
        kind=event_shape.RESET,
        at=None,
        generation=None,
        transition=None,
        plan_run=None,
    )


def firing_view(firing: Firing) -> alert_shape.Alert:
    """Show an alert that fires."""
    alert = firing.alert
    return alert_shape.Alert(
        **_subject(alert),
        id=alert.id,
        state=AlertState.FIRING.name,
        reason=alert.reason.name,
        summary=alert.summary,
        then=_evidence(alert.evidence),
        now=_evidence(firing.now),
        silenced_by=[_silence(silence) for silence in firing.silenced_by],
    )


def _subject(alert: Alert) -> dict[str, Any]:
    subject, evidence = alert.subject, alert.evidence
    return {
        "slo": subject.slo_id,
        "name": subject.slo_name,
        "service": subject.service,
        "labels": dict(subject.labels),
        "group": dict(subject.group),
        "tier": subject.tier,
        "severity": subject.severity.name,
        "factor": evidence.factor,
        "long_window_seconds": evidence.long_window_seconds,
        "short_window_seconds": evidence.short_window_seconds,
        "worst": [
            alert_shape.Share(group=dict(share.group), bad_ratio=share.bad_ratio)
            for share in evidence.worst
        ],
        "after": None if alert.after is None else annotation_view(alert.after),
        "runbook": subject.runbook,
        "started_at": instant(alert.started_at),
    }


def _evidence(evidence: Evidence) -> alert_shape.Evidence:
    return alert_shape.Evidence(
        long_burn_rate=evidence.long_burn_rate,
        short_burn_rate=evidence.short_burn_rate,
        remaining_ratio=evidence.remaining_ratio,
        exhausts_at=reachable_instant(evidence.exhausts_at),
        data_until=optional_instant(evidence.data_until),
    )


def _point(point: Point) -> history_shape.Point:
    return history_shape.Point(
        start=instant(point.start),
        end=instant(point.end),
        events=events_view(point.events),
        sli=point.events.sli,
        burn_rate=point.burn_rate,
        remaining_ratio=point.remaining_ratio,
    )


def _silence(silence: Silence) -> alert_shape.Silence:
    return alert_shape.Silence(
        id=silence.id,
        comment=silence.comment,
        created_by=silence.created_by,
        ends_at=instant(silence.ends_at),
    )
