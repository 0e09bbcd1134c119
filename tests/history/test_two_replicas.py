"""Two real services over one PostgreSQL, the leader killed or stopped: no step twice, no gap.

Time passes as it does, over the history of ``test_killed_service.py``.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.slo.definition import Slo
from tests.history.loaded import Loaded
from tests.history.service_process import ServiceProcess
from tests.history.test_killed_service import (
    ANSWERS_WITHIN_SECONDS,
    STEP,
    answered,
    around_now,
    counted,
    slos,
)
from tests.postgresql import PASSWORD, PostgreSQLServer

__all__ = ["around_now", "slos"]

pytestmark = [pytest.mark.prometheus, pytest.mark.alone]

TTL_SECONDS = 2
TAKES_OVER_WITHIN_SECONDS = TTL_SECONDS + STEP + 4
"""The lease, a step, and what services and servers take on two busy cores."""

KILLS = 3
WORKING_SECONDS = 1.5
SEED = 3
POLL_SECONDS = 0.05

Pair = tuple[ServiceProcess, ServiceProcess]


@pytest.fixture
async def database(postgresql: PostgreSQLServer) -> str:
    return (await postgresql.fresh()).rpartition("/")[2]


@pytest.fixture
async def pair(
    around_now: Loaded,
    slos: tuple[Path, Sequence[Slo]],
    postgresql: PostgreSQLServer,
    database: str,
    tmp_path: Path,
) -> AsyncIterator[Pair]:
    settings = {
        "PROMETHEUS_URL": around_now.connection.url,
        "SLOS": str(slos[0]),
        "STEP": f"{STEP}s",
        "OFFSET": "0s",
        "DATABASE_URL": postgresql.url_of(database),
        "LEASE_TTL": f"{TTL_SECONDS}s",
    }
    one, two = (ServiceProcess(tmp_path / name, **settings) for name in ("one", "two"))
    try:
        for service in (one, two):
            service.start()
        yield one, two
        assert PASSWORD not in one.log + two.log
    finally:
        for service in (one, two):
            service.kill()


def leader_of(pair: Pair, within_seconds: float = ANSWERS_WITHIN_SECONDS) -> ServiceProcess:
    """Wait until one of them says that it leads."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        for service in pair:
            if "this replica leads" in service.words:
                return service
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"nobody leads: {[service.words for service in pair]}")


def other_of(pair: Pair, service: ServiceProcess) -> ServiceProcess:
    return next(one for one in pair if one is not service)


def differing(one: dict[str, Any], two: dict[str, Any]) -> list[object]:
    """List the fields of statuses in which two answers differ."""
    return [
        (a["id"], field, a[field], b[field])
        for a, b in zip(one["slos"], two["slos"], strict=True)
        for field in a
        if a[field] != b[field]
    ]


def same_answer(pair: Pair) -> dict[str, Any]:
    """Wait until both have served one generation, the past read; hold that they said the same.

    A past that is still being read may have gone on by a piece between the step and its follower.
    On a busy machine one may be a step behind whenever it is asked, so earlier answers count too.
    """
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    served: tuple[dict[int, dict[str, Any]], ...] = ({}, {})
    while time.monotonic() < deadline:
        for service, answers in zip(pair, served, strict=True):
            answer = service.answer(0, ANSWERS_WITHIN_SECONDS, read_whole=True)
            answers[answer["generation"]] = answer
        common = max(served[0].keys() & served[1].keys(), default=None)
        if common is not None:
            assert differing(served[0][common], served[1][common]) == []
            return served[0][common]
        time.sleep(POLL_SECONDS)
    raise AssertionError("they never serve the same generation")


async def hold_the_chain(server: PostgreSQLServer, database: str, until: int) -> None:
    """Every stored step goes on from the one before it, and terms do not mix."""
    steps = await server.run(
        database, "SELECT evaluated_at, previous_at, epoch FROM steps ORDER BY evaluated_at"
    )
    assert all(after[1] == before[0] for before, after in pairwise(steps))
    epochs = [int(str(step[2])) for step in steps]
    assert epochs == sorted(epochs)
    assert int(str(steps[-1][0])) >= until


async def test_a_killed_leader_is_replaced_in_time_and_every_event_counts_once(
    pair: Pair,
    around_now: Loaded,
    slos: tuple[Path, Sequence[Slo]],
    postgresql: PostgreSQLServer,
    database: str,
) -> None:
    rng = np.random.default_rng(SEED)
    same_answer(pair)
    for _ in range(KILLS):
        leader = leader_of(pair)
        other = other_of(pair, leader)
        leader.live(rng.uniform(0, WORKING_SECONDS))
        leader.kill()
        killed_at = time.time()
        other.answer(int(killed_at) + 1, TAKES_OVER_WITHIN_SECONDS)
        assert leader_of(pair) is other
        leader.start()
        leader.answer(int(killed_at), ANSWERS_WITHIN_SECONDS)
    last = same_answer(pair)
    await hold_the_chain(postgresql, database, last["generation"])
    at_once = await around_now.evaluated(last["generation"], slos[1], STEP)
    assert answered(last) == counted(at_once.statuses)


async def test_a_leader_that_was_only_stopped_follows_until_the_other_is_told_to_end(
    pair: Pair,
    around_now: Loaded,
    slos: tuple[Path, Sequence[Slo]],
    postgresql: PostgreSQLServer,
    database: str,
) -> None:
    same_answer(pair)
    leader = leader_of(pair)
    other = other_of(pair, leader)
    assert "slo_monitor_leader 0.0" in other.metrics
    leader.pause()
    other.answer(int(time.time()) + 1, TAKES_OVER_WITHIN_SECONDS)
    leader.resume()
    last = same_answer(pair)
    assert "this replica follows" in leader.words
    assert "slo_monitor_leader 0.0" in leader.metrics
    assert "slo_monitor_leader 1.0" in other.metrics
    assert "slo_monitor_lease_epoch 2.0" in other.metrics
    await hold_the_chain(postgresql, database, last["generation"])
    at_once = await around_now.evaluated(last["generation"], slos[1], STEP)
    assert answered(last) == counted(at_once.statuses)
    assert other.stop() == 0
    stopped_at = time.monotonic()
    assert leader_of(pair) is leader
    assert time.monotonic() - stopped_at < TTL_SECONDS
