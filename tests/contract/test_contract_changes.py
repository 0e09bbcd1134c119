"""A change that would break a client is found, and an addition is let through."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.contract.documents import CONTRACT, RELEASED, documents
from deploy.contract.openapi_changes import breaking

pytestmark = pytest.mark.slow

Document = dict[str, Any]
Change = Callable[[Document], object]

MADE = documents()
OLD = json.loads(MADE["openapi.json"])


def found(change: Change) -> list[str]:
    new = copy.deepcopy(OLD)
    change(new)
    assert new != OLD
    return breaking(OLD, new)


def operation(document: Document, path: str, method: str = "get") -> Document:
    found: Document = document["paths"][path][method]
    return found


def parameter(document: Document, path: str, name: str) -> Document:
    parameters = operation(document, path)["parameters"]
    return next(each for each in parameters if each["name"] == name)


def field(document: Document, schema: str, name: str) -> Document:
    found: Document = document["components"]["schemas"][schema]["properties"][name]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def test_the_same_document_breaks_nothing() -> None:
    assert breaking(OLD, copy.deepcopy(OLD)) == []


BREAKING: dict[str, tuple[Change, str]] = {
    "a path is gone": (lambda d: d["paths"].pop("/slos"), "GET /slos is gone"),
    "a method is gone": (
        lambda d: d["paths"]["/slo/check"].pop("post"),
        "POST /slo/check is gone",
    ),
    "an operation is renamed": (
        lambda d: operation(d, "/slos").update(operationId="slos"),
        "GET /slos is called slos, no longer list_slos",
    ),
    "a write needs no key": (
        lambda d: operation(d, "/exclusions", "post").pop("security"),
        "POST /exclusions needs another key",
    ),
    "a parameter is gone": (
        lambda d: operation(d, "/slos")["parameters"].remove(parameter(d, "/slos", "state")),
        "GET /slos: the parameter state (query) is gone",
    ),
    "a parameter is new and required": (
        lambda d: operation(d, "/slos")["parameters"].append(
            {"name": "team", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        "the parameter team (query) is new and required",
    ),
    "a parameter becomes required": (
        lambda d: parameter(d, "/slos", "service").update(required=True),
        "the parameter service (query) has become required",
    ),
    "a parameter takes less": (
        lambda d: parameter(d, "/slos", "limit")["schema"].update(maximum=100),
        "the parameter limit (query) has the maximum 100, no longer 1000",
    ),
    "a parameter means something else if left out": (
        lambda d: parameter(d, "/slos", "limit")["schema"].update(default=10),
        "the parameter limit (query) is 10 if left out, no longer 1000",
    ),
    "a parameter is of another type": (
        lambda d: parameter(d, "/slos", "service")["schema"].update(type="integer"),
        "the parameter service (query) may no longer be string",
    ),
    "a parameter has to look otherwise": (
        lambda d: parameter(d, "/slos", "service")["schema"].update(pattern="^x"),
        "the parameter service (query) has another pattern: ^x",
    ),
    "a parameter takes fewer words": (
        lambda d: schema(d, "State")["enum"].remove("AT_RISK"),
        "no longer takes AT_RISK",
    ),
    "a body has a new field that is required": (
        lambda d: schema(d, "ExclusionQuestion")["required"].append("all"),
        "POST /exclusions: the body.all has become required",
    ),
    "a body loses a field": (
        lambda d: schema(d, "ExclusionQuestion")["properties"].pop("timezone"),
        "POST /exclusions: the body.timezone is gone",
    ),
    "a body takes no null any more": (
        lambda d: field(d, "ExclusionQuestion", "timezone").update(
            {"anyOf": [field(d, "ExclusionQuestion", "timezone")["anyOf"][0]]}
        ),
        "the body.timezone may no longer be null",
    ),
    "a body is no longer JSON": (
        lambda d: operation(d, "/exclusions", "post")["requestBody"]["content"].pop(
            "application/json"
        ),
        "POST /exclusions: the body is no longer application/json",
    ),
    "an answer is gone": (
        lambda d: operation(d, "/slo/check", "post")["responses"].pop("202"),
        "POST /slo/check: the answer 202 is gone",
    ),
    "an answer is of another media type": (
        lambda d: operation(d, "/slos")["responses"]["200"].update(content={"text/csv": {}}),
        "GET /slos: the answer 200 is no longer application/json",
    ),
    "an answer loses a field": (
        lambda d: schema(d, "Status")["properties"].pop("sli"),
        "GET /slos: the answer 200.slos[].sli is gone",
    ),
    "a field deep in an answer is gone": (
        lambda d: schema(d, "Events")["properties"].pop("total"),
        "GET /slos: the answer 200.slos[].burn_rates[].events.total is gone",
    ),
    "a field of an answer may be left out": (
        lambda d: schema(d, "Status")["required"].remove("sli"),
        "GET /slos: the answer 200.slos[].sli may now be left out",
    ),
    "a field of an answer may be null": (
        lambda d: field(d, "Status", "service").update(type=["string", "null"]),
        "GET /slos: the answer 200.slos[].service may now be null",
    ),
    "a count becomes text": (
        lambda d: field(d, "Events", "good").update(type="string"),
        "events.good may now be string",
    ),
    "a word that is known is gone": (
        lambda d: field(d, "Status", "state")["x-known-values"].remove("AT_RISK"),
        "GET /slos: the answer 200.slos[].state has lost the known values AT_RISK",
    ),
    "a time is no longer one": (
        lambda d: field(d, "Status", "start").pop("format"),
        "GET /slos: the answer 200.slos[].start has the format None, no longer date-time",
    ),
    "a version is no longer 1": (
        lambda d: field(d, "Verdict", "schema_version").update(const=2),
        "GET /slo/check: the answer 200.schema_version may now be 2",
    ),
    "labels are no longer text": (
        lambda d: field(d, "Status", "labels")["additionalProperties"].update(type="integer"),
        "GET /slos: the answer 200.slos[].labels{} may now be integer",
    ),
    "a period is of a kind that nobody knows": (
        lambda d: schema(d, "RollingPeriod")["properties"].pop("seconds"),
        "GET /slos: the answer 200.slos[].period",
    ),
}


@pytest.mark.parametrize("case", BREAKING)
def test_what_would_break_a_client_is_found(case: str) -> None:
    change, sentence = BREAKING[case]
    assert [each for each in found(change) if sentence in each], found(change)


def _add_word(document: Document) -> None:
    field(document, "Status", "state")["x-known-values"].append("FROZEN")


def _add_field(document: Document) -> None:
    field_added = {"type": "string", "description": "Who owns it."}
    schema(document, "Status")["properties"]["owner"] = field_added
    schema(document, "Status")["required"].append("owner")


def _ask_more(document: Document) -> None:
    team = {"name": "team", "in": "query", "required": False, "schema": {"type": "string"}}
    operation(document, "/slos")["parameters"].append(team)
    schema(document, "ExclusionQuestion")["properties"]["ticket"] = {"type": "string"}
    parameter(document, "/slos", "limit")["schema"]["maximum"] = 5000


COMPATIBLE: dict[str, Change] = {
    "a path is new": lambda d: d["paths"].update({"/x": d["paths"]["/slos"]}),
    "a method is new": lambda d: d["paths"]["/slos"].update(delete=operation(d, "/slos")),
    "an open enum gains a word": _add_word,
    "an answer gains a field": _add_field,
    "more may be asked": _ask_more,
    "a parameter need no longer be there": lambda d: parameter(d, "/slos/{id}", "id").update(
        required=False
    ),
    "an answer is new": lambda d: operation(d, "/slos")["responses"].update(
        {"206": {"description": "A part."}}
    ),
    "a field is never null any more": lambda d: field(d, "Status", "sli").update(
        {"anyOf": [{"type": "number"}]}
    ),
    "the words are others": lambda d: operation(d, "/slos").update(
        summary="Show them all", description="x"
    ),
    "a number is whole from now on": lambda d: field(d, "Events", "good").update(type="integer"),
}


@pytest.mark.parametrize("case", COMPATIBLE)
def test_an_addition_breaks_nothing(case: str) -> None:
    assert found(COMPATIBLE[case]) == []


def test_a_schema_within_itself_is_compared_once() -> None:
    tree = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}
    old = copy.deepcopy(OLD)
    old["components"]["schemas"]["Tree"] = tree
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}
    operation(old, "/slos")["responses"]["200"]["content"] = content
    new = copy.deepcopy(old)
    assert breaking(old, new) == []
    schema(new, "Tree")["properties"].clear()
    assert breaking(old, new) == ["GET /slos: the answer 200.below is gone"]


# What stands in the repository


@pytest.mark.parametrize("name", MADE)
def test_the_contract_in_the_repository_is_that_of_the_program(name: str) -> None:
    assert (CONTRACT / name).read_text() == MADE[name], "run make contract"


def test_the_contract_breaks_no_client_of_the_released_one() -> None:
    assert breaking(_read(RELEASED / "openapi.json"), _read(CONTRACT / "openapi.json")) == []


def _read(file: Path) -> Document:
    document: Document = json.loads(file.read_text())
    return document
