"""What is kept besides counts, where the disk holds something else than was written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection, update

from app.slo.alert import Happened, Transition
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.errors import StoreError
from app.slo.kept import AnnotationFilter, Stored, TransitionFilter
from app.store.alert_history import AlertHistory
from app.store.alert_tables import EVENTS, TRANSITIONS
from app.store.annotations import AnnotationStore
from app.store.event_log import EventLog
from app.store.sql import SqlStore, open_store
from tests.slo.making import DAY, T0, alert

FIRED = Transition.fired(alert("page-fast"))


async def happen(store: SqlStore, at: int = T0) -> None:
    def happened() -> Happened:
        return Happened(at, at // 30, [FIRED])

    await store.append_step([], happened)


async def transitions(store: SqlStore) -> object:
    return await AlertHistory(store.transactor).transitions(TransitionFilter(), 10)


async def events(store: SqlStore) -> object:
    return await EventLog(store.transactor).after(0, 10)


async def test_what_was_stored_is_read_back_as_it_was(store: SqlStore) -> None:
    await happen(store)
    (recorded,) = await AlertHistory(store.transactor).transitions(TransitionFilter(), 10)
    changed, published = await EventLog(store.transactor).after(0, 10)
    assert recorded.transition == changed.transition == FIRED
    assert published.generation == T0 // 30
    assert await EventLog(store.transactor).stored() == Stored(1, 2)


async def test_a_step_that_is_stored_twice_tells_of_a_change_once(store: SqlStore) -> None:
    await happen(store)
    await happen(store)
    assert len(await EventLog(store.transactor).after(0, 10)) == 3


async def test_what_is_over_is_kept_for_as_long_as_is_set(url: str) -> None:
    store = await open_store(url, kept_seconds=7 * DAY)
    assert await store.lease.claim()
    history, notes = AlertHistory(store.transactor), AnnotationStore(store.transactor)
    await happen(store)
    await notes.add(Annotation("a1", AnnotationKind.DEPLOY, "1.42", float(T0)))
    await happen(store, T0 + 7 * DAY)
    assert len(await history.transitions(TransitionFilter(), 10)) == 1
    assert len(await notes.find(AnnotationFilter(), 10)) == 1
    await happen(store, T0 + 7 * DAY + 600)
    assert await history.transitions(TransitionFilter(), 10) == []
    assert await notes.find(AnnotationFilter(), 10) == []
    await store.close()


@pytest.mark.parametrize("read", [transitions, events])
async def test_a_damaged_row_is_named(
    store: SqlStore, read: Callable[[SqlStore], Awaitable[object]]
) -> None:
    await happen(store)
    for table in (TRANSITIONS, EVENTS):
        await store.transactor.write(Connection.execute, update(table).values(body={"a": 1}))
    with pytest.raises(StoreError, match=r"(transition \w+-firing|event 1) is damaged"):
        await read(store)
