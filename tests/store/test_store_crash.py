from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.slo.exclusion import Exclusion, ExclusionChange
from app.store.sql import open_store
from tests.postgresql import PostgreSQLServer
from tests.store.making_exclusions import exclusion
from tests.store.model import Model, Portrait, growing_history, portrait

pytestmark = pytest.mark.slow

HISTORY = [
    (entries, ExclusionChange(added=exclusion(number)) if number % 3 == 0 else None)
    for number, entries in enumerate(growing_history(40, ["a", "b", "c"]))
]
MOMENTS = {"sqlite": 24, "postgresql": 8}


@pytest.fixture
def appender(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    pickled = tmp_path / "history.pickle"
    pickled.write_bytes(pickle.dumps(HISTORY))
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("appender.py"), pickled],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def portraits() -> list[tuple[Portrait, list[Exclusion]]]:
    model, exclusions = Model(), list[Exclusion]()
    prefixes = [(model.portrait(), list(exclusions))]
    for entries, change in HISTORY:
        model.append(entries)
        exclusions += [change.added] if change is not None and change.added is not None else []
        prefixes.append((model.portrait(), list(exclusions)))
    return prefixes


def kill_in_the_middle(appender: subprocess.Popen[str], url: str, steps: int, wait: float) -> int:
    """Kill an appending child ``wait`` seconds after ``steps`` steps; say how many it reported."""
    assert appender.stdin is not None
    assert appender.stdout is not None
    appender.stdin.write(f"{url}\n")
    appender.stdin.flush()
    child = int(appender.stdout.readline())
    for _ in range(steps):
        appender.stdout.readline()
    moment = time.perf_counter() + wait
    while time.perf_counter() < moment:
        pass
    os.kill(child, signal.SIGKILL)
    reported = steps
    while (line := appender.stdout.readline()) != "over\n":
        reported = int(line)
    return reported


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.prometheus)])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Awaitable[str]]:
    """Give a database of each kind, a new one for each number."""

    async def file(number: int) -> str:
        return f"sqlite:///{tmp_path}/{number}.db"

    async def database(number: int) -> str:
        del number
        server: PostgreSQLServer = request.getfixturevalue("postgresql")
        return await server.fresh()

    return file if request.param == "sqlite" else database


async def test_a_kill_at_any_moment_leaves_all_that_was_acknowledged_and_nothing_half(
    request: pytest.FixtureRequest,
    appender: subprocess.Popen[str],
    fresh_url: Callable[[int], Awaitable[str]],
) -> None:
    prefixes, random = portraits(), np.random.default_rng()
    for moment in range(MOMENTS[request.node.callspec.params["fresh_url"]]):
        url = await fresh_url(moment)
        opening = moment % 4 == 0
        steps = 0 if opening else int(random.integers(len(HISTORY)))
        wait = random.uniform(0, 0.06 if opening else 0.006)
        acknowledged = kill_in_the_middle(appender, url, steps, wait)
        store = await open_store(url)
        found = portrait(await store.load()), await store.exclusions()
        assert found in prefixes[acknowledged:], (moment, acknowledged)
        await store.close()
