"""The tools: each is a row of the table of operations, described as the protocol wants it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from mcp_types import Tool, ToolAnnotations
from pydantic import BaseModel

from app.api.mcp.brief import LEFT_OUT, MOST_TOKENS
from app.api.mcp.forms import Form, form_of
from app.api.mcp.schemas import shown_part, without
from app.api.operations.operation import Operation, never
from app.api.operations.table import OPERATIONS
from app.api.writes import MCP_PATH
from app.slo.errors import InvalidQuestion

DETAIL = "detail"

_DETAIL_SCHEMA = {
    "type": "boolean",
    "default": False,
    "description": "True: every field, as REST answers, however long that is.",
}
_LEFT_OUT_SCHEMA = {
    "type": "array",
    "items": {"type": "string"},
    "description": "What had no room; absent if everything had.",
}
_NOT_IN_ANSWERS = ("title", "required", "pattern", "x-known-values")
"""Words that only bind or repeat: an answer is what it is."""


class Reading(NamedTuple):
    """What is asked; whether every field is wanted; whether it was said how many items are."""

    question: Any
    is_whole: bool = False
    has_limit: bool = False


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool: the operation behind it, how it shows the answer, and what hosts are told of it."""

    operation: Operation
    form: Form
    told: Tool

    def read(self, arguments: Mapping[str, Any] | None) -> Reading:
        """Give the question that the arguments ask, and how long the answer may be.

        Raises:
            InvalidQuestion: an argument is none of this tool's.
            ValidationError: the arguments are no question.
        """
        given = dict(arguments or {})
        is_whole = given.pop(DETAIL, False)
        if not isinstance(is_whole, bool):
            raise InvalidQuestion(DETAIL, f"{DETAIL} must be true or false")
        for name in self.form.hidden & given.keys():
            raise InvalidQuestion(name, f"{name}: there is no such field or parameter")
        if self.form.limit is not None:
            given.setdefault("limit", self.form.limit)
        question = self.operation.question.model_validate(given)
        return Reading(question, is_whole, has_limit="limit" in (arguments or {}))


@cache
def tool_rows(operations: tuple[Operation, ...] = OPERATIONS) -> Mapping[str, ToolRow]:
    """Describe every operation that is a tool, by the tool's name, in the table's order."""
    named = [(each, each.tool) for each in operations if isinstance(each.tool, str)]
    rows = {name: _row(operation, name, form_of(name)) for operation, name in named}
    return MappingProxyType(rows)


def written_routes(operations: tuple[Operation, ...] = OPERATIONS) -> Iterator[str]:
    """List what writes by MCP are counted and recorded under."""
    return (route_of(each) for each in operations if isinstance(each.tool, str) and _writes(each))


def route_of(operation: Operation) -> str:
    """Say what a call of a tool is recorded under."""
    return f"{MCP_PATH} {operation.tool}"


def _writes(operation: Operation) -> bool:
    return operation.writes is not never


def _row(operation: Operation, name: str, form: Form) -> ToolRow:
    return ToolRow(
        operation,
        form,
        Tool(
            name=name,
            title=form.title,
            description=_description(operation, form),
            input_schema=_input_schema(operation.question, form),
            output_schema=_output_schema(operation.views[0], form),
            annotations=_annotations(operation, form),
        ),
    )


def _annotations(operation: Operation, form: Form) -> ToolAnnotations:
    reads = not _writes(operation)
    return ToolAnnotations(
        title=form.title,
        read_only_hint=reads,
        destructive_hint=form.is_destructive,
        idempotent_hint=reads or form.is_idempotent,
        open_world_hint=form.is_open_world,
    )


def _description(operation: Operation, form: Form) -> str:
    does = inspect.getdoc(operation.answer or operation.turns) or ""
    more = f"Stays under {MOST_TOKENS:,} tokens: shows the main fields"
    if form.limit is not None:
        more += " of as many as fit; `limit` and `cursor` give more"
    return f"{does.partition('Raises:')[0].strip()}\n\n{more}; `{DETAIL}: true` every field."


def _input_schema(question: type[BaseModel], form: Form) -> dict[str, Any]:
    schema: dict[str, Any] = without(question.model_json_schema(), "title")
    properties = schema.setdefault("properties", {})
    for name in form.hidden:
        del properties[name]
    for name, hint in form.hints.items():
        properties[name]["description"] = hint
    if form.limit is not None:
        properties["limit"]["default"] = form.limit
    properties[DETAIL] = _DETAIL_SCHEMA
    return schema


def _output_schema(view: type[BaseModel], form: Form) -> dict[str, Any]:
    """Describe the fields that are shown; none of them must be there, and with detail are more."""
    whole = without(view.model_json_schema(mode="serialization"), *_NOT_IN_ANSWERS)
    schema: dict[str, Any] = shown_part(whole, form.shown, whole.get("$defs", {}))
    if form.opened is not None:
        schema["properties"][form.opened] |= {"type": "object"}
    schema["properties"][LEFT_OUT] = _LEFT_OUT_SCHEMA
    return schema
