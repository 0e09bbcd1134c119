"""Of annotations with one id the first is kept, at however many replicas they are noted at once."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from app.slo.annotation import Annotation, AnnotationKind
from app.slo.kept import AnnotationFilter
from app.store.alert_records import annotation_record
from app.store.alert_tables import ANNOTATIONS
from app.store.annotations import AnnotationStore
from app.store.sql import SqlStore, open_store
from tests.postgresql import PostgreSQLServer
from tests.slo.making import T0
from tests.store.conftest import opened

FIRST = Annotation("a1", AnnotationKind.DEPLOY, "1.42", float(T0), labels={"service": "shop"})
SECOND = replace(FIRST, text="1.43")

WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = '{}' AND wait_event_type = 'Lock'"


async def until_one_waits(server: PostgreSQLServer, database: str) -> None:
    """Return once a transaction waits for another."""
    deadline = time.monotonic() + 10
    while not await server.run(database, WAITING.format(database)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@pytest.mark.prometheus
@pytest.mark.parametrize("late", [FIRST, SECOND])
async def test_one_that_another_replica_is_storing_is_waited_for_and_given(
    postgresql: PostgreSQLServer, late: Annotation
) -> None:
    url = await postgresql.fresh()
    another = create_async_engine(url)
    async with opened(url) as store:
        notes = AnnotationStore(store.transactor)
        async with another.begin() as connection:
            await connection.execute(insert(ANNOTATIONS), annotation_record(FIRST))
            adding = asyncio.create_task(notes.add(late))
            await until_one_waits(postgresql, url.rpartition("/")[2])
        assert await adding == FIRST
        assert await notes.find(AnnotationFilter(), 10) == [FIRST]
    await another.dispose()


async def test_of_many_that_are_stored_at_once_all_are_given_the_first(
    store: SqlStore, url: str
) -> None:
    replica = await open_store(url)
    notes = [AnnotationStore(one.transactor) for one in (store, replica)]
    texts = [(note, replace(FIRST, text=str(n))) for n in range(5) for note in notes]
    given = await asyncio.gather(*(note.add(one) for note, one in texts))
    (kept,) = await notes[0].find(AnnotationFilter(), 10)
    assert given == [kept] * len(texts)
    await replica.close()
