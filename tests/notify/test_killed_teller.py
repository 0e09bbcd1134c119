"""Killed at any moment of firing and resolving: every change is told, under one id, and kept once.

``KILLS=200`` kills more often than ``make test`` does.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from app.slo.alert import AlertState
from app.slo.delivery import DeliveryState
from app.store.deliveries import SqlDeliveries
from app.store.sql import open_store
from tests.notify.receiver import Got, Receiver
from tests.notify.teller import CYCLE_SECONDS, STEP, Script, stored_transitions

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.prometheus, pytest.mark.alone]

KILLS = int(os.environ.get("KILLS", "20"))
SEED = 4
LIVES_SECONDS = (0.05, 0.9)
"""It takes about 0.2 s to open, then 25 ms for a step; a burst comes every 12 steps."""

SLOWEST_ANSWER_SECONDS = 0.03
FAR_SECONDS = 400 * CYCLE_SECONDS


class Children:
    """Starts tellers, one at a time."""

    def __init__(self, process: subprocess.Popen[str], url: str, base: int, webhook: str) -> None:
        self._process = process
        self._asked = {"url": url, "base": base, "webhooks": [webhook]}

    def start(self, until: int) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(self._asked | {"until": until}) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self) -> None:
        assert self._line() == "over\n"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@pytest.fixture
def forking() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.notify.teller_process"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        yield process
        process.kill()


def kill_again_and_again(children: Children, base: int, random: np.random.Generator) -> None:
    for _ in range(KILLS):
        child = children.start(base + FAR_SECONDS)
        moment = time.perf_counter() + random.uniform(*LIVES_SECONDS)
        while time.perf_counter() < moment:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        children.wait()


def first_words(got: Sequence[Got]) -> dict[str, bytes]:
    """By id, in the order of arrival; a change that is told again is told in the same words."""
    found: dict[str, bytes] = {}
    for one in got:
        assert found.setdefault(one.headers["webhook-id"], one.body) == one.body
    return found


async def test_kills_at_any_moment_lose_no_change_and_give_none_another_id(
    forking: subprocess.Popen[str], tmp_path: Path
) -> None:
    random = np.random.default_rng(SEED)
    url, script = f"sqlite:///{tmp_path}/state.db", Script(_now_on_the_grid())

    def slowly(_: Got) -> int:
        time.sleep(random.uniform(0, SLOWEST_ANSWER_SECONDS))
        return 204

    with Receiver(slowly) as receiver:
        children = Children(forking, url, script.base, receiver.url)
        await asyncio.to_thread(kill_again_and_again, children, script.base, random)
        store = await open_store(url)
        last = max((one.at for one in await store.transactor.read(stored_transitions)), default=0)
        until = script.base + ((last - script.base) // CYCLE_SECONDS + 2) * CYCLE_SECONDS
        children.start(until)
        await asyncio.to_thread(children.wait)
        told = first_words(receiver.got)
    transitions = await store.transactor.read(stored_transitions)
    rows = [await SqlDeliveries(store.transactor).of_transition(one.id) for one in transitions]
    await store.close()

    happened = [(one.alert.subject.slo_id, one.state, one.at) for one in transitions]
    assert happened == script.changes(until)
    assert len(happened) > KILLS // 2, "too little happened for kills to be in the middle of it"
    assert {name: json.loads(body)["id"] for name, body in told.items()} == {
        one.id: one.id for one in transitions
    }
    places = {name: place for place, name in enumerate(told)}
    for one in transitions:
        if one.state is AlertState.RESOLVED:
            assert places[f"{one.alert.id}-firing"] < places[one.id]
    assert {(len(row), row[0].state) for row in rows} == {(1, DeliveryState.DELIVERED)}
    log.info("%d kills, %d changes, %d requests", KILLS, len(transitions), len(receiver.got))


def _now_on_the_grid() -> int:
    return int(time.time()) // STEP * STEP
