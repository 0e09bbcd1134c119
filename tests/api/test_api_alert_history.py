"""How alerts changed, as it was stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.alert import Transition
from tests.api.builders import World, latency_slo, ratio_slo
from tests.api.keeping import AT, Keeping, keeping, resolved
from tests.slo.making import alert

HOUR = 3600
FIRST = alert("page-fast", latency_slo(), AT)
SECOND = alert("ticket-slow", replace(ratio_slo("shop"), service="shop"), AT + HOUR)


@pytest.fixture
async def three(kept: Keeping) -> Keeping:
    """One alert that is over, and one that fires."""
    await kept.happen(Transition.fired(FIRST), at=AT)
    await kept.happen(resolved(FIRST, AT + 1800), at=AT + 1800)
    await kept.happen(Transition.fired(SECOND), at=AT + HOUR)
    return kept


ALL = [f"{SECOND.id}-firing", f"{FIRST.id}-resolved", f"{FIRST.id}-firing"]


async def ids(kept: Keeping, query: str = "") -> list[str]:
    found = await kept.get(f"/alerts/history{query}")
    return [each["id"] for each in found["transitions"]]


async def test_the_last_change_comes_first(three: Keeping) -> None:
    found = await three.get("/alerts/history")
    assert found["next_cursor"] is None
    assert [each["id"] for each in found["transitions"]] == ALL
    last = found["transitions"][1]
    assert (last["alert"], last["slo"], last["state"]) == (FIRST.id, "checkout-latency", "RESOLVED")
    assert (last["reason"], last["summary"]) == ("RECOVERED", "It is over.")
    assert (last["started_at"], last["at"]) == ("2026-11-22T15:04:30Z", "2026-11-22T15:34:30Z")
    assert last["deliveries"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=RESOLVED", [1]),
        ("?state=FIRING", [0, 2]),
        ("?service=shop", [0]),
        ("?slo=checkout-latency", [1, 2]),
        ("?tier=page-fast&state=FIRING", [2]),
        ("?severity=TICKET", [0]),
        ("?start=2026-11-22T15:34:30Z", [0, 1]),
        ("?start=2026-11-22T15:34:30.5Z", [0]),
        ("?end=2026-11-22T15:34:30Z", [2]),
        ("?start=2026-11-22T16:34:30%2B01:00&end=2026-11-22T16:00:00Z", [1]),
        ("?slo=nobody", []),
        ("?service=%00", []),
    ],
)
async def test_changes_are_filtered(three: Keeping, query: str, expected: list[int]) -> None:
    assert await ids(three, query) == [ALL[number] for number in expected]


async def test_pages_of_changes_go_on_though_more_happened_meanwhile(three: Keeping) -> None:
    page = await three.get("/alerts/history?limit=2")
    await three.happen(resolved(SECOND, AT + 2 * HOUR), at=AT + 2 * HOUR)
    assert [each["id"] for each in page["transitions"]] == ALL[:2]
    assert await ids(three, f"?limit=2&cursor={page['next_cursor']}") == ALL[2:]


async def test_a_change_says_what_became_of_telling_it() -> None:
    async with keeping(World(), receivers=["b", "a"]) as told:
        await told.happen(Transition.fired(FIRST))
        (found,) = (await told.get("/alerts/history"))["transitions"]
    pending = {"state": "PENDING", "attempts": 0, "last_error": None}
    assert found["deliveries"] == [{"receiver": "a", **pending}, {"receiver": "b", **pending}]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=OVER", "state"),
        ("cursor=x", "cursor"),
        ("limit=1001", "limit"),
        ("start=yesterday", "start"),
        ("end=2026-11-22T15:34:30", "end"),
        ("end=1795361670", "end"),
        ("end=2026-02-30T00:00:00Z", "end"),
        ("end=0001-01-01T00:00:00%2B02:00", "end"),
        ("end=9999-12-31T23:59:59.9999Z", "end"),
        ("label=team:x", "label"),
    ],
)
async def test_a_wrong_condition_on_changes_is_named(kept: Keeping, query: str, field: str) -> None:
    answer = await kept.world.get(f"/alerts/history?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)
