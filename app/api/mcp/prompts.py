"""Prompts: what to do about an SLO, and how to write one, with the facts as they are now."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from mcp_types import (
    EmbeddedResource,
    GetPromptResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    TextContent,
)

from app.api.mcp.addresses import address_of
from app.api.mcp.calling import ToolCalls
from app.api.mcp.resources import Resources
from app.slo.errors import InvalidQuestion

TRIAGE = "triage_slo"
DRAFT = "draft_slo"

PROMPTS = (
    Prompt(
        name=TRIAGE,
        title="Triage an SLO",
        description="Find out what is wrong with an SLO, since when, and what to do first.",
        arguments=[PromptArgument(name="id", description="Id of the SLO.", required=True)],
    ),
    Prompt(
        name=DRAFT,
        title="Draft an SLO",
        description="Write the definition of a new SLO, and have it checked.",
        arguments=[
            PromptArgument(
                name="service", description="The service that makes the promise.", required=True
            ),
            PromptArgument(name="promise", description="What is promised, in words."),
        ],
    ),
)

_TRIAGE = """\
Triage the SLO {id}. What follows is what SLO Monitor knows of it now: its status with the \
definition, the alerts that fire, and how it got here with what was noted meanwhile.

1. Say in one sentence how bad it is: the state, what is left of the budget, when it is gone.
2. If `data` is not OK, say what is missing and since when; missing is not good news.
3. Say when it began, by the history, and what was noted just before.
4. Name the one thing to look at first, with the query that reads it.

Null means that it is not known: do not take it for 0. get_history with a finer step, \
list_alerts and list_annotations have more."""

_DRAFT = """\
Write an SLO for the service {service} as a YAML definition of SLO Monitor{promise}. What follows \
is what SLO Monitor has of the service already, and the schema of a definition.

- Count events: `ratio` with `bad` (or `good`) and `total`, or `latency` with a threshold that is \
a bound of the histogram. A p95 of 300 ms is an objective of 95% with a threshold of 300ms.
- Choose an objective that the service has met lately and that its users would miss.
- Ask if you do not know the name of a metric or a label; do not make one up.
- Have it checked with validate_definitions before you show it, and repair what it finds."""


class Prompts:
    """Writes prompts from what the tools and resources say."""

    def __init__(self, calls: ToolCalls, resources: Resources) -> None:
        self._calls = calls
        self._resources = resources

    async def written(self, name: str, arguments: Mapping[str, str]) -> GetPromptResult:
        """Write a prompt.

        Raises:
            InvalidQuestion: there is none of that name, or an argument is missing.
            SloMonitorError: the facts are not to be had.
        """
        prompt = next((each for each in PROMPTS if each.name == name), None)
        if prompt is None:
            raise InvalidQuestion("name", f"there is no prompt {name!r}")
        wanted = prompt.arguments or []
        missing = [each.name for each in wanted if each.required and not arguments.get(each.name)]
        if missing:
            raise InvalidQuestion(missing[0], f"{missing[0]} is missing")
        if name == TRIAGE:
            messages = await self._triage(arguments["id"])
        else:
            messages = await self._draft(arguments["service"], arguments.get("promise", ""))
        return GetPromptResult(description=prompt.description, messages=messages)

    async def _triage(self, slo_id: str) -> list[PromptMessage]:
        contents = await self._resources.contents(address_of(slo_id))
        return [
            _said(_TRIAGE.format(id=slo_id)),
            PromptMessage(role="user", content=EmbeddedResource(resource=contents)),
            await self._fact("list_alerts", slo=slo_id),
            await self._fact("get_history", id=slo_id),
        ]

    async def _draft(self, service: str, promise: str) -> list[PromptMessage]:
        promised = f". It promises: {promise}" if promise else ""
        return [
            _said(_DRAFT.format(service=service, promise=promised)),
            await self._fact("list_slos", service=service),
            await self._fact("definition_schema", detail=True),
        ]

    async def _fact(self, tool: str, **arguments: str | bool) -> PromptMessage:
        fields = await self._calls.briefly(tool, **arguments)
        return _said(f"{tool}: {orjson.dumps(fields).decode()}")


def _said(text: str) -> PromptMessage:
    return PromptMessage(role="user", content=TextContent(text=text))
