"""Keeps what somebody noted: deploys, incidents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from app.slo.annotation import Annotation
from app.slo.kept import AnnotationFilter
from app.store.alert_reading import read_values
from app.store.alert_records import annotation_of, annotation_record
from app.store.alert_tables import ANNOTATIONS
from app.store.transacting import Transactor
from app.store.writing import INSERTS

ROWS_AT_ONCE = 500


class AnnotationStore:
    """The annotations of a database."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    async def add(self, annotation: Annotation) -> Annotation:
        """Keep an annotation, and give what is kept: of two with one id that is the first.

        Raises:
            StoreError: it was not stored.
        """
        return await self._transactor.write(_add, annotation)

    async def get(self, annotation_id: str) -> Annotation | None:
        """Read one.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transactor.read(_get, annotation_id)

    async def find(self, wanted: AnnotationFilter, limit: int) -> Sequence[Annotation]:
        """Read those that are meant and began last, at most ``limit``; the last one first.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._transactor.read(_find, wanted, limit)


def _add(connection: Connection, annotation: Annotation) -> Annotation:
    # Not read first: another replica may be about to store one with this id. This waits for it.
    unless_there = INSERTS[connection.dialect.name](ANNOTATIONS).on_conflict_do_nothing()
    connection.execute(unless_there, annotation_record(annotation))
    return _get(connection, annotation.id) or annotation


def _get(connection: Connection, annotation_id: str) -> Annotation | None:
    asked = select(ANNOTATIONS).where(ANNOTATIONS.c.id == annotation_id)
    return next(read_values(connection, asked, annotation_of), None)


def _find(connection: Connection, wanted: AnnotationFilter, limit: int) -> list[Annotation]:
    columns = ANNOTATIONS.c
    asked = (
        select(ANNOTATIONS)
        .where(*_conditions(wanted))
        .order_by(columns.start.desc(), columns.id.desc())
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    found = read_values(connection, asked, annotation_of)
    return list(islice(filter(wanted.lets_through, found), limit))


def _conditions(wanted: AnnotationFilter) -> Iterator[ColumnElement[bool]]:
    columns = ANNOTATIONS.c
    if wanted.end is not None:
        yield columns.start < wanted.end
    if wanted.start is not None:
        yield func.coalesce(columns.end, columns.start) >= wanted.start
    if wanted.before is not None:
        start, annotation_id = wanted.before
        earlier = and_(columns.start == start, columns.id < annotation_id)
        yield or_(columns.start < start, earlier)
