"""Told to real Alertmanagers: who is called is called once, whatever is restarted or away."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.notify.address import alertmanager_address
from app.notify.alertmanager import Alertmanager, Writer
from app.notify.caller import Caller
from app.notify.register import Register
from app.notify.resending import Resender
from app.notify.telling import Manner, Recipients
from app.slo.notice import Pace
from tests.notify.alertmanager_server import AlertmanagerServer, require_alertmanager
from tests.notify.alerts import Kept, alert_of, ended
from tests.notify.receiver import Got, Receiver
from tests.notify.teller import (
    FIRST_FIRES_AFTER_SECONDS,
    IS_OVER_AFTER_SECONDS,
    STEP,
    Script,
    recipients,
    telling,
)
from tests.prometheus.loopback import free_port

pytestmark = pytest.mark.prometheus

PACE = Pace(resend_seconds=0.5)
WITHIN_SECONDS = 20.0
POLL_SECONDS = 0.02


def over_now() -> Script:
    """A script whose first alert is over about now, as one is that was just evaluated."""
    return Script(int(time.time() - IS_OVER_AFTER_SECONDS) // STEP * STEP)


async def until_true(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while not await asyncio.to_thread(found):
        assert time.monotonic() < deadline
        await asyncio.sleep(POLL_SECONDS)


def notified(got: Sequence[Got]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The state of each notification, with the ids and begins of its alerts."""
    bodies = [one.json for one in got]
    return [
        (body["status"], [(a["labels"]["slo_id"], a["startsAt"]) for a in body["alerts"]])
        for body in bodies
    ]


@dataclass
class Cluster:
    """Two that know each other, and whom they notify."""

    receiver: Receiver
    first: AlertmanagerServer
    second: AlertmanagerServer

    @property
    def both(self) -> tuple[AlertmanagerServer, AlertmanagerServer]:
        return self.first, self.second

    def told(self) -> Recipients:
        return recipients(alertmanagers=[one.url for one in self.both])

    def has_judged_again(self, state: str, times: int = 1) -> Callable[[], bool]:
        """Whether each was told so many times more, and thought as often of notifying."""
        before = [(one.received(state), one.judged()) for one in self.both]
        return lambda: all(
            one.received(state) >= told + times and one.judged() >= judged + times
            for one, (told, judged) in zip(self.both, before, strict=True)
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    require_alertmanager()
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver(lambda _: 200))
        first = AlertmanagerServer(tmp_path / "first", receiver.url)
        second = AlertmanagerServer(tmp_path / "second", receiver.url, peer=first)
        stack.enter_context(first)
        stack.enter_context(second)
        found = Cluster(receiver, first, second)
        deadline = time.monotonic() + WITHIN_SECONDS
        while not all(one.knows(peers=2) for one in found.both):
            assert time.monotonic() < deadline
            time.sleep(POLL_SECONDS)
        yield found


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[AlertmanagerServer]:
    require_alertmanager()
    nobody = f"http://127.0.0.1:{free_port()}"
    with AlertmanagerServer(tmp_path / "lone", nobody) as server:
        yield server


async def test_one_notification_for_the_fire_and_one_for_its_end_whatever_is_restarted(
    cluster: Cluster, tmp_path: Path
) -> None:
    url, script, manner = f"sqlite:///{tmp_path}/state.db", over_now(), Manner(STEP, PACE)
    burns, over = script.base + FIRST_FIRES_AFTER_SECONDS, script.base + IS_OVER_AFTER_SECONDS
    async with telling(url, script, cluster.told(), manner) as teller:
        await teller.run_until(burns)
        await until_true(lambda: len(cluster.receiver.got) == 1)
        fired = (await teller.transitions())[0]
    async with telling(url, script, cluster.told(), manner):
        await until_true(cluster.has_judged_again("firing", times=2))
    assert [len(one.alerts()) for one in cluster.both] == [1, 1]
    async with telling(url, script, cluster.told(), manner) as teller:
        await teller.run_until(over - STEP)
        # The second of a cluster waits before it notifies, and does not see what changes meanwhile:
        # the change has to come between two of its thoughts.
        await until_true(cluster.has_judged_again("firing"))
        await teller.run_until(over)
        await until_true(lambda: len(cluster.receiver.got) == 2)
    async with telling(url, script, cluster.told(), manner):
        await until_true(cluster.has_judged_again("resolved", times=2))
    alert = ("shop", rfc3339(fired.at))
    assert notified(cluster.receiver.got) == [("firing", [alert]), ("resolved", [alert])]
    ended = cluster.receiver.got[1].json["alerts"][0]["endsAt"]
    assert ended == rfc3339(over)


async def test_an_instance_that_is_away_or_hangs_delays_nobody(
    cluster: Cluster, tmp_path: Path
) -> None:
    url, script = f"sqlite:///{tmp_path}/state.db", over_now()
    outcomes: list[tuple[str, str]] = []
    manner = Manner(
        STEP, PACE, on_told=lambda _kind, name, outcome, _: outcomes.append((name, outcome))
    )
    away = f"127.0.0.1:{free_port()}"
    told = recipients(alertmanagers=[f"http://{away}", cluster.first.url, cluster.second.url])
    cluster.first.pause()
    async with telling(url, script, told, manner) as teller:
        began = time.monotonic()
        await teller.run_until(script.base + FIRST_FIRES_AFTER_SECONDS)
        await until_true(lambda: len(cluster.second.alerts()) == 1)
        assert time.monotonic() - began < manner.timeout_seconds / 2
        await until_true(lambda: (away, "failed") in outcomes)
        cluster.first.resume()
        await until_true(lambda: len(cluster.first.alerts()) == 1)


async def test_a_refused_alert_hides_none_of_its_batch(
    lone: AlertmanagerServer, caplog: pytest.LogCaptureFixture
) -> None:
    now = int(time.time())
    good = [alert_of(f"slo-{number}", now) for number in range(9)]
    ends_before_it_began = ended(alert_of("bad", now), now - 60)
    kept, told = Kept(good, [ends_before_it_began]), Counter[str]()
    resender = Resender(
        Alertmanager(Caller(alertmanager_address(lone.url))),
        Register(kept, kept, time.time, PACE.resolved_seconds),
        Writer.at_pace(PACE, STEP, None),
        Pace(resend_seconds=0),
        time.time,
        lambda _kind, _name, outcome, alerts: told.update({outcome: alerts}),
    )
    for _ in range(2):
        await resender.round()
    await resender.close()
    assert sorted(one["labels"]["slo_id"] for one in lone.alerts()) == [
        one.subject.slo_id for one in good
    ]
    assert told == {"delivered": 2 * len(good), "rejected": 1}
    (said,) = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert "refuses the alert" in said
    assert "start time must be before end time" in said


async def test_what_is_silenced_there_is_shown_here(
    lone: AlertmanagerServer, tmp_path: Path
) -> None:
    url, script = f"sqlite:///{tmp_path}/state.db", over_now()
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    labels = {"slo_id": "shop", "severity": "page"}
    name = lone.silence(labels, ends_at.isoformat(), "we know")
    async with telling(
        url, script, recipients(alertmanagers=[lone.url]), Manner(STEP, PACE)
    ) as teller:
        await teller.run_until(script.base + FIRST_FIRES_AFTER_SECONDS)
        alert = (await teller.transitions())[0].alert
        await until_true(lambda: len(lone.alerts()) == 1)
        (reader,) = teller.silences.readers
        await reader.round()
        (silence,) = teller.silences.silenced_by(alert)
    assert (silence.id, silence.comment, silence.created_by) == (name, "we know", "somebody")
    assert silence.ends_at == ends_at.timestamp()


def rfc3339(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
