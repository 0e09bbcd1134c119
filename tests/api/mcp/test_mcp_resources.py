"""SLOs are resources: listed in pages, read whole; and prompts stand on what they say."""

from __future__ import annotations

import json

import pytest
from mcp import MCPError
from mcp_types import (
    EmbeddedResource,
    PromptReference,
    ResourceTemplateReference,
    TextContent,
    TextResourceContents,
)

from app.api.mcp.addresses import address_of, id_at
from app.api.mcp.resources import PAGE
from tests.api.builders import World, healthy, latency_slo
from tests.api.keeping import Keeping
from tests.api.mcp.connecting import ERAS, in_memory

pytestmark = pytest.mark.slow

every_era = pytest.mark.parametrize("mode", ERAS)


@every_era
async def test_slos_are_listed_in_pages(mode: str) -> None:
    names = [f"slo-{number:03d}" for number in range(PAGE + 1)]
    async with in_memory(World(*(healthy(latency_slo(name)) for name in names)), mode) as agent:
        first = await agent.list_resources()
        last = await agent.list_resources(cursor=first.next_cursor)
        (template,) = (await agent.list_resource_templates()).resource_templates
    assert [each.uri for each in (*first.resources, *last.resources)] == [
        f"slo://{name}" for name in names
    ]
    assert last.next_cursor is None
    assert template.uri_template == "slo://{id}"


@every_era
async def test_an_slo_is_read_as_rest_shows_it(kept: Keeping, mode: str) -> None:
    async with in_memory(kept.world, mode) as agent:
        (contents,) = (await agent.read_resource("slo://spent")).contents
    assert isinstance(contents, TextResourceContents)
    assert contents.mime_type == "application/json"
    assert json.loads(contents.text) == await kept.get("/slos/spent")


@every_era
@pytest.mark.parametrize("address", ["slo://nope", "slo://", "file:///etc/passwd"])
async def test_what_is_not_there_cannot_be_read(mode: str, address: str) -> None:
    async with in_memory(World(healthy()), mode) as agent:
        with pytest.raises(MCPError, match="UNKNOWN_SLO: ") as raised:
            await agent.read_resource(address)
    assert raised.value.data["code"] == "UNKNOWN_SLO"


async def test_a_cursor_of_nobody_is_refused() -> None:
    async with in_memory(World(healthy())) as agent:
        with pytest.raises(MCPError, match="INVALID_QUESTION: cursor"):
            await agent.list_resources(cursor="?")


def test_an_address_is_that_of_its_id_alone() -> None:
    for name in ("a", "checkout-latency.0123456789abcdef"):
        assert id_at(address_of(name)) == name
    assert id_at("slo://A b") is None


@every_era
async def test_triage_stands_on_the_status_the_alerts_and_the_history(
    kept: Keeping, mode: str
) -> None:
    async with in_memory(kept.world, mode) as agent:
        prompt = await agent.get_prompt("triage_slo", {"id": "spent"})
    task, status, alerts, history = (each.content for each in prompt.messages)
    assert isinstance(task, TextContent)
    assert "spent" in task.text
    assert isinstance(status, EmbeddedResource)
    assert isinstance(status.resource, TextResourceContents)
    assert json.loads(status.resource.text) == await kept.get("/slos/spent")
    for fact, tool in ((alerts, "list_alerts"), (history, "get_history")):
        assert isinstance(fact, TextContent)
        assert fact.text.startswith(f"{tool}: {{")


async def test_a_draft_stands_on_what_the_service_has(kept: Keeping) -> None:
    async with in_memory(kept.world) as agent:
        arguments = {"service": "checkout", "promise": "It answers in 300 ms."}
        prompt = await agent.get_prompt("draft_slo", arguments)
    task, slos = (each.content for each in prompt.messages[:2])
    assert isinstance(task, TextContent)
    assert "It promises: It answers in 300 ms." in task.text
    assert isinstance(slos, TextContent)
    assert '"id":"spent"' in slos.text


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("nope", {}, "INVALID_QUESTION: there is no prompt 'nope'"),
        ("triage_slo", {}, "INVALID_QUESTION: id is missing"),
        ("triage_slo", {"id": "nope"}, "UNKNOWN_SLO: "),
    ],
)
async def test_a_prompt_that_cannot_be_written_says_why(
    kept: Keeping, name: str, arguments: dict[str, str], words: str
) -> None:
    async with in_memory(kept.world) as agent:
        with pytest.raises(MCPError, match=words):
            await agent.get_prompt(name, arguments)


async def test_ids_and_services_are_completed(kept: Keeping) -> None:
    template = ResourceTemplateReference(type="ref/resource", uri="slo://{id}")
    prompt = PromptReference(type="ref/prompt", name="draft_slo")
    async with in_memory(kept.world) as agent:
        ids = await agent.complete(template, {"name": "id", "value": "checkout-l"})
        services = await agent.complete(prompt, {"name": "service", "value": ""})
        nothing = await agent.complete(prompt, {"name": "promise", "value": ""})
    assert ids.completion.values == ["checkout-latency"]
    assert services.completion.values == ["checkout"]
    assert nothing.completion.values == []
