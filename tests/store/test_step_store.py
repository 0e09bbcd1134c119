"""What happened in a step is stored with its counts, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Table, select

from app.slo.alert import (
    Alert,
    AlertReason,
    AlertState,
    Evidence,
    Happened,
    OpenAlert,
    Share,
    Transition,
)
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.errors import StoreError
from app.store.alert_records import transition_from
from app.store.alert_tables import DELIVERIES, EVENTS, OPEN_ALERTS, TRANSITIONS
from app.store.sql import SqlStore, open_store
from tests.slo.making import DAY, STEP, T0, alert
from tests.store.model import Model, growing_history, portrait

RICH = replace(
    alert("page-fast"),
    evidence=Evidence(
        14.4, 3600, 300, 20.5, 31.25, -0.5, T0 + 3.5, None, (Share((("a", "b"),), 0.75),)
    ),
    after=Annotation("7", AnnotationKind.DEPLOY, "1.42", T0 - 60.0, None, {"service": "shop"}),
)


def told(value: Happened) -> Callable[[], Happened]:
    return lambda: value


def fired(one: Alert, at: int = T0) -> Transition:
    return Transition(one, AlertState.FIRING, at, one.reason, one.summary, one.evidence)


def resolved(one: Alert, at: int) -> Transition:
    return Transition(one, AlertState.RESOLVED, at, AlertReason.RECOVERED, "Over.", Evidence())


def step(at: int, *transitions: Transition, changed: Sequence[OpenAlert] = ()) -> Happened:
    return Happened(at, at // STEP, transitions, changed)


async def rows(store: SqlStore, table: Table) -> list[dict[str, object]]:
    def read(connection: Connection) -> list[dict[str, object]]:
        key = list(table.primary_key)
        return [row._asdict() for row in connection.execute(select(table).order_by(*key))]

    return await store.transactor.read(read)


async def test_an_alert_that_fires_is_there_after_a_restart(url: str) -> None:
    store = await open_store(url)
    assert await store.lease.claim()
    await store.append_step([], told(step(T0, fired(RICH))))
    await store.lease.release()
    await store.close()
    store = await open_store(url)
    assert await store.lease.claim()
    assert await store.open_alerts() == [OpenAlert(RICH)]
    await store.close()


async def test_since_when_its_condition_has_not_held_is_remembered(store: SqlStore) -> None:
    await store.append_step([], told(step(T0, fired(RICH))))
    ceased = OpenAlert(RICH, T0 + STEP)
    await store.append_step([], told(step(T0 + STEP, changed=[ceased])))
    assert await store.open_alerts() == [ceased]
    await store.append_step([], told(step(T0 + 60, changed=[OpenAlert(RICH)])))
    assert await store.open_alerts() == [OpenAlert(RICH)]


async def test_an_alert_that_ended_is_history(store: SqlStore) -> None:
    changes = [fired(RICH), resolved(RICH, T0 + 600)]
    for change in changes:
        await store.append_step([], told(step(change.at, change)))
    assert await store.open_alerts() == []
    bodies = [json.dumps(row["body"]) for row in await rows(store, TRANSITIONS)]
    assert [transition_from(body) for body in bodies] == changes


async def test_a_transition_that_is_known_is_passed_over(store: SqlStore) -> None:
    for _ in range(2):
        await store.append_step([], told(step(T0, fired(RICH))))
    assert len(await rows(store, TRANSITIONS)) == 1
    assert len(await rows(store, OPEN_ALERTS)) == 1


async def test_every_receiver_is_to_be_told_each_transition(url: str) -> None:
    store = await open_store(url, receivers=("a", "b"))
    assert await store.lease.claim()
    await store.append_step([], told(step(T0, fired(RICH))))
    found = await rows(store, DELIVERIES)
    await store.close()
    assert [(row["transition_id"], row["receiver"], row["state"]) for row in found] == [
        (f"{RICH.id}-firing", "a", "PENDING"),
        (f"{RICH.id}-firing", "b", "PENDING"),
    ]


async def test_listeners_are_told_of_alerts_and_then_of_the_snapshot(store: SqlStore) -> None:
    await store.append_step([], told(step(T0, fired(RICH))))
    await store.append_step([], told(step(T0 + STEP)))
    kinds = [(row["id"], row["kind"]) for row in await rows(store, EVENTS)]
    assert kinds == [
        (1, "ALERT_CHANGED"),
        (2, "SNAPSHOT_PUBLISHED"),
        (3, "SNAPSHOT_PUBLISHED"),
    ]


async def test_counts_and_what_happened_are_stored_together_or_not_at_all(store: SqlStore) -> None:
    def failing() -> Happened:
        raise ZeroDivisionError

    (entries,) = growing_history(1, ["a"])
    with pytest.raises(ZeroDivisionError):
        await store.append_step(entries, failing)
    assert await store.load() == []
    await store.append_step(entries, told(step(T0, fired(RICH))))
    model = Model()
    model.append(entries)
    assert portrait(await store.load()) == model.portrait()
    assert await store.open_alerts() == [OpenAlert(RICH)]


async def test_what_is_older_than_it_is_kept_goes_and_what_fires_stays(url: str) -> None:
    store = await open_store(url, receivers=("a",), kept_seconds=DAY)
    assert await store.lease.claim()
    firing = replace(alert("page-slow"), started_at=T0)
    await store.append_step([], told(step(T0, fired(RICH), fired(firing))))
    await store.append_step([], told(step(T0 + 600, resolved(RICH, T0 + 600))))
    later = T0 + DAY + 1200
    await store.append_step([], told(step(later)))
    assert await rows(store, TRANSITIONS) == []
    assert await store.open_alerts() == [OpenAlert(firing)]
    assert [row["at"] for row in await rows(store, EVENTS)] == [later]
    assert await rows(store, DELIVERIES) == []  # nobody needs to hear of it any more
    await store.close()


async def test_a_damaged_alert_is_refused_with_its_table(store: SqlStore) -> None:
    await store.append_step([], told(step(T0, fired(RICH))))

    def damage(connection: Connection) -> None:
        connection.execute(OPEN_ALERTS.update().values(body={"subject": {}}))

    await store.transactor.write(damage)
    with pytest.raises(StoreError, match="a row of open_alerts is damaged"):
        await store.open_alerts()
