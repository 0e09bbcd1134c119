"""How one webhook is told: signed, in order, again where that may help, and not where it cannot."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest
import respx

from app.notify.address import webhook_address
from app.notify.backlog import BacklogKeeper
from app.notify.caller import Caller
from app.notify.signature import Signer
from app.notify.webhook import IDLE_SECONDS, LONGEST_PAUSE_SECONDS, Webhook
from app.slo.alert import Transition
from app.slo.delivery import Backlog, DeliveryState
from app.store.deliveries import SqlDeliveries
from app.store.sql import SqlStore, open_store
from tests.notify.alerts import T0, alert_of, ended
from tests.notify.storing import happen

pytestmark = pytest.mark.slow

URL = "https://hooks.example/services/hush"
ADDRESS = webhook_address(URL)
SECRET = "a-secret-of-at-least-24-bytes"
SHOP, CART = alert_of("shop", T0), alert_of("cart", T0 + 30)
FIRED, OVER = Transition.fired(SHOP), ended(SHOP, T0 + 60)


class Told:
    """A webhook over a real store, at a time that a test moves."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.now = float(T0 + 100)
        self.outcomes = Counter[str]()
        self.deliveries = SqlDeliveries(store.transactor)
        self.webhook = Webhook(
            Caller(ADDRESS),
            Signer([SECRET]),
            self.deliveries,
            None,
            lambda: self.now,
            lambda _kind, _name, outcome, alerts: self.outcomes.update({outcome: alerts}),
        )

    async def states(self, *transitions: Transition) -> list[DeliveryState]:
        rows = [await self.deliveries.of_transition(one.id) for one in transitions]
        return [row[0].state for row in rows]


@pytest.fixture
async def told() -> AsyncIterator[Told]:
    store = await open_store("sqlite://", [ADDRESS.name])
    yield Told(store)
    await store.close()


def ids() -> list[str]:
    return [call.request.headers["webhook-id"] for call in respx.calls]


@respx.mock
async def test_a_receiver_can_tell_that_a_message_comes_from_here(told: Told) -> None:
    respx.post(URL).respond(204)
    await happen(told.store, FIRED)
    await told.webhook.round()
    request = respx.calls[0].request
    signed = f"{FIRED.id}.{T0 + 100}.".encode() + request.content
    expected = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content)["id"] == FIRED.id
    assert await told.states(FIRED) == [DeliveryState.DELIVERED]


@respx.mock
async def test_each_is_told_once_and_the_end_after_the_begin(told: Told) -> None:
    respx.post(URL).respond(200)
    await happen(told.store, FIRED)
    await happen(told.store, Transition.fired(CART))
    await happen(told.store, OVER)
    for _ in range(4):
        await told.webhook.round()
    assert sorted(ids()[:2]) == sorted([FIRED.id, Transition.fired(CART).id])
    assert ids()[2:] == [OVER.id]
    assert await told.webhook.round() == IDLE_SECONDS
    assert told.outcomes == {"delivered": 3}


@respx.mock
async def test_a_failure_is_tried_again_under_the_same_id_and_holds_back_the_end(
    told: Told,
) -> None:
    route = respx.post(URL)
    route.side_effect = [httpx.Response(500), httpx.ReadTimeout("slow"), *[httpx.Response(200)] * 2]
    await happen(told.store, FIRED)
    await happen(told.store, OVER)
    assert await told.webhook.round() == 1
    assert await told.webhook.round() == 1  # it is not due yet
    for _ in range(4):
        told.now += 2
        await told.webhook.round()
    assert ids() == [FIRED.id, FIRED.id, FIRED.id, OVER.id]
    assert len({call.request.content for call in respx.calls}) == 2
    assert told.outcomes == {"failed": 2, "delivered": 2}


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
@respx.mock
async def test_a_refusal_is_final_and_seen(
    told: Told, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    respx.post(URL).respond(status, text="hush")
    await happen(told.store, FIRED)
    await told.webhook.round()
    (row,) = await told.deliveries.of_transition(FIRED.id)
    assert (row.state, row.last_error) == (DeliveryState.DEAD, f"it answered {status}")
    assert told.outcomes == {"rejected": 1}
    assert f"{ADDRESS.name} will never hear of {FIRED.id}" in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize("status", [302, 408, 409, 425, 429, 500, 503])
@respx.mock
async def test_what_may_pass_is_not_final(told: Told, status: int) -> None:
    respx.post(URL).respond(status)
    await happen(told.store, FIRED)
    await told.webhook.round()
    assert await told.states(FIRED) == [DeliveryState.PENDING]


@pytest.mark.parametrize(
    "asked", ["90", format_datetime(datetime.fromtimestamp(T0 + 190, UTC), usegmt=True)]
)
@respx.mock
async def test_a_receiver_that_asks_for_patience_gets_it_for_everything(
    told: Told, asked: str
) -> None:
    respx.post(URL).respond(429, headers={"Retry-After": asked})
    await happen(told.store, FIRED)
    await told.webhook.round()
    await happen(told.store, Transition.fired(CART))
    told.now += 89
    assert await told.webhook.round() == 1
    assert len(respx.calls) == 1
    told.now += 1
    await told.webhook.round()
    assert len(respx.calls) == 3


@respx.mock
async def test_pauses_grow_while_nothing_is_taken(told: Told) -> None:
    respx.post(URL).respond(500)
    await happen(told.store, FIRED)
    waits = []
    for _ in range(7):
        waits.append(await told.webhook.round())
        told.now += 600
    assert waits == [1, 2, 4, 8, 16, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]


async def test_the_backlog_is_shown_and_what_nobody_waits_for_given_up(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    await happen(told.store, FIRED)
    shown: list[list[Backlog]] = []
    await BacklogKeeper(told.deliveries, [ADDRESS.name], lambda b: shown.append(list(b))).round()
    assert shown == [[Backlog(ADDRESS.name, 1, 0, FIRED.at)]]
    await BacklogKeeper(told.deliveries, ["new-1"], lambda b: shown.append(list(b))).round()
    assert shown[1] == [Backlog("new-1", 0, 0, None), Backlog(ADDRESS.name, 0, 1, None)]
    assert f"{ADDRESS.name}: 1 notices are given up" in caplog.text
