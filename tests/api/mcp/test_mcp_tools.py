"""Tools are the operations of the table: the same words and values as REST, or a part of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mcp import MCPError
from mcp_types import CallToolResult, Tool

from app.api.mcp.forms import FORMS
from app.api.mcp.tools import tool_rows
from app.api.operations.operation import never
from app.api.operations.table import OPERATIONS
from app.slo.snapshot import Data, Status
from tests.api.builders import (
    World,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
    without_data,
    zero_traffic,
)
from tests.api.keeping import Keeping
from tests.api.mcp.connecting import ERAS, LEGACY, in_memory, problem_in, text_of

pytestmark = pytest.mark.slow

READS: dict[str, tuple[dict[str, Any], str]] = {
    "list_slos": ({}, "/slos"),
    "get_slo": ({"id": "spent"}, "/slos/spent"),
    "get_history": ({"id": "spent"}, "/slos/spent/history"),
    "check_slos": ({}, "/slo/check"),
    "list_alerts": ({}, "/alerts"),
    "list_annotations": ({}, "/annotations"),
}
"""Tools that read, what they are asked, and where REST answers the same."""

every_read = pytest.mark.parametrize("tool", READS)


async def call(
    world: World,
    tool: str,
    mode: str = LEGACY,
    **arguments: Any,  # noqa: ANN401  # JSON
) -> CallToolResult:
    async with in_memory(world, mode) as agent:
        return await agent.call_tool(tool, arguments)


def is_part(part: Any, whole: Any) -> bool:  # noqa: ANN401  # JSON
    """Say whether every value of a structure stands in another, in lists in some order."""
    if isinstance(part, dict):
        return all(name in whole and is_part(held, whole[name]) for name, held in part.items())
    if isinstance(part, list):
        return all(any(is_part(each, other) for other in whole) for each in part)
    return bool(part == whole) and type(part) is type(whole)


@every_read
@pytest.mark.parametrize("mode", ERAS)
async def test_with_detail_a_tool_says_what_rest_says(kept: Keeping, tool: str, mode: str) -> None:
    arguments, path = READS[tool]
    answer = await call(kept.world, tool, mode, **arguments, detail=True)
    assert answer.structured_content == await kept.get(path)


@every_read
async def test_without_detail_it_says_a_part_of_that(kept: Keeping, tool: str) -> None:
    arguments, path = READS[tool]
    answer = await call(kept.world, tool, **arguments)
    told = answer.structured_content
    assert is_part(told, await kept.get(path))
    assert "left_out" not in told


@every_read
async def test_an_answer_is_a_sentence_and_the_same_as_text(kept: Keeping, tool: str) -> None:
    answer = await call(kept.world, tool, **READS[tool][0])
    assert text_of(answer).startswith(FORMS[tool].title)
    assert json.loads(text_of(answer, 1)) == answer.structured_content
    assert len(answer.content) == 2


async def test_the_schema_of_definitions_is_that_of_rest_or_the_part_about_slos() -> None:
    world = World()
    rest = (await world.get("/definitions/schema")).json()
    whole = (await call(world, "definition_schema", detail=True)).structured_content
    assert whole == {"json_schema": rest}
    part = (await call(world, "definition_schema")).structured_content
    assert tuple(part.pop("left_out")) == FORMS["definition_schema"].omitted
    assert is_part(part, whole)
    assert part["json_schema"]["$defs"].keys() == {
        *("SloPart", "IndicatorPart", "RatioPart", "LatencyPart")
    }
    assert part["json_schema"]["examples"] == rest["examples"]


async def test_definitions_are_validated_as_over_rest() -> None:
    world, files = World(), [{"path": "a.yaml", "content": "version: 1\nslos: []\n"}]
    rest = (await world.post("/definitions/validate", {"files": files})).json()
    told = await call(world, "validate_definitions", files=files)
    assert told.structured_content == rest
    assert text_of(told).startswith("Validate definitions: valid False, ")


@pytest.mark.parametrize(
    "status",
    [zero_traffic(), *(without_data(each) for each in Data if each.is_missing)],
    ids=lambda status: status.data.name,
)
async def test_what_is_not_known_is_null(status: Status) -> None:
    world = World(status)
    rest = (await world.get(f"/slos/{status.id}")).json()
    told = (await call(world, "get_slo", id=status.id)).structured_content
    assert told["data"] == status.data.name
    assert is_part(told, rest)
    assert {burn["burn_rate"] for burn in told["burn_rates"]} == {None}
    assert told["latency"] is None


async def test_a_verdict_begins_with_the_worst() -> None:
    world = World(healthy(), exhausted(latency_slo("spent")), healthy(ratio_slo()))
    told = (await call(world, "check_slos")).structured_content
    assert [each["verdict"] for each in told["results"]] == ["FAIL", "PASS", "PASS"]
    assert told["results"][0]["slo"] == "spent"


async def test_pages_follow_each_other() -> None:
    world = World(*(healthy(latency_slo(name)) for name in ("a", "b", "c")))
    async with in_memory(world) as agent:
        first = (await agent.call_tool("list_slos", {"limit": 2})).structured_content
        cursor = first["next_cursor"]
        last = (await agent.call_tool("list_slos", {"cursor": cursor})).structured_content
    assert [each["id"] for each in (*first["slos"], *last["slos"])] == ["a", "b", "c"]
    assert last["next_cursor"] is None


async def test_a_question_that_is_answered_in_part_says_how_to_go_on() -> None:
    world = World(*(healthy(latency_slo(name)) for name in ("a", "b")))
    answer = await call(world, "list_slos", limit=1)
    assert text_of(answer) == (
        "List SLOs: 1 slos. There are more: ask with `next_cursor` as `cursor`."
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "code", "field"),
    [
        ("get_slo", {"id": "nope"}, "UNKNOWN_SLO", None),
        ("get_history", {"id": "nope"}, "UNKNOWN_SLO", None),
        ("check_slos", {"slos": ["nope"]}, "UNKNOWN_SLO", None),
        ("get_slo", {}, "INVALID_QUESTION", "id"),
        ("list_slos", {"limit": 0}, "INVALID_QUESTION", "limit"),
        ("list_slos", {"stat": "HEALTHY"}, "INVALID_QUESTION", "stat"),
        ("list_slos", {"detail": "yes"}, "INVALID_QUESTION", "detail"),
        ("check_slos", {"wait": False, "window": "5m"}, "INVALID_QUESTION", "wait"),
        ("check_slos", {"slos": []}, "INVALID_QUESTION", "slos"),
    ],
)
@pytest.mark.parametrize("mode", ERAS)
async def test_an_error_begins_with_the_code_that_rest_has(
    kept: Keeping, mode: str, tool: str, arguments: dict[str, Any], code: str, field: str | None
) -> None:
    problem = problem_in(await call(kept.world, tool, mode, **arguments))
    assert (problem["code"], problem["field"]) == (code, field)


async def test_an_error_says_when_to_ask_again() -> None:
    answer = await call(World(), "list_slos")
    assert problem_in(answer)["retry_after_seconds"] == 30
    assert text_of(answer) == (
        "NOT_YET_EVALUATED: no cycle has finished yet; ask again shortly. Ask again in 30 s."
    )


async def test_half_a_surrogate_pair_is_told_of_as_text() -> None:
    assert problem_in(await call(World(healthy()), "get_slo", id="\ud800"))["code"] == "UNKNOWN_SLO"


async def test_an_error_that_nobody_foresaw_is_told_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(healthy())

    def fails(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(world.service, "statuses", fails)
    answer = await call(world, "list_slos")
    assert problem_in(answer)["code"] == "INTERNAL_ERROR"
    assert "secret" not in answer.model_dump_json()
    assert "a secret" in caplog.text


@pytest.mark.parametrize("mode", ERAS)
async def test_a_tool_that_is_not_there_is_no_tool_of_ours(mode: str) -> None:
    async with in_memory(World(healthy()), mode) as agent:
        with pytest.raises(MCPError, match="INVALID_QUESTION: there is no tool 'nope'"):
            await agent.call_tool("nope")


def told() -> list[Tool]:
    return [row.told for row in tool_rows().values()]


def test_every_tool_of_the_table_is_offered_in_its_order() -> None:
    named = [each.tool for each in OPERATIONS if isinstance(each.tool, str)]
    assert [tool.name for tool in told()] == named


@pytest.mark.parametrize("tool", told(), ids=lambda tool: tool.name)
def test_a_tool_says_what_it_does_and_what_it_gives(tool: Tool) -> None:
    assert tool.title
    assert tool.description
    assert "Raises:" not in tool.description
    assert tool.input_schema["type"] == "object"
    assert tool.input_schema["additionalProperties"] is False
    assert tool.input_schema["properties"]["detail"]["default"] is False
    assert tool.output_schema is not None
    assert tool.output_schema["type"] == "object"
    assert "left_out" in tool.output_schema["properties"]
    arguments = tool.input_schema["properties"]
    assert [name for name, held in arguments.items() if not held.get("description")] == []


@pytest.mark.parametrize("name", tool_rows())
def test_hints_follow_from_the_row(name: str) -> None:
    row = tool_rows()[name]
    hints = row.told.annotations
    assert hints is not None
    assert hints.read_only_hint == (row.operation.writes is never)
    assert hints.idempotent_hint or not hints.read_only_hint
    assert not (hints.read_only_hint and hints.destructive_hint)


def test_every_form_is_of_a_tool_and_shows_fields_of_its_view() -> None:
    for name, row in tool_rows().items():
        assert set(row.form.shown) <= set(row.operation.views[0].model_fields), name
        assert row.form.hidden <= set(row.operation.question.model_fields), name
