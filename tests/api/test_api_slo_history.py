"""How an SLO got where it stands, as charts ask for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.slo.curve import Curve
from app.slo.snapshot import Data
from tests.api.builders import World, healthy, latency_slo, without_data
from tests.api.keeping import AT, Keeping, keeping

STEP = 30
HOUR = 3600


def curve(cell_seconds: int, cells: int, head: int = AT) -> Curve:
    """Each cell has ten events for each second, one in a hundred bad."""
    first = (head // cell_seconds - cells) * cell_seconds
    ends = np.minimum(np.arange(first, head + cell_seconds, cell_seconds), head)
    events = 10.0 * (ends - ends[0])
    return Curve(cell_seconds, ends, events * 0.99, events)


@pytest.fixture
def counted(kept: Keeping) -> Keeping:
    """Counts of 40 days."""
    kept.curves.held["checkout-latency"] = [
        curve(STEP, 722),
        curve(300, 866),
        curve(HOUR, 40 * 24),
    ]
    return kept


PATH = "/slos/checkout-latency/history"


async def test_a_history_has_points_with_all_that_a_chart_needs(counted: Keeping) -> None:
    found = await counted.get(f"{PATH}?start=2026-11-22T15:03:30Z&end=2026-11-22T15:04:30Z&step=30")
    left = found["points"][0]["remaining_ratio"]
    events = {"good": 297, "bad": 3, "total": 300}
    assert found == {
        "slo": "checkout-latency",
        "evaluated_at": "2026-11-22T15:04:30Z",
        "start": "2026-11-22T15:03:30Z",
        "end": "2026-11-22T15:04:30Z",
        "covered": {"start": "2026-11-22T15:03:30Z", "end": "2026-11-22T15:04:30Z"},
        "step_seconds": 30,
        "finest_step_seconds": 30,
        "is_widened": False,
        "points": [
            {
                "start": "2026-11-22T15:03:30Z",
                "end": "2026-11-22T15:04:00Z",
                "events": pytest.approx(events),
                "sli": pytest.approx(0.99),
                "burn_rate": pytest.approx(0.01 / 0.05),
                "remaining_ratio": left,
            },
            {
                "start": "2026-11-22T15:04:00Z",
                "end": "2026-11-22T15:04:30Z",
                "events": pytest.approx(events),
                "sli": pytest.approx(0.99),
                "burn_rate": pytest.approx(0.01 / 0.05),
                "remaining_ratio": pytest.approx(0.2634435, abs=1e-6),
            },
        ],
        "annotations": [],
    }
    assert left > found["points"][1]["remaining_ratio"]


async def test_by_default_the_period_is_shown(counted: Keeping) -> None:
    found = await counted.get(PATH)
    assert (found["start"], found["end"]) == ("2026-10-23T15:04:30Z", "2026-11-22T15:04:30Z")
    assert found["covered"] == {"start": "2026-10-23T15:00:00Z", "end": found["end"]}
    assert (found["step_seconds"], found["finest_step_seconds"]) == (3 * HOUR, HOUR)
    assert len(found["points"]) == 241


async def test_an_answer_says_that_its_step_was_widened(counted: Keeping) -> None:
    found = await counted.get(f"{PATH}?start=2026-11-20T15:00:00Z&step=30")
    assert (found["step_seconds"], found["is_widened"]) == (300, True)


async def test_nothing_happened_is_null_and_not_perfect(counted: Keeping) -> None:
    one = counted.curves.held["checkout-latency"][0]
    idle = replace(one, good=np.zeros(len(one.ends)), total=np.zeros(len(one.ends)))
    counted.curves.held["checkout-latency"] = [idle]
    (found,) = (await counted.get(f"{PATH}?start=2026-11-22T15:04:00Z&step=30"))["points"]
    assert found["events"] == {"good": 0, "bad": 0, "total": 0}
    assert (found["sli"], found["burn_rate"]) == (None, None)


async def test_what_was_noted_of_the_slo_stands_beside(counted: Keeping) -> None:
    for text, labels, start in (
        ("ours", {"service": "checkout"}, "2026-11-22T15:00:00Z"),
        ("everybody's", {}, "2026-11-22T14:59:00Z"),
        ("theirs", {"service": "shop"}, "2026-11-22T15:00:00Z"),
        ("earlier", {}, "2026-11-22T12:00:00Z"),
    ):
        body = {"kind": "DEPLOY", "text": text, "labels": labels, "start": start}
        assert (await counted.world.post("/annotations", body)).status_code == 201
    found = await counted.get(f"{PATH}?start=2026-11-22T14:00:00Z")
    assert [each["text"] for each in found["annotations"]] == ["ours", "everybody's"]


async def test_a_note_is_shown_at_once(counted: Keeping) -> None:
    assert (await counted.get(PATH))["annotations"] == []
    await counted.world.post("/annotations", {"kind": "NOTE", "text": "just now"})
    (found,) = (await counted.get(f"{PATH}?end=2026-11-22T15:06:00Z"))["annotations"]
    assert found["text"] == "just now"


async def test_points_end_where_the_data_does(counted: Keeping) -> None:
    silent = replace(without_data(Data.STALE), data_until=AT - 600.0)
    counted.world.publish(silent)
    found = await counted.get(f"{PATH}?start=2026-11-22T14:00:00Z")
    assert found["covered"]["end"] == "2026-11-22T14:54:30Z"


async def test_an_slo_without_samples_has_a_history_without_points(kept: Keeping) -> None:
    found = await kept.get(PATH)
    assert (found["points"], found["covered"], found["step_seconds"]) == ([], None, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=2026-11-22T15:04:30Z", "start"),
        ("start=2026-11-22T15:00:00Z&end=2026-11-22T15:00:00Z", "start"),
        ("start=yesterday", "start"),
        ("end=1795359870", "end"),
        ("step=0", "step"),
        ("step=30s", "step"),
        ("window=1h", "window"),
    ],
)
async def test_a_wrong_range_is_named(counted: Keeping, query: str, field: str) -> None:
    answer = await counted.world.get(f"{PATH}?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_too_many_points_are_refused(kept: Keeping) -> None:
    kept.curves.held["checkout-latency"] = [curve(1, 12_000)]
    answer = await kept.world.get(f"{PATH}?start=2026-11-22T12:00:00Z&step=1")
    assert (answer.status_code, answer.json()["field"]) == (422, "step")
    assert "ask for 2 s" in answer.json()["detail"]


async def test_an_unknown_slo_has_no_history(kept: Keeping) -> None:
    answer = await kept.world.get("/slos/nobody/history")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SLO")


async def test_an_slo_named_history_is_an_slo(kept: Keeping) -> None:
    kept.world.publish(healthy(latency_slo("history")))
    assert (await kept.get("/slos/history"))["id"] == "history"
    assert (await kept.get("/slos/history/history"))["slo"] == "history"


async def test_before_the_first_evaluation_there_is_no_history() -> None:
    async with keeping(World()) as kept:
        answer = await kept.world.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_YET_EVALUATED")
