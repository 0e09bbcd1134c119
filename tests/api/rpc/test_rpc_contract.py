"""The proto says the same as the views and the questions: every field, every word, every null."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from pydantic import BaseModel

from app.api.errors import KINDS, TOO_LARGE
from app.api.gen.slo_monitor_pb2 import DESCRIPTOR
from app.api.operations.operation import Absent, Operation
from app.api.operations.table import OPERATIONS
from app.api.refusals import FOREIGN_HOST, FOREIGN_ORIGIN, NOT_JSON, REFUSALS
from app.api.rpc.methods import SERVICE
from app.api.rpc.words import UNSPECIFIED, numbers_of, prefix_of

ROOT = Path(__file__).parents[3]
PROTO = ROOT / "packages/contract/proto"
OFFERED = [each for each in OPERATIONS if not isinstance(each.method, Absent)]
TIMESTAMP = "google.protobuf.Timestamp"

Schema = dict[str, Any]

every_operation = pytest.mark.parametrize("operation", OFFERED, ids=lambda each: each.name)


def schema_of(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(ref_template="{model}")


def differences(message: Descriptor, schema: Schema, defs: Schema, seen: set[str]) -> Iterator[str]:
    """One sentence for each field that the two do not have in common."""
    if message.full_name in seen:
        return
    seen.add(message.full_name)
    schema = flattened(resolved(schema, defs), defs)
    fields, properties = message.fields_by_name, schema["properties"]
    for name in sorted({*fields} ^ {*properties}):
        yield f"{message.name}.{name} is not on both sides"
    for name in {*fields} & {*properties}:
        yield from of_field(fields[name], properties[name], defs, seen)


def flattened(schema: Schema, defs: Schema) -> Schema:
    """Put the fields of what is one of several kinds side by side."""
    if "properties" in schema or "oneOf" not in schema:
        return schema if "properties" in schema else {**schema, "properties": {}}
    kinds = [resolved(each, defs)["properties"] for each in schema["oneOf"]]
    return {"properties": {name: each for kind in kinds for name, each in kind.items()}}


def resolved(schema: Schema, defs: Schema) -> Schema:
    """Follow a reference, and look inside what may be null."""
    given = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(given) == 1:
        return resolved(given[0], defs)
    return resolved(defs[schema["$ref"]], defs) if "$ref" in schema else schema


def of_field(field: FieldDescriptor, schema: Schema, defs: Schema, seen: set[str]) -> Iterator[str]:
    place = f"{field.containing_type.name}.{field.name}"  # type: ignore[union-attr]
    may_be_null = any(each.get("type") == "null" for each in schema.get("anyOf", ()))
    schema = resolved(schema, defs)
    if schema.get("type") == "array":
        if not field.is_repeated:
            yield f"{place} is a list"
        schema = resolved(schema["items"], defs)
    elif may_be_null and not (field.has_presence or field.is_repeated):
        yield f"{place} can be null"
    if field.enum_type is not None:
        yield from of_words(field.enum_type, schema, place)
    elif field.message_type is not None and field.message_type.full_name == TIMESTAMP:
        if schema.get("format") != "date-time":
            yield f"{place} is no time"
    elif field.message_type is not None and not field.message_type.GetOptions().map_entry:
        yield from differences(field.message_type, schema, defs, seen)


def of_words(enum: EnumDescriptor, schema: Schema, place: str) -> Iterator[str]:
    words = schema.get("x-known-values") or schema.get("enum") or [schema.get("const")]
    missing = {str(word).upper() for word in words} - {*numbers_of(enum)}
    if missing:
        yield f"{place} has no {sorted(missing)}"


@every_operation
def test_a_request_has_the_fields_of_the_question(operation: Operation) -> None:
    schema = schema_of(operation.question)
    request = SERVICE.methods_by_name[str(operation.method)].input_type
    assert [*differences(request, schema, schema.get("$defs", {}), set())] == []


@every_operation
def test_an_answer_has_the_fields_of_the_view(operation: Operation) -> None:
    answer = SERVICE.methods_by_name[str(operation.method)].output_type
    several = len(operation.views) > 1
    inner = [each.message_type for each in answer.fields if several and each.message_type]
    messages = {each.name: each for each in inner or [answer]}
    assert {*messages} == {view.__name__ for view in operation.views}
    for view in operation.views:
        schema = schema_of(view)
        assert [*differences(messages[view.__name__], schema, schema.get("$defs", {}), set())] == []


@every_operation
def test_a_method_is_a_stream_if_it_tells(operation: Operation) -> None:
    method = SERVICE.methods_by_name[str(operation.method)]
    assert method.server_streaming == (operation.turns is not None)
    assert not method.client_streaming


def test_the_service_has_the_methods_of_the_table() -> None:
    assert {*SERVICE.methods_by_name} == {each.method for each in OFFERED}


@pytest.mark.parametrize("enum", DESCRIPTOR.enum_types_by_name.values(), ids=lambda each: each.name)
def test_the_words_of_an_enum_have_its_prefix_and_nothing_is_no_word(enum: EnumDescriptor) -> None:
    assert enum.values_by_number[0].name == prefix_of(enum) + UNSPECIFIED
    assert all(value.name.startswith(prefix_of(enum)) for value in enum.values)


def test_a_difference_would_be_found() -> None:
    schema = schema_of(OFFERED[0].question)
    schema["properties"]["new"] = {"type": "string"}
    del schema["properties"]["service"]
    request = SERVICE.methods_by_name[str(OFFERED[0].method)].input_type
    found = [*differences(request, schema, schema.get("$defs", {}), set())]
    assert found == [
        "ListSlosRequest.new is not on both sides",
        "ListSlosRequest.service is not on both sides",
    ]


def test_what_is_generated_is_generated_from_the_proto(tmp_path: Path) -> None:
    source = "slo_monitor/v1/slo_monitor.proto"
    to = [f"-I{PROTO}", f"--python_out={tmp_path}", f"--pyi_out={tmp_path}"]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *to, source], check=True)
    for ending in ("py", "pyi"):
        made = (tmp_path / source.replace(".proto", f"_pb2.{ending}")).read_text()
        kept = (ROOT / f"app/api/gen/slo_monitor_pb2.{ending}").read_text()
        assert made == kept, "make contract writes it anew"


def test_every_code_is_documented_with_its_status() -> None:
    table = dict(
        re.findall(r"\| `([A-Z_]+)` \| (`[A-Z_`, ]+`) \|", (ROOT / "docs/grpc.md").read_text())
    )
    documented = {
        code: status for status, codes in table.items() for code in re.findall("[A-Z_]+", codes)
    }
    of_http = {FOREIGN_HOST, FOREIGN_ORIGIN, NOT_JSON}
    kinds = [*KINDS.values(), TOO_LARGE, *(each.kind for each in REFUSALS if each not in of_http)]
    assert documented == {kind.code: kind.grpc.name for kind in kinds}
