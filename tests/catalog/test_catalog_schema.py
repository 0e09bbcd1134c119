"""The JSON schema of a definition file, held against the loader and the models it is made from."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from app.catalog.document import Document
from app.catalog.loader import load, parse
from app.catalog.reading import read
from app.catalog.schema import EXAMPLE, definition_schema
from tests.catalog.proposed import DOCUMENTS
from tests.documents import FENCE, ROOT, page

VALIDATOR = jsonschema_rs.Draft202012Validator(definition_schema())


def loads(document: object) -> bool:
    """Whether the loader takes a file; JSON is YAML too."""
    _, findings = parse(json.dumps(document, ensure_ascii=False), "a.yaml")
    return findings == ()


def as_read(text: str) -> object:
    """What stands in a file, as an editor sees it."""
    return json.loads(json.dumps(read(text, "a.yaml").data, default=float))


def fits(document: object) -> bool:
    """Whether the schema lets a file through."""
    return VALIDATOR.is_valid(document)


@settings(max_examples=25)
@given(DOCUMENTS)
def test_what_the_loader_takes_the_schema_lets_through(document: dict[str, Any]) -> None:
    assert parse(json.dumps(document, ensure_ascii=False), "a.yaml")[1] == ()
    VALIDATOR.validate(document)


FREE = ("labels", "env", "match")
"""Mappings whose names are the author's."""


def mappings(value: object) -> Iterator[dict[str, Any]]:
    """Every mapping in plain data, itself first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for below in value if isinstance(value, list) else ():
        yield from mappings(below)


@settings(max_examples=12)
@given(DOCUMENTS, st.data())
def test_a_field_that_does_not_exist_is_refused_by_both(
    document: dict[str, Any], data: st.DataObject
) -> None:
    free = [each[name] for each in mappings(document) for name in FREE if name in each]
    places = [each for each in mappings(document) if all(each is not names for names in free)]
    data.draw(st.sampled_from(places))["no such field"] = "x"
    assert not loads(document)
    assert not fits(document)


@settings(max_examples=12)
@given(DOCUMENTS, st.data())
def test_a_value_of_no_type_of_its_field_is_refused_by_both(
    document: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from([each for each in mappings(document) if each]))
    place[data.draw(st.sampled_from(sorted(place)))] = [[None]]
    assert not loads(document)
    assert not fits(document)


Change = Callable[[dict[str, Any]], object]
SLO: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document["slos"][0]  # noqa: E731
INDICATOR: Callable[[dict[str, Any]], dict[str, Any]] = lambda d: SLO(d)["indicator"]  # noqa: E731
RATIO = {"good": "a", "bad": "b", "total": "c"}
BUDGET = {"scope": "budget"}
LOAD = {"script": "load.js", "vus": 1, "duration": "60s"}
MISTAKES: dict[str, Change] = {
    "no version": lambda d: d.pop("version"),
    "another version": lambda d: d.update(version=2),
    "an empty service": lambda d: d.update(service=" "),
    "no SLO": lambda d: d.update(slos=[]),
    "a label that is Prometheus' own": lambda d: d.update(labels={"__name__": "x"}),
    "a label that is no text": lambda d: d.update(labels={"team": 1}),
    "a name in capitals": lambda d: SLO(d).update(name="Checkout"),
    "a name that is too long": lambda d: SLO(d).update(name="a" * 64),
    "no objective": lambda d: SLO(d).pop("objective"),
    "an objective without its sign": lambda d: SLO(d).update(objective=99.9),
    "an objective in words": lambda d: SLO(d).update(objective="three nines"),
    "an objective of everything": lambda d: SLO(d).update(objective=1),
    "a period without a unit": lambda d: SLO(d).update(period="30"),
    "a period whose units are in no order": lambda d: SLO(d).update(period="12h30d"),
    "a period of years": lambda d: SLO(d).update(period={"calendar": "year"}),
    "no indicator": lambda d: SLO(d).pop("indicator"),
    "an indicator of neither kind": lambda d: SLO(d).update(indicator={}),
    "an indicator of both kinds": lambda d: INDICATOR(d).update(ratio={"good": "a", "total": "b"}),
    "both good and bad": lambda d: SLO(d).update(indicator={"ratio": RATIO}),
    "neither good nor bad": lambda d: SLO(d).update(indicator={"ratio": {"total": "a"}}),
    "the buckets of a histogram": lambda d: INDICATOR(d)["latency"].update(histogram="a_bucket"),
    "a threshold that is a number": lambda d: INDICATOR(d)["latency"].update(threshold=0.3),
    "groups by a bound": lambda d: SLO(d).update(group_by=["le"]),
    "groups by a label twice": lambda d: SLO(d).update(group_by=["a", "a"]),
    "no groups at all": lambda d: SLO(d).update(max_groups=0),
    "a tier that does not exist": lambda d: SLO(d).update(alerts={"disable": ["page-faster"]}),
    "a tier called as a condition": lambda d: SLO(d).update(
        alerts={"tiers": {"no-data": {"severity": "page"}}}
    ),
    "a severity that does not exist": lambda d: SLO(d).update(
        alerts={"tiers": {"page-fast": {"severity": "email"}}}
    ),
    "a share of everything": lambda d: SLO(d).update(alerts={"budget_below": 1}),
    "fewer events than none": lambda d: SLO(d).update(alerts={"min_events": -1}),
    "a verdict that does not exist": lambda d: SLO(d).update(gate={"no_data": "warn"}),
    "a warning above everything": lambda d: SLO(d).update(gate={"warn_below": 1.5}),
    "a runbook on a disk": lambda d: SLO(d).update(runbook="file:///etc/passwd"),
    "a field without a value": lambda d: SLO(d).update(runbook=None),
    "an exclusion without a reason": lambda d: d.update(
        exclusions=[{"all": True, "start": "2026-11-27T03:00:00Z", "end": "2026-11-28T03:00:00Z"}]
    ),
    "an exclusion of no time": lambda d: d.update(
        exclusions=[{"all": True, "start": "today", "end": "tomorrow", "reason": "x"}]
    ),
    "a step of no kind": lambda d: d.update(plans=[{"name": "a", "steps": [{}]}]),
    "a step of two kinds": lambda d: d.update(
        plans=[{"name": "a", "steps": [{"check": BUDGET, "settle": {"max_wait": "1s"}}]}]
    ),
    "a script in another folder": lambda d: d.update(
        plans=[{"name": "a", "steps": [{"load": {**LOAD, "script": "../x.js"}}, {"check": BUDGET}]}]
    ),
    "an exclusion that never ends": lambda d: d.update(
        exclusions=[{"all": True, "start": "2026-11-27T03:00:00Z", "reason": "x"}]
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_by_the_loader_and_by_the_schema(mistake: str) -> None:
    document = copy.deepcopy(EXAMPLE)
    MISTAKES[mistake](document)
    assert document != EXAMPLE
    assert not loads(document)
    assert not fits(document)


def test_the_schema_is_one_itself() -> None:
    jsonschema_rs.meta.validate(definition_schema())
    assert definition_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_file_of_this_repository_fits() -> None:
    folders = [ROOT / "deploy/demo/slos", ROOT / "deploy/demo/slos-with-k6"]
    files = [file for folder in folders for file in folder.glob("*.yaml")]
    assert len(files) > 1
    for file in files:
        VALIDATOR.validate(as_read(file.read_text()))


def test_the_examples_of_the_docs_fit() -> None:
    blocks = [
        text for language, text in FENCE.findall(page("definitions.md")) if language == "yaml"
    ]
    files = [text for text in blocks if parse(text, "a.yaml")[1] == ()]
    assert files
    for text in files:
        VALIDATOR.validate(as_read(text))


# The models


def parts(model: type[BaseModel] = Document) -> dict[str, type[BaseModel]]:
    """Every model that a file is read with, by name."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for below in _models_in(field.annotation):
            found |= parts(below)
    return found


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def objects() -> dict[str, dict[str, Any]]:
    """Every mapping with fields that the schema describes, by the name of its model."""
    whole = definition_schema()
    described = {name: part for name, part in whole["$defs"].items() if part["type"] == "object"}
    return {Document.__name__: whole, **described}


def test_the_schema_has_every_field_that_the_loader_knows_and_no_other() -> None:
    known = {name: set(model.model_fields) for name, model in parts().items()}
    assert {name: set(each["properties"]) for name, each in objects().items()} == known


def test_the_schema_demands_what_the_loader_demands() -> None:
    needed = {
        name: {field for field, each in model.model_fields.items() if each.is_required()}
        for name, model in parts().items()
    }
    assert {name: set(each.get("required", [])) for name, each in objects().items()} == needed


def test_no_mapping_takes_fields_that_are_not_described() -> None:
    assert all(each["additionalProperties"] is False for each in objects().values())


def test_every_field_says_what_it_means_and_none_may_be_null() -> None:
    for each in objects().values():
        for name, field in each["properties"].items():
            # A field that says the same as what it refers to leaves it to that.
            referred = definition_schema()["$defs"].get(field.get("$ref", "").split("/")[-1], {})
            assert field.get("description") or referred["description"], name
    assert '"null"' not in json.dumps(definition_schema())


# What editors show


def described(value: object) -> Iterator[dict[str, Any]]:
    """Every schema in the schema that has examples, apart from the file's own."""
    if isinstance(value, dict):
        if "examples" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for below in value:
            yield from described(below)


def test_every_example_is_one() -> None:
    found = list(described(definition_schema()["$defs"]))
    assert len(found) > 10
    for each in found:
        own = jsonschema_rs.Draft202012Validator({**each, "$defs": definition_schema()["$defs"]})
        assert [example for example in each["examples"] if not own.is_valid(example)] == []


def test_every_default_is_one_that_could_be_written() -> None:
    for each in objects().values():
        for name, field in each["properties"].items():
            if "default" in field:
                own = {**field, "$defs": definition_schema()["$defs"]}
                assert jsonschema_rs.Draft202012Validator(own).is_valid(field["default"]), name


def test_the_example_of_a_file_loads(tmp_path: Path) -> None:
    file = tmp_path / "checkout.yaml"
    file.write_text(yaml.safe_dump(definition_schema()["examples"][0]))
    assert [slo.name for slo in load(file).slos] == ["checkout-latency"]
