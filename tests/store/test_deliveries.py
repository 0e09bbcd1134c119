"""What is kept of telling webhooks: what is due, in which order, and how it ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from app.slo.alert import Transition
from app.slo.delivery import Attempt, Backlog, DeliveryState
from app.store.alert_writing import PRUNING_SECONDS
from app.store.deliveries import NOT_CONFIGURED, SqlDeliveries
from app.store.sql import SqlStore, open_store
from tests.notify.alerts import T0, alert_of, ended
from tests.notify.storing import STEP, happen

HERE, THERE = "a.example-1", "b.example-2"

SHOP, CART = alert_of("shop", T0), alert_of("cart", T0 + STEP)


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    opened = await open_store(url, [HERE, THERE], kept_seconds=10_000)
    assert await opened.lease.claim()
    yield opened
    await opened.close()


@pytest.fixture
def deliveries(store: SqlStore) -> SqlDeliveries:
    return SqlDeliveries(store.transactor)


async def due(deliveries: SqlDeliveries, now: float = T0 + 1000, limit: int = 10) -> list[str]:
    return [one.transition.id for one in await deliveries.due(HERE, now, limit)]


def took(*transitions: Transition) -> Sequence[Attempt]:
    return [Attempt(one.id, DeliveryState.DELIVERED) for one in transitions]


async def test_every_receiver_is_to_be_told_of_every_transition(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    fired = Transition.fired(SHOP)
    await happen(store, fired)
    for receiver in (HERE, THERE):
        (one,) = await deliveries.due(receiver, T0, 10)
        assert (one.transition, one.attempts) == (fired, 0)


async def test_an_end_waits_until_the_begin_was_told(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    over = ended(SHOP, T0 + 60)
    await happen(store, Transition.fired(SHOP))
    await happen(store, Transition.fired(CART))
    await happen(store, over)
    assert await due(deliveries) == [Transition.fired(SHOP).id, Transition.fired(CART).id]
    await deliveries.settle(HERE, took(Transition.fired(SHOP)))
    assert await due(deliveries) == [Transition.fired(CART).id, over.id]
    await deliveries.settle(HERE, [Attempt(over.id, DeliveryState.DEAD, error="it answered 404")])
    assert await due(deliveries) == [Transition.fired(CART).id]


async def test_what_failed_comes_after_what_is_due_and_not_before_its_time(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    await happen(store, Transition.fired(SHOP))
    await happen(store, Transition.fired(CART))
    later = Attempt(Transition.fired(SHOP).id, DeliveryState.PENDING, T0 + 500, "no answer")
    await deliveries.settle(HERE, [later])
    assert await due(deliveries, T0 + 499) == [Transition.fired(CART).id, later.transition_id]
    assert await due(deliveries, T0 + 500) == [later.transition_id, Transition.fired(CART).id]
    assert await due(deliveries, T0 + 499, limit=1) == [Transition.fired(CART).id]
    failed = (await deliveries.due(HERE, T0 + 500, 1))[0]
    assert (failed.attempts, failed.next_attempt_at) == (1, T0 + 500)


async def test_what_is_final_stays_so_and_its_last_error_too(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    fired = Transition.fired(SHOP)
    await happen(store, fired)
    again = Attempt(fired.id, DeliveryState.PENDING, 0.0, "it answered 500")
    await deliveries.settle(HERE, [again])
    await deliveries.settle(HERE, took(fired))
    await deliveries.settle(HERE, [again])
    here, there = await deliveries.of_transition(fired.id)
    assert (here.receiver, here.state, here.attempts) == (HERE, DeliveryState.DELIVERED, 1)
    assert here.last_error == "it answered 500"
    assert (there.receiver, there.state, there.attempts) == (THERE, DeliveryState.PENDING, 0)
    assert there.last_error is None


async def test_what_a_removed_receiver_waits_for_is_given_up_and_nothing_else(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    fired, over = Transition.fired(SHOP), ended(SHOP, T0 + 60)
    await happen(store, fired)
    await happen(store, over)
    await deliveries.settle(THERE, took(fired))
    assert await deliveries.give_up([HERE]) == {THERE: 1}
    assert await deliveries.give_up([HERE]) == {}
    here, there = await deliveries.of_transition(over.id)
    assert (here.state, there.state) == (DeliveryState.PENDING, DeliveryState.DEAD)
    assert there.last_error == NOT_CONFIGURED


async def test_what_is_pending_and_dead_is_counted_by_receiver(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    await happen(store, Transition.fired(SHOP))
    await happen(store, Transition.fired(CART))
    refused = Attempt(Transition.fired(SHOP).id, DeliveryState.DEAD, error="it answered 410")
    await deliveries.settle(HERE, [refused])
    await deliveries.settle(THERE, took(Transition.fired(SHOP), Transition.fired(CART)))
    assert await deliveries.backlogs() == [Backlog(HERE, 1, 1, CART.started_at)]


async def test_ends_are_read_from_a_time_on(store: SqlStore, deliveries: SqlDeliveries) -> None:
    for alert, at in ((SHOP, T0 + 60), (CART, T0 + 90)):
        await happen(store, Transition.fired(alert))
        await happen(store, ended(alert, at))
    assert await deliveries.ended_since(T0 + 60) == [ended(CART, T0 + 90)]


async def test_what_is_older_than_anything_kept_goes(
    store: SqlStore, deliveries: SqlDeliveries
) -> None:
    await happen(store, Transition.fired(SHOP))
    later = (T0 // PRUNING_SECONDS + 1) * PRUNING_SECONDS + 12_000
    await happen(store, at=later)
    assert await deliveries.backlogs() == []
