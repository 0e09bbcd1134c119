"""Every vector is what this program does, so that none can be wrong silently."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import httpx
import jsonschema_rs
import numpy as np
import pytest
import respx
from pydantic import BaseModel
from typer.testing import CliRunner

from app.api.errors import KINDS, TOO_LARGE
from app.api.event_stream import written
from app.api.kept_views import event_view
from app.api.operations.operation import Absent, Operation, Route, always, never
from app.api.operations.table import OPERATIONS
from app.api.refusals import REFUSALS
from app.api.wire import (
    alert,
    annotation,
    answer,
    definition,
    event,
    exclusion,
    history,
    validation,
    verdict,
)
from app.api.wire import status as status_shape
from app.cli import cli
from app.commands.console import ExitCode
from app.slo.burn import burn_rates
from app.slo.definition import Slo
from app.slo.kept import Event, EventKind
from app.slo.snapshot import Events
from app.slo.tier import Severity, Tier
from app.slo.verdict import VerdictKind
from deploy.contract.documents import CONTRACT
from tests.contract.answering import answered
from tests.contract.decoding import Undecodable, decoded
from tests.contract.failing import failure, kind_of_call, may_pass
from tests.contract.raised import RAISED
from tests.contract.retrying import asked
from tests.contract.streaming import Listener, Parser
from tests.contract.vectors import FILES, SCHEMA, Case, cases, every
from tests.slo.making import ratio
from tests.slo.test_budget import budget

SHAPES = (alert, annotation, answer, definition, event, exclusion, history, status_shape)
MESSAGES: dict[str, type[BaseModel]] = {
    name: each
    for module in (*SHAPES, validation, verdict)
    for name, each in vars(module).items()
    if isinstance(each, type) and issubclass(each, BaseModel)
}
OPENAPI = json.loads((CONTRACT / "openapi.json").read_text())

# Form


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_vectors_says_what_it_is(file: Path) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema_rs.meta.validate(schema)
    document = json.loads(file.read_text())
    jsonschema_rs.validator_for(schema).validate(document)
    assert document["kind"] == file.stem
    names = [case["name"] for case in document["cases"]]
    assert len(names) == len(set(names))


def test_there_is_a_file_of_each_kind() -> None:
    kinds = json.loads(SCHEMA.read_text())["properties"]["kind"]["enum"]
    assert [file.stem for file in FILES] == kinds


# Decoding


def holds(found: object, expected: object) -> bool:
    """Whether every field that is expected is there; fields that came later may stand beside."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return all(name in found and holds(found[name], expected[name]) for name in expected)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(holds, found, expected))
    return found == expected and isinstance(found, bool) == isinstance(expected, bool)


def test_a_message_of_which_something_is_missing_or_other_does_not_hold() -> None:
    whole = {"a": [{"b": 1, "c": None}], "d": True}
    assert holds({**whole, "e": 1}, whole)
    others: list[dict[str, object]] = [
        {"a": [{"b": 1}]},
        {"a": []},
        {"a": [{"b": 2, "c": None}]},
        {"d": 1},
    ]
    for other in others:
        assert not holds({**whole, **other}, whole)


@every("decoding", "decoded")
def test_a_message_is_decoded(case: Case) -> None:
    assert holds(decoded(MESSAGES[case["message"]], case["json"]), case["decoded"])
    assert case["message"] in OPENAPI["components"]["schemas"]


@every("decoding", "refused_at")
def test_what_is_no_such_message_is_refused_at_its_place(case: Case) -> None:
    with pytest.raises(Undecodable) as refusal:
        decoded(MESSAGES[case["message"]], case["json"])
    assert refusal.value.place == case["refused_at"]


# Errors


@every("errors")
def test_an_answer_that_failed_is_that_error(case: Case) -> None:
    response, now = case["response"], case.get("now")
    found = failure(response["status"], response["headers"], response["body"], now and _time(now))
    assert _without_none(asdict(found)) == _without_none(case["error"])


@every("errors", "grpc")
def test_a_call_that_failed_is_of_the_same_kind(case: Case) -> None:
    assert kind_of_call(**case["grpc"]) == case["error"]["kind"]
    assert may_pass(**case["grpc"]) == case["error"]["retryable"]


def _without_none(error: Case) -> Case:
    return {name: value for name, value in error.items() if value is not None}


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)


def told(case: Case) -> Case:
    """The problem in a case, empty if there is none."""
    try:
        problem = json.loads(case["response"]["body"])
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


REAL = [*KINDS.values(), TOO_LARGE, *(refusal.kind for refusal in REFUSALS)]


@pytest.mark.parametrize("code", sorted({kind.code for kind in REAL}))
def test_each_code_of_the_service_has_a_case(code: str) -> None:
    kinds = {(kind.status, kind.grpc.name) for kind in REAL if kind.code == code}
    statuses = {status for status, _ in kinds}
    found = [
        case for case in cases("errors") if told(case).get("type") and told(case)["code"] == code
    ]
    assert found, f"packages/contract/vectors/errors.json has no case with the code {code}"
    for case in found:
        assert case["response"]["status"] in statuses
        assert "grpc" not in case or case["grpc"]["status"] in {status for _, status in kinds}
        assert "grpc" not in case or case["grpc"]["reason"] == code


@pytest.mark.parametrize("code", RAISED)
async def test_a_problem_in_the_vectors_is_what_the_service_answers(code: str) -> None:
    response = await answered(RAISED[code])
    real = (response.status_code, response.json(), response.headers.get("Retry-After"))
    written = [
        (case["response"]["status"], told(case), case["response"]["headers"].get("Retry-After"))
        for case in cases("errors")
    ]
    assert real in written


# Retries


@every("retry")
def test_what_may_be_asked_again_is(case: Case) -> None:
    now = case.get("now")
    found = asked(
        case["request"], case["replies"], now and _time(now), case.get("deadline_seconds")
    )
    assert found.delays_seconds == case["delays_seconds"]
    assert len(case["replies"]) == len(found.delays_seconds) + 1
    if found.error is None:
        assert case["outcome"] == {"status": found.status}
    else:
        told_of = {"error": found.error.kind, **_waits(found.error.retry_after_seconds)}
        assert case["outcome"] == told_of


def _waits(seconds: float | None) -> Case:
    return {} if seconds is None else {"retry_after_seconds": seconds}


@every("retry")
def test_a_request_of_a_vector_is_one_of_the_contract(case: Case) -> None:
    request = case["request"]
    route = Route(request["method"], request["path"])
    (operation,) = (each for each in OPERATIONS if route in _routes(each))
    assert operation.writes is not (always if request["reads"] else never)
    assert operation.is_repeatable or not request["idempotency_key"]


def test_each_operation_that_takes_a_key_has_a_case_with_one() -> None:
    with_key = {
        (c["request"]["method"], c["request"]["path"])
        for c in cases("retry")
        if c["request"]["idempotency_key"]
    }
    for operation in (each for each in OPERATIONS if each.is_repeatable):
        assert {tuple(route) for route in _routes(operation)} & with_key, operation.name


def _routes(operation: Operation) -> tuple[Route, ...]:
    return () if isinstance(operation.rest, Absent) else operation.rest


# Streams


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1_000_000])
@every("stream")
def test_a_stream_is_followed(case: Case, chunk_bytes: int) -> None:
    listener = Listener()
    listener.follow(case["connections"], chunk_bytes)
    shown = [decoded(event.Event, each) for each in listener.events]
    assert len(shown) == len(case["events"])
    assert all(map(holds, shown, case["events"]))
    assert listener.after_ids == [each["after_id"] for each in case["connections"]]
    assert listener.delays_seconds == case["delays_seconds"]
    assert (listener.error and listener.error.kind) == case.get("error")


def test_what_the_service_writes_is_read_as_it_was_meant() -> None:
    happened = Event(1042, 1_795_359_870, EventKind.SNAPSHOT_PUBLISHED, generation=59_845_329)
    parser = Parser()
    (data,) = parser.feed(written(happened))
    assert json.loads(data) == event_view(happened).model_dump(mode="json")
    assert parser.last_id == str(happened.id)


# Verdicts


def exit_of(response: httpx.Response) -> tuple[int, str]:
    """How ``slo-monitor check`` exits, and what it says, where the service answers so."""
    with respx.mock:
        respx.get("http://localhost:8080/slo/check").mock(return_value=response)
        words = ["check", "--url", "http://localhost:8080"]
        found = CliRunner().invoke(cli, words, env={"COLUMNS": "200", "TERM": "dumb"})
    return found.exit_code, found.output


@every("verdicts", "verdict")
def test_the_command_exits_as_the_verdict_says(case: Case) -> None:
    code, output = exit_of(httpx.Response(200, json=case["verdict"]))
    assert code == case["exit_code"]
    assert (code == ExitCode.OK) == case["passes"]
    assert case["summary"] == case["verdict"]["summary"]
    assert case["summary"] in output
    assert decoded(verdict.Verdict, case["verdict"])["verdict"] == case["verdict"]["verdict"]


@every("verdicts", "response")
def test_the_command_exits_as_the_answer_says(case: Case) -> None:
    response = case["response"]
    answer = httpx.Response(response["status"], headers=response["headers"], text=response["body"])
    assert exit_of(answer)[0] == case["exit_code"]


def test_each_verdict_of_the_service_has_a_case() -> None:
    found = {case["verdict"]["verdict"] for case in cases("verdicts") if "verdict" in case}
    assert {kind.name for kind in VerdictKind} < found


# Figures


def slo(case: Case) -> Slo:
    return ratio(target=Decimal(case["input"]["target"]))


def _sli(case: Case) -> Case:
    events = Events(case["input"]["good"], case["input"]["total"])
    return {"sli": None if events.total == 0 else events.good / events.total}


def _burn_rate(case: Case) -> Case:
    good, total = (np.array([float(case["input"][name])]) for name in ("good", "total"))
    rate = float(burn_rates(good, total, slo(case).error_budget_ratio)[0])
    return {"burn_rate": None if math.isnan(rate) else rate}


def _budget(case: Case) -> Case:
    asked = case["input"]
    before = asked["previous_total"]
    found = budget(
        Events(asked["good"], asked["total"]),
        slo(case),
        None if before is None else Events(before, before),
    )
    return {
        "events": found.events,
        "basis": found.basis.name,
        "consumed_ratio": found.consumed_ratio,
        "remaining_ratio": found.remaining_ratio,
    }


def _factor(case: Case) -> Case:
    asked = case["input"]
    tier = Tier("x", Severity.PAGE, asked["budget_share"], asked["long_window_seconds"], 1)
    return {"factor": tier.factor(asked["period_seconds"])}


FIGURES: dict[str, Callable[[Case], Case]] = {
    "sli": _sli,
    "burn_rate": _burn_rate,
    "budget": _budget,
    "factor": _factor,
}


@every("burn")
def test_a_figure_is_the_one_of_the_core(case: Case) -> None:
    found = FIGURES[case["function"]](case)
    assert found.keys() == case["output"].keys()
    for name, value in case["output"].items():
        is_number = isinstance(value, float | int)
        assert found[name] == (pytest.approx(value, rel=1e-12, abs=0) if is_number else value)
