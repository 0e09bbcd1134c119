"""A day made up by another generator: an independent check of ours, where that one is at hand."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.commands.evaluate import evaluate_once
from app.sources.connection import Connection
from tests.history.foreign import ForeignTruth
from tests.history.holding import TOLERANCE, Held
from tests.history.loaded import END, STEP
from tests.history.month import definitions
from tests.history.world import HOUR, MINUTE, mixed
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus

GENERATOR = Path(__file__).resolve().parents[3] / "shared" / "history" / "make_history.py"
SEED = 4
SERVICES = [service.name for service in mixed()]
TIMES = (END - 7 * MINUTE, END - 9 * HOUR - 13 * MINUTE)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ForeignTruth]]:
    if not GENERATOR.exists():
        pytest.skip("the other generator is not at hand")
    require_prometheus()
    server = PrometheusServer(tmp_path_factory.mktemp("foreign"))
    truth = server.folder / "truth.json"
    written = ("--load", server.data, "--truth", truth, "--minutes", "--chunk-hours=18")
    asked = ("--profile=mixed", "--days=1", f"--seed={SEED}", f"--end={END}")
    subprocess.run([sys.executable, GENERATOR, *asked, *written], check=True, capture_output=True)
    with server:
        yield server.url, ForeignTruth.of(truth)


@pytest.fixture(scope="module", params=TIMES)
def figures(request: pytest.FixtureRequest, foreign: tuple[str, ForeignTruth]) -> Sequence[Held]:
    """Every window of every status of one evaluation, beside the truth."""
    url, truth = foreign
    evaluation = evaluate_once(
        Connection(url), definitions(SERVICES), request.param, STEP, lambda _share: None
    )
    return [one for status in asyncio.run(evaluation) for one in truth.held(status)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_day_of_another_generator_is_counted_right(figures: Sequence[Held], service: str) -> None:
    names = {f"{service}-availability", f"{service}-latency"}
    own = [one for one in figures if one.name in names]
    assert {one.name for one in own} == names
    assert [sentence for one in own for sentence in one.outside()] == []
    assert [str(one) for one in own if has_too_many(one)] == []


def has_too_many(one: Held) -> bool:
    """Whether events were counted that never happened: for those there is no allowance."""
    return (
        one.counted.bad > (1 + TOLERANCE) * one.truth.bad + one.edges.bad
        or one.counted.total > (1 + TOLERANCE) * one.truth.total + one.edges.total
    )
