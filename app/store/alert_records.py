"""The two ways between alerts, annotations and the database's JSON.

Refuses to know SQL. A value that does not have the expected shape is a ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from app.slo.alert import Alert, OpenAlert, Transition
from app.slo.annotation import Annotation
from app.store.records import Record

_ALERT = TypeAdapter(Alert)
_TRANSITION = TypeAdapter(Transition)
_ANNOTATION = TypeAdapter(Annotation)


def transition_record(transition: Transition) -> Record:
    """Write a transition's row, its ``body`` as the text of JSON."""
    subject = transition.alert.subject
    return {
        "id": transition.id,
        "at": transition.at,
        "slo_id": subject.slo_id,
        "slo_name": subject.slo_name,
        "service": subject.service,
        "tier": subject.tier,
        "severity": subject.severity.value,
        "state": transition.state.value,
        "body": _TRANSITION.dump_json(transition).decode(),
    }


def transition_of(body: object) -> Transition:
    """Read a transition back from its ``body`` as the driver has parsed it."""
    return _TRANSITION.validate_python(body)


def transition_from(text: str) -> Transition:
    """Read a transition back from its ``body`` as it stands in the database."""
    return _TRANSITION.validate_json(text)


def open_alert_record(one: OpenAlert) -> Record:
    """Write the row of an alert that fires, its ``body`` as the text of JSON."""
    slo_id, tier = one.alert.subject.key
    return {
        "slo_id": slo_id,
        "tier": tier,
        "ceased_at": one.ceased_at,
        "body": _ALERT.dump_json(one.alert).decode(),
    }


def open_alert_of(record: Mapping[str, Any]) -> OpenAlert:
    """Read an alert that fires."""
    return OpenAlert(_ALERT.validate_python(record["body"]), record["ceased_at"])


def annotation_record(annotation: Annotation) -> Record:
    """Write an annotation's row; its columns are its fields."""
    record: Record = _ANNOTATION.dump_python(annotation, mode="json")
    return record


def annotation_of(record: Mapping[str, Any]) -> Annotation:
    """Read an annotation."""
    return _ANNOTATION.validate_python(dict(record))
