"""The documents name what there is, all of it and nothing else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.metrics_core import Metric
from pydantic import BaseModel

from app.api.admission import Access, Admission
from app.api.app import create_app
from app.api.body_limit import LARGEST_BODY_BYTES
from app.api.errors import KINDS
from app.api.metrics import FAMILIES, IDENTITY
from app.api.refusals import REFUSALS as HTTP_REFUSALS
from app.api.tries import MOST_TRIES
from app.api.wire.status import Status as StatusView
from app.api.wire.verdict import Result as ResultView
from app.api.wire.verdict import Verdict as VerdictView
from app.catalog.alerting import AlertsPart, TierPart
from app.catalog.document import (
    CalendarPart,
    Document,
    GatePart,
    LatencyPart,
    RatioPart,
    SloPart,
)
from app.catalog.exclusions import ExclusionPart
from app.catalog.plans import CheckPart, HttpPart, LoadPart, PlanPart, SettlePart, WaitPart
from app.cli import cli
from app.commands.console import ExitCode
from app.monitor.book import Book
from app.notify.labels import ALERT_NAMES, identity_labels, said_of
from app.notify.payload import payload
from app.notify.signature import Signer
from app.service import Service
from app.settings import DAY, PREFIX, Settings
from app.slo.alert import AlertReason, AlertState, Evidence, Transition
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.delivery import Backlog
from app.slo.plan_run import PlanReason
from app.slo.snapshot import Data, Reason, State
from app.slo.tier import CONDITIONS, TIERS
from app.slo.verdict import VerdictKind, VerdictReason
from app.telemetry import Telemetry
from tests.api.keyring import (
    READ_KEY,
    READ_TOKEN,
    UNKNOWN_TOKEN,
    WRITE_KEY,
    WRITE_TOKEN,
    bearer,
)
from tests.documents import CODE, FENCE, PAGES, ROOT, named, page, rows
from tests.notify.alerts import alert_of


def written(default: object) -> str:
    """A default as the page writes it."""
    if isinstance(default, Enum):
        return f"`{default.value}`"
    if isinstance(default, str | int | PurePath):
        return f"`{default}`"
    assert not default
    return "none"


def test_every_setting_is_documented_with_its_default() -> None:
    service = page("settings.md").partition("\n## ")[0]
    documented = {CODE.findall(cells[0])[0]: cells[1] for cells in rows(service, "variable")}
    real = {
        f"{PREFIX}{name.upper()}": written(field.default)
        for name, field in Settings.model_fields.items()
    }
    for duration in ("STEP", "OFFSET", "LEASE_TTL"):
        real[f"{PREFIX}{duration}"] = real[f"{PREFIX}{duration}"].replace("`", "") + "s"
        documented[f"{PREFIX}{duration}"] = documented[f"{PREFIX}{duration}"].replace("`", "")
    real[f"{PREFIX}RETENTION"] = f"`{Settings.model_fields['retention'].default // DAY}d`"
    assert documented == real


def test_no_document_names_a_variable_that_nothing_reads() -> None:
    real = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    others = {f"{PREFIX}URL", f"{PREFIX}TOKEN"}
    known = real | others | {f"{name}_FILE" for name in real}
    found = {
        name.rstrip("_") for file in PAGES for name in re.findall(rf"{PREFIX}\w+", file.read_text())
    }
    assert found - known - {PREFIX.rstrip("_")} == set()


# Metrics


def exported() -> dict[str, tuple[str, frozenset[str]]]:
    """Every metric of ours by its name on the page, with its type and labels."""
    telemetry = Telemetry()
    telemetry.record_request("GET", "/slos", 200, 0.1)
    telemetry.record_call("ListSlos", "OK", 0.1)
    telemetry.record_refusal("no_key")
    telemetry.record_write("POST", "/annotations", "written")
    telemetry.record_query("ok", 0.1, 1)
    telemetry.record_cycle("published", 0.1, 1.0)
    telemetry.record_reload("accepted")
    telemetry.set_backfill_progress(1.0)
    telemetry.record_told("webhook", "hooks.example-1", "delivered", 1)
    telemetry.set_backlogs([Backlog("hooks.example-1", 1, 0, 1)])
    telemetry.set_role(1)
    own = {name: kind for metric in telemetry.registry.collect() for name, kind in _ours(metric)}
    slos = {family.name: ("gauge", frozenset(family.labels) - {*IDENTITY}) for family in FAMILIES}
    return own | slos


def _ours(metric: Metric) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    if metric.name.startswith("slo_monitor_"):
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        labels = getattr(metric, "_labelnames", ())  # a family without samples knows its labels
        seen = {label for sample in metric.samples for label in sample.labels}
        yield name, (metric.type, frozenset({*labels, *seen} - {"le", *IDENTITY}))


def test_every_metric_is_documented_with_its_type_and_labels() -> None:
    documented = {
        CODE.findall(name)[0]: (kind, frozenset(CODE.findall(labels)))
        for name, kind, labels, _ in rows(page("metrics.md"), "name")
    }
    assert documented == exported()


def test_no_document_names_a_metric_that_is_not_exported() -> None:
    found = {
        name
        for file in PAGES
        for name in re.findall(r"\bslo_monitor_\w*[a-z]", file.read_text())
        if not name.startswith("slo_monitor_v1")
    }
    assert found - exported().keys() == set()


# The API


def application(access: Access) -> FastAPI:
    service = Service(Book(), lambda: 0.0, 30, 30, lambda _: [])
    return create_app(service, Telemetry(), Admission(access))


def test_every_endpoint_is_documented() -> None:
    paths = application(Access()).openapi()["paths"]
    real = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert set(named(page("api.md"), "endpoint")) == real


JSON = {"Content-Type": "application/json"}
TOO_LARGE = b" " * (LARGEST_BODY_BYTES + 1)
WITH_KEYS, OPEN = Access(keys=(READ_KEY, WRITE_KEY)), Access(beyond_loopback=True)
REFUSALS: dict[str, tuple[Access, str, str, dict[str, str], bytes]] = {
    "no key": (WITH_KEYS, "GET", "/slos", {}, b""),
    "a foreign host": (WITH_KEYS, "GET", "/slos", {"Host": "evil.example"}, b""),
    "a foreign origin": (WITH_KEYS, "GET", "/slos", {"Origin": "http://evil.example"}, b""),
    "a path that is not there": (WITH_KEYS, "GET", "/nothing", bearer(READ_TOKEN), b""),
    "another method": (WITH_KEYS, "DELETE", "/slos", bearer(WRITE_TOKEN), b""),
    "a body that is too large": (
        *(WITH_KEYS, "POST", "/slo/check"),
        *({**JSON, **bearer(READ_TOKEN)}, TOO_LARGE),
    ),
    "a key that may only read": (WITH_KEYS, "DELETE", "/slos", bearer(READ_TOKEN), b""),
    "a write without keys": (OPEN, "DELETE", "/slos", {}, b""),
    "a write that is a form": (WITH_KEYS, "POST", "/slos", bearer(WRITE_TOKEN), b"a=b"),
}


async def told_codes() -> set[tuple[str, int]]:
    """The codes of problems that have no exception of ours behind them, by causing each."""
    found = set()
    for access, method, path, headers, body in REFUSALS.values():
        transport = httpx.ASGITransport(application(access))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            response = await client.request(method, path, headers=headers, content=body)
            found.add((response.json()["code"], response.status_code))
    return found | {await told_after_too_many_tries()}


async def told_after_too_many_tries() -> tuple[str, int]:
    transport = httpx.ASGITransport(application(WITH_KEYS))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for _ in range(MOST_TRIES):
            await client.get("/slos", headers=bearer(UNKNOWN_TOKEN))
        response = await client.get("/slos", headers=bearer(UNKNOWN_TOKEN))
    return response.json()["code"], response.status_code


def test_every_reason_of_a_refusal_is_documented() -> None:
    told = next(row for row in rows(page("metrics.md"), "name") if "refusals" in row[0])
    assert set(CODE.findall(told[3])) == {refusal.reason for refusal in HTTP_REFUSALS}


async def test_every_error_code_is_documented_with_its_status() -> None:
    documented = {
        (CODE.findall(code)[0], int(status)) for code, status, _ in rows(page("api.md"), "code")
    }
    from_table = {(kind.code, kind.status) for kind in KINDS.values()}
    caused = await told_codes()
    assert len(caused) == len(REFUSALS) + 1
    assert documented == from_table | caused


def below(text: str, heading: str) -> str:
    """The part of a page under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("heading", "model"),
    [("A status", StatusView), ("A verdict", VerdictView), ("A verdict", ResultView)],
)
def test_every_field_of_an_answer_is_documented(heading: str, model: type[BaseModel]) -> None:
    assert model.model_fields.keys() - set(CODE.findall(below(page("api.md"), heading))) == set()


def test_the_tables_of_fields_name_no_field_that_is_not_there() -> None:
    text = page("api.md")
    assert set(named(below(text, "A status"), "field")) == StatusView.model_fields.keys()
    assert set(named(below(text, "A verdict"), "field")) == VerdictView.model_fields.keys()


@pytest.mark.parametrize("words", [State, Data, Reason, VerdictReason])
def test_every_word_of_the_numbers_is_explained(words: type[Enum]) -> None:
    assert {word.name for word in words} - set(CODE.findall(page("slo-math.md"))) == set()


def test_the_verdicts_are_documented() -> None:
    assert {word.name for word in VerdictKind} <= set(CODE.findall(page("api.md")))


def test_every_field_of_a_definition_is_documented_and_no_other() -> None:
    text = page("definitions.md")
    ratio = set(RatioPart.model_fields)
    dotted = {f"alerts.{name}" for name in AlertsPart.model_fields}
    dotted |= {f"gate.{name}" for name in GatePart.model_fields}
    dotted |= {f"alerts.tiers.NAME.{name}" for name in TierPart.model_fields}
    real = Document.model_fields.keys() | SloPart.model_fields.keys() | dotted
    real |= LatencyPart.model_fields.keys() | ratio | ExclusionPart.model_fields.keys()
    assert set(named(text, "field")) == real
    assert CalendarPart.model_fields.keys() <= set(CODE.findall(text))


# Alerts


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("A plan", PlanPart),
        ("`load`", LoadPart),
        ("`settle`", SettlePart),
        ("`wait`", WaitPart),
        ("`check`", CheckPart),
        ("`http`", HttpPart),
    ],
)
def test_every_field_of_a_plan_is_documented_and_no_other(
    heading: str, model: type[BaseModel]
) -> None:
    assert named(below(page("plans.md"), heading), "field") == list(model.model_fields)


def test_every_reason_of_a_plan_is_documented_and_no_other() -> None:
    assert named(page("plans.md"), "reason") == [reason.value for reason in PlanReason]


def test_every_field_of_a_webhooks_body_is_documented_and_no_other() -> None:
    alert = alert_of(after=Annotation("a", AnnotationKind.DEPLOY, "1", 0.0))
    sent = json.loads(payload(Transition.fired(alert), None))
    assert set(named(page("alerts.md"), "payload field")) == sent.keys()
    (example,) = [text for language, text in FENCE.findall(page("alerts.md")) if language == "json"]
    shown = json.loads(example)
    assert list(shown) == list(sent)
    assert list(shown["evidence"]) == list(sent["evidence"])
    assert list(shown["after"]) == list(sent["after"])


def test_the_words_and_labels_of_alerts_are_documented() -> None:
    text = page("alerts.md")
    words = {word.name for word in (*AlertState, *AlertReason)} | {*ALERT_NAMES.values()}
    tiers = {tier.name for tier in TIERS} | {*CONDITIONS}
    labels = {*identity_labels(alert_of())}
    said = {
        *said_of(alert_of(runbook="x", evidence=Evidence(remaining_ratio=1)), None, "https://x")
    }
    assert words | tiers | labels | said <= set(CODE.findall(text))


def test_the_example_of_a_receiver_knows_what_comes_from_here() -> None:
    (code,) = [text for language, text in FENCE.findall(page("alerts.md")) if language == "python"]
    example: dict[str, Any] = {}
    exec(code, example)  # noqa: S102  # the page's own example
    secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a-secret-of-at-least-24-bytes"]
    headers = Signer(secrets).headers("id", time.time(), b"{}")
    for secret in secrets:
        assert example["is_from_slo_monitor"](headers, b"{}", secret)
        assert not example["is_from_slo_monitor"](headers, b"{ }", secret)
        old = Signer([secret]).headers("id", time.time() - 400, b"{}")
        assert not example["is_from_slo_monitor"](old, b"{}", secret)


# Commands


def test_every_command_is_in_the_readme_and_no_other_anywhere() -> None:
    real = {command.callback.__name__ for command in cli.registered_commands if command.callback}
    real |= {group.name for group in cli.registered_groups if group.name}
    readme = (ROOT / "README.md").read_text()
    listed = {name.split()[1] for name in named(readme, "command")}
    used = {
        name
        for file in PAGES
        for name in re.findall(r"(?:bin/|`|\$ )slo-monitor ([a-z]+)", file.read_text())
    }
    assert listed == real
    assert used <= real


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    found = [int(cells[0]) for cells in rows((ROOT / "README.md").read_text(), "exit code")]
    assert found == [code.value for code in ExitCode]


def test_every_make_target_is_documented_and_no_other_is_named() -> None:
    makefile = (ROOT / "Makefile").read_text()
    real = set(re.findall(r"^([a-z0-9-]+):.*##", makefile, re.MULTILINE))
    used = {
        name
        for file in PAGES
        for name in re.findall(
            r"(?:^|`|[\w/.=-] )make ([a-z0-9-]+)(?=`|  |$)", file.read_text(), re.MULTILINE
        )
    }
    listed = {name.removeprefix("make ") for name in named(_contributing(), "command")}
    assert listed | {"setup"} == real
    assert used <= real
    assert {"run", "test"} <= used


def _contributing() -> str:
    return (ROOT / "CONTRIBUTING.md").read_text()


def test_a_table_with_another_first_column_is_passed_over() -> None:
    text = "| name | x |\n|---|---|\n| `a` | 1 |\n\n| code | x |\n|---|---|\n| `b` | 2 |\n"
    assert named(text, "name") == ["a"]
    assert rows(text, "code") == [["`b`", "2"]]
