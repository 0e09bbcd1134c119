"""Reads alerts and annotations, within a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from app.slo.alert import OpenAlert
from app.slo.annotation import Annotation
from app.slo.errors import StoreError
from app.store.alert_records import annotation_of, open_alert_of
from app.store.alert_tables import ANNOTATIONS, OPEN_ALERTS

Value = TypeVar("Value")


def read_open_alerts(connection: Connection) -> list[OpenAlert]:
    """Read the alerts that fire, by SLO and tier.

    Raises:
        StoreError: what stands there is no alert.
    """
    asked = select(OPEN_ALERTS).order_by(OPEN_ALERTS.c.slo_id, OPEN_ALERTS.c.tier)
    return list(read_values(connection, asked, open_alert_of))


def read_annotations(connection: Connection, after: float, until: float) -> list[Annotation]:
    """Read the annotations that begin in (after, until], by begin.

    Raises:
        StoreError: what stands there is no annotation.
    """
    start = ANNOTATIONS.c.start
    asked = select(ANNOTATIONS).where(start > after, start <= until).order_by(start)
    return list(read_values(connection, asked, annotation_of))


def read_values(
    connection: Connection, asked: Select[Any], value_of: Callable[[Mapping[str, Any]], Value]
) -> Iterator[Value]:
    """Read what was asked for, row by row.

    Raises:
        StoreError: a row is no such value.
    """
    for row in connection.execute(asked):
        try:
            yield value_of(row._asdict())
        except (LookupError, TypeError, ValueError) as error:
            tables = ", ".join(str(table) for table in asked.get_final_froms())
            raise StoreError(f"a row of {tables} is damaged: {error}") from error
