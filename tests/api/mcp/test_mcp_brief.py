"""Answers are short unless more is asked for, also in a large world with long names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.api.app import backend_of
from app.api.mcp.brief import (
    MOST_TOKENS,
    chosen,
    fields,
    how_many_fit,
    shorten,
    tokens_of,
    written_bytes,
)
from app.chronicle import Note
from app.slo.annotation import AnnotationKind
from app.slo.curve import Curve
from app.slo.snapshot import Status
from tests.api.builders import EVALUATED_AT, World, exhausted, healthy, latency_slo
from tests.api.keeping import Keeping, keeping
from tests.api.mcp.connecting import in_memory, text_of
from tests.slo.making import alert

pytestmark = pytest.mark.slow

MANY = 10_000
LONG = "x" * 200
HOURS = 720

BRIEF_QUESTIONS: dict[str, dict[str, Any]] = {
    "list_slos": {},
    "get_slo": {"id": "the-one"},
    "get_history": {"id": "the-one"},
    "check_slos": {},
    "list_alerts": {},
    "list_annotations": {},
    "definition_schema": {},
    "validate_definitions": {
        "files": [{"path": "a.yaml", "content": "slos: [" + "{}, " * 500 + "]"}]
    },
}


def wide(number: int) -> Status:
    """One of many groups, with labels that are long."""
    slo = latency_slo(f"checkout-latency-with-a-name-as-long-as-names-may-be-{number // 100:08d}")
    slo = replace(slo, group_by=("route", "region"), labels={"team": LONG, "tier": LONG})
    status = exhausted(slo) if number % 3 == 0 else healthy(slo)
    return replace(status, group=(("region", LONG), ("route", f"/api/v1/{number}/{LONG}")))


def the_one() -> Status:
    slo = replace(
        latency_slo("the-one"), description=LONG * 10, runbook=f"https://x.example/{LONG}"
    )
    alerts = tuple(alert(tier) for tier in ("page-fast", "page-slow", "ticket-fast"))
    return replace(exhausted(slo), alerts=alerts, message=LONG * 5)


@pytest.fixture(scope="module")
def crowd() -> list[Status]:
    return [*(wide(number) for number in range(MANY)), the_one()]


@pytest.fixture
async def large(crowd: list[Status]) -> AsyncIterator[Keeping]:
    async with keeping(World(*crowd)) as kept:
        ends = np.arange(HOURS + 1) * 3600 + int(EVALUATED_AT) // 3600 * 3600 - HOURS * 3600
        events = np.arange(HOURS + 1, dtype=float)
        kept.curves.held["the-one"] = [Curve(3600, ends, events * 1234.25, events * 2345.5)]
        chronicle = backend_of(kept.world.app).chronicle
        for number in range(50):
            start = EVALUATED_AT - 3600.0 * number
            await chronicle.annotate(Note(AnnotationKind.DEPLOY, LONG * 2, "ci", start))
        yield kept


@pytest.mark.parametrize("tool", BRIEF_QUESTIONS)
async def test_an_answer_stays_below_the_most_tokens(large: Keeping, tool: str) -> None:
    async with in_memory(large.world) as agent:
        answer = await agent.call_tool(tool, BRIEF_QUESTIONS[tool])
    assert not answer.is_error
    shown = answer.model_dump(mode="json", by_alias=True, exclude={"meta", "result_type"})
    assert tokens_of(shown) < MOST_TOKENS
    print(f"{tool}: {tokens_of(shown)} tokens")  # noqa: T201  # shown with -s


async def test_a_page_holds_what_fits_and_its_cursor_leads_on(large: Keeping) -> None:
    async with in_memory(large.world) as agent:
        told = (await agent.call_tool("list_slos", {})).structured_content
        ids = [each["id"] for each in told["slos"]]
        assert 1 <= len(ids) < 25
        again = await agent.call_tool("list_slos", {"cursor": told["next_cursor"]})
    following = [each["id"] for each in again.structured_content["slos"]]
    assert [*ids, *following] == sorted({*ids, *following})


async def test_more_is_told_to_who_asks_for_more(large: Keeping) -> None:
    async with in_memory(large.world) as agent:
        told = (await agent.call_tool("list_slos", {"limit": 60})).structured_content
        whole = await agent.call_tool("get_slo", {"id": "the-one", "detail": True})
    assert len(told["slos"]) == 60
    assert LONG * 10 in text_of(whole, 1)


async def test_what_had_no_room_is_named(large: Keeping) -> None:
    async with in_memory(large.world) as agent:
        slo = (await agent.call_tool("get_slo", {"id": "the-one"})).structured_content
        verdict = (await agent.call_tool("check_slos", {})).structured_content
    assert "definition" in slo["left_out"]
    assert slo["state"] == "EXHAUSTED"
    missing = MANY + 1 - len(verdict["results"])
    assert f"results: {missing:,} of {MANY + 1:,}" in verdict["left_out"]


async def test_a_history_is_told_whole_in_longer_steps(large: Keeping) -> None:
    async with in_memory(large.world) as agent:
        told = (await agent.call_tool("get_history", {"id": "the-one"})).structured_content
    points = told["points"]
    assert 5 < len(points) < 40
    assert points[0]["start"] == told["covered"]["start"]
    assert sum(each["events"]["total"] for each in points) == pytest.approx(HOURS * 2345.5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=200),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text("abcdef", max_size=2), inner, max_size=5)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abcdef", max_size=2), JSON, max_size=8), st.integers(0, 3000))
def test_a_document_that_is_shortened_has_room_and_says_what_is_gone(
    document: dict[str, Any], room: int
) -> None:
    before = dict(document)
    left_out = shorten(document, None, frozenset({"a"}), room)
    assert {name: before[name] for name in before if name not in left_out} == document
    assert "a" not in left_out
    assert written_bytes(document) <= room or document.keys() <= {"a"}


@given(st.lists(st.text(max_size=50), min_size=1, max_size=20), st.integers(0, 500))
@example(["\x07"] * 40, 180)
def test_as_many_items_fit_as_have_room_and_at_least_one(items: list[str], room: int) -> None:
    fit = how_many_fit(items, room)
    assert 1 <= fit <= len(items)
    assert fit == 1 or written_bytes(items[:fit]) <= room + 2
    assert fit == len(items) or written_bytes(items[: fit + 1]) > room


def test_fields_are_chosen_within_fields_and_in_lists() -> None:
    whole = {"a": 1, "b": [{"c": None, "d": 0}, {"c": 2}], "e": {"f": 1}, "g": 3}
    shown = fields("a e", b=fields("c"))
    assert chosen(whole, shown) == {"a": 1, "b": [{"c": None}, {"c": 2}], "e": {"f": 1}}
