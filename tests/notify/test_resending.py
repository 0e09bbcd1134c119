"""What one Alertmanager is told, by answers that a real one gives rarely."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import respx

from app.notify.address import alertmanager_address
from app.notify.alertmanager import BATCH, Alertmanager, Writer
from app.notify.caller import Caller
from app.notify.register import Register
from app.notify.resending import LONGEST_BACKOFF_SECONDS, Resender
from app.notify.silences import SilenceReader
from app.slo.notice import Pace
from tests.notify.alerts import T0, Kept, alert_of, ended

URL = "https://me:hush@am.example"
POSTED = "https://am.example/api/v2/alerts"
PACE = Pace()


class Told:
    """A resender over alerts that a test keeps, at a time that it moves."""

    def __init__(self, kept: Kept) -> None:
        self.now = float(T0 + 100)
        self.outcomes = Counter[str]()
        self.register = Register(kept, kept, lambda: self.now, PACE.resolved_seconds)
        self.resender = Resender(
            Alertmanager(Caller(alertmanager_address(URL))),
            self.register,
            Writer.at_pace(PACE, 30, "https://slo.example"),
            PACE,
            lambda: self.now,
            lambda _kind, _name, outcome, alerts: self.outcomes.update({outcome: alerts}),
        )


@pytest.fixture
async def server() -> AsyncIterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


def posted(server: respx.MockRouter) -> list[list[dict[str, object]]]:
    return [json.loads(call.request.content) for call in server.calls]


def refusing(*slo_ids: str) -> Callable[[httpx.Request], httpx.Response]:
    """Answer as something does that takes nothing of a batch in which one of these is."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = {one["labels"]["slo_id"] for one in json.loads(request.content)}
        return httpx.Response(400 if found & set(slo_ids) else 200, text="bad hush")

    return answer


async def test_an_alert_is_told_with_an_end_ahead_and_its_end_with_the_true_one(
    server: respx.MockRouter,
) -> None:
    route = server.post(POSTED).respond(200)
    told = Told(Kept([alert_of("shop", T0)]))
    assert await told.resender.round() == PACE.resend_seconds
    (alert,) = posted(server)[0]
    assert (alert["startsAt"], alert["endsAt"]) == ("2026-11-18T09:46:40Z", "2026-11-18T09:52:20Z")
    assert alert["generatorURL"] == "https://slo.example/slos/shop"
    assert route.calls[0].request.headers["Authorization"].startswith("Basic ")
    told.register.take([ended(alert_of("shop", T0), T0 + 90)])
    await told.resender.round()
    (alert,) = posted(server)[1]
    assert (alert["startsAt"], alert["endsAt"]) == ("2026-11-18T09:46:40Z", "2026-11-18T09:48:10Z")


async def test_nothing_is_told_twice_within_a_minute(server: respx.MockRouter) -> None:
    server.post(POSTED).respond(200)
    told = Told(Kept([alert_of()]))
    for seconds in (0, 59, 1):
        told.now += seconds
        await told.resender.round()
    assert len(server.calls) == 2


async def test_many_alerts_go_in_batches(server: respx.MockRouter) -> None:
    server.post(POSTED).respond(200)
    told = Told(Kept([alert_of(f"slo-{n}") for n in range(BATCH + 1)]))
    await told.resender.round()
    assert [len(batch) for batch in posted(server)] == [BATCH, 1]
    assert told.outcomes == {"delivered": BATCH + 1}


async def test_a_batch_that_is_refused_as_a_whole_is_told_but_for_the_bad_alert(
    server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    server.post(POSTED).mock(side_effect=refusing("slo-3"))
    told = Told(Kept([alert_of(f"slo-{n}") for n in range(8)]))
    await told.resender.round()
    assert told.outcomes == {"delivered": 7, "rejected": 1}
    assert "slo-3" in caplog.text
    assert "hush" not in caplog.text


async def test_a_refused_alert_is_repeated_apart_and_told_once_it_is_taken(
    server: respx.MockRouter,
) -> None:
    route = server.post(POSTED).mock(side_effect=refusing("slo-1"))
    told = Told(Kept([alert_of(f"slo-{n}") for n in range(3)]))
    await told.resender.round()
    before = len(server.calls)
    told.now += 60
    await told.resender.round()
    assert [len(batch) for batch in posted(server)[before:]] == [2, 1]
    assert told.outcomes == {"delivered": 4, "rejected": 1}
    route.mock(side_effect=refusing())
    for _ in range(2):
        told.now += 60
        await told.resender.round()
    assert [len(batch) for batch in posted(server)[-3:]] == [2, 1, 3]


@pytest.mark.parametrize(
    "answer", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.Response(503)]
)
async def test_an_instance_that_does_not_answer_is_tried_after_longer_and_longer_waits(
    server: respx.MockRouter, answer: Exception | httpx.Response
) -> None:
    route = server.post(POSTED).mock(side_effect=[answer] * 7)
    told = Told(Kept([alert_of()]))
    waits = [await told.resender.round() for _ in range(7)]
    assert waits == [1, 2, 4, 8, 16, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS]
    assert told.outcomes == {"failed": 7}
    route.mock(return_value=httpx.Response(200))
    assert await told.resender.round() == PACE.resend_seconds
    assert told.outcomes["delivered"] == 1


async def test_trouble_is_in_the_log_once_and_never_the_password(
    server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    server.post(POSTED).respond(401, text="no such user me:hush")
    told = Told(Kept([alert_of()]))
    for _ in range(3):
        await told.resender.round()
    (said,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert said == "Alertmanager am.example cannot be told: it answered 401: no such user me:***"


async def test_what_another_process_led_through_is_read_anew(server: respx.MockRouter) -> None:
    server.post(POSTED).respond(200)
    kept = Kept([alert_of()])
    told = Told(kept)
    await told.resender.round()
    told.resender.pause()
    kept.fires, kept.over = [], [ended(alert_of(), T0 + 60)]
    await told.resender.round()
    assert [batch[0]["endsAt"] for batch in posted(server)] == [
        "2026-11-18T09:52:20Z",
        "2026-11-18T09:47:40Z",
    ]


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, text="{}")])
async def test_silences_are_kept_while_an_instance_cannot_be_asked(
    server: respx.MockRouter, answer: httpx.Response
) -> None:
    silenced = [
        {"labels": {"slo_id": "shop", "tier": "page-fast"}, "status": {"silencedBy": ["s"]}}
    ]
    silence = {"id": "s", "comment": "", "createdBy": "me", "endsAt": "2026-11-18T10:00:00.000Z"}
    asked = server.get(url__startswith=POSTED).respond(200, json=silenced)
    server.get("https://am.example/api/v2/silences").respond(200, json=[silence])
    reader = SilenceReader(Alertmanager(Caller(alertmanager_address(URL))))
    await reader.round()
    known = dict(reader.by_alert)
    assert [one.id for one in known["shop", "page-fast"]] == ["s"]
    asked.mock(return_value=answer)
    await reader.round()
    assert reader.by_alert == known
    asked.respond(200, json=[])
    await reader.round()
    assert reader.by_alert == {}
