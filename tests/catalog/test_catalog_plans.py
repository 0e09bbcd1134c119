"""Plans in definition files: what they mean, and how they are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalog.loader import load, parse
from app.slo.definition import Origin
from app.slo.errors import InvalidDefinition
from app.slo.plan import (
    CheckScope,
    CheckStep,
    HttpMethod,
    HttpStep,
    LoadStep,
    Plan,
    SettleStep,
    Step,
    WaitStep,
    When,
)

HEAD = """\
version: 1
service: shop
slos:
  - name: fast
    objective: 99%
    period: 1d
    indicator: {latency: {histogram: h, threshold: 1s}}
plans:
"""
CHECK = "check: {scope: budget}"


def plan(*steps: str, name: str = "gate", more: str = "") -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"  - name: {name}\n{more}    steps:\n{lines}"


def loaded(
    folder: Path, text: str, unrunnable: Callable[[Step], str | None] = lambda _: None
) -> Plan:
    (folder / "shop.yaml").write_text(HEAD + text)
    (found,) = load(folder, unrunnable).plans
    return found


def refusals(text: str) -> list[tuple[int, str, str]]:
    """Give line, field and sentence of what is wrong; the first plan begins in line 9."""
    _, findings = parse(HEAD + text, "shop.yaml")
    return [(one.line, one.field, one.message) for one in findings]


def refusal_of(step: str) -> tuple[str, str]:
    """Give the field and the sentence of what is wrong with the first step of a plan."""
    ((line, field, message),) = refusals(plan(step, CHECK))
    assert line == 11
    return field.removeprefix("plans[0].steps[0]."), message


def test_a_plan_is_read_with_its_steps_and_its_place(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        plan(
            "load: {script: load.js, vus: 10, duration: 60s}",
            "settle: {max_wait: 60s}",
            "check: {slos: [fast], scope: run}",
            more="    description: Load the shop, judge the run.\n",
        ),
    )
    assert found == Plan(
        name="gate",
        description="Load the shop, judge the run.",
        steps=(
            LoadStep("load.js", 10, 60.0),
            SettleStep(60.0),
            CheckStep(CheckScope.RUN, ("fast",)),
        ),
    )
    assert found.origin == Origin("shop.yaml", 9)


def test_every_field_is_read(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        plan(
            'load: {script: a.js, vus: 1, duration: 1m, env: {URL: "http://x"}, max_time: 90s}',
            "wait: {duration: 1m30s}",
            "check: {scope: run, min_events: 50, confidence: 0.99, match: {version: '1.42'}}",
            "http: {url: 'https://h.example/a?b', method: GET, expect: 204, timeout: 3s,"
            " when: always}",
            "http: {url: 'https://h.example/'}",
            more="    overlap: true\n    timeout: 1h\n",
        ),
    )
    assert found.steps == (
        LoadStep("a.js", 1, 60.0, {"URL": "http://x"}, 90.0),
        WaitStep(90.0),
        CheckStep(CheckScope.RUN, (), 50.0, 0.99, {"version": "1.42"}),
        HttpStep("https://h.example/a?b", HttpMethod.GET, 204, 3.0, When.ALWAYS),
        HttpStep("https://h.example/", HttpMethod.POST, None, 10.0, When.PASSED),
    )
    assert (found.overlap, found.timeout_seconds) == (True, 3600.0)


def test_plans_of_all_files_are_ordered_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + plan(CHECK, name="z") + plan(CHECK, name="b"))
    (tmp_path / "b.yaml").write_text(HEAD.replace("fast", "slow") + plan(CHECK, name="m"))
    assert [plan.name for plan in load(tmp_path).plans] == ["b", "m", "z"]


def test_a_name_is_unique_among_plans_and_may_be_that_of_an_slo(tmp_path: Path) -> None:
    assert refusals(plan(CHECK) + plan(CHECK)) == [
        (
            12,
            "plans[1].name",
            "name must be unique in the catalog, gate is also at shop.yaml:9; rename one",
        )
    ]
    assert loaded(tmp_path, plan(CHECK, name="fast")).name == "fast"


def test_a_check_of_an_slo_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(HEAD + plan("check: {slos: [fats], scope: budget}"))
    with pytest.raises(InvalidDefinition) as caught:
        load(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.line, finding.field) == (11, "plans[0].steps[0].check.slos[0]")
    assert finding.message == 'no SLO of the catalog has the name fats; did you mean "fast"?'


def test_a_check_may_name_a_group_by_its_id(tmp_path: Path) -> None:
    found = loaded(tmp_path, plan("check: {slos: [fast.0123456789abcdef], scope: budget}"))
    assert found.steps == (CheckStep(CheckScope.BUDGET, ("fast.0123456789abcdef",)),)


@pytest.mark.parametrize(
    "steps",
    [
        ["wait: {duration: 1s}"],
        [CHECK, "wait: {duration: 1s}"],
        ["http: {url: 'https://h.example/'}"],
        [CHECK, "http: {url: 'https://h.example/'}", "wait: {duration: 1s}"],
    ],
)
def test_a_plan_ends_in_a_verdict(steps: list[str]) -> None:
    sentence = "steps must end with a check, after which only http steps may stand"
    assert refusals(plan(*steps)) == [(10, "plans[0].steps", sentence)]


@pytest.mark.parametrize("before", [[], ["http: {url: 'https://h.example/'}"]])
def test_there_is_time_to_judge_before_a_check_of_the_run(before: list[str]) -> None:
    ((_, field, message),) = refusals(plan(*before, "check: {scope: run}"))
    assert field == f"plans[0].steps[{len(before)}].check.scope"
    assert message.startswith("scope must be budget, or come after a load or a wait")


def test_settling_is_for_a_check_of_the_run() -> None:
    ((_, field, message),) = refusals(plan("wait: {duration: 1s}", "settle: {max_wait: 1s}", CHECK))
    assert field == "plans[0].steps[1].settle"
    assert message.startswith("settle must stand before a check with scope: run")


def test_what_cannot_be_carried_out_here_is_refused_with_its_reason(tmp_path: Path) -> None:
    text = plan("load: {script: lost.js, vus: 1, duration: 1s}", CHECK)

    def unrunnable(step: Step) -> str | None:
        return "there is no script lost.js" if isinstance(step, LoadStep) else None

    with pytest.raises(InvalidDefinition) as caught:
        loaded(tmp_path, text, unrunnable)
    (finding,) = caught.value.findings
    assert (finding.line, finding.field) == (11, "plans[0].steps[0].load")
    assert finding.message == "load cannot be carried out here: there is no script lost.js"


LOAD = "vus: 1, duration: 1s"
URL = "'https://h.example/'"


@pytest.mark.parametrize(
    ("step", "field", "message"),
    [
        ("wait: {duration: 0s}", "wait.duration", "duration must be from 1s to 24h, got 0s"),
        ("wait: {duration: 25h}", "wait.duration", "duration must be from 1s to 24h, got 25h"),
        ("settle: {max_wait: 11m}", "settle.max_wait", "max_wait must be from 1s to 10m, got 11m"),
        ("check: {scope: all}", "check.scope", "scope must be one of run, budget, got all"),
        ("check: {scope: run, match: {le: '0.3'}}", "check", "check must not match le, which"),
        ("check: {scope: budget, slos: []}", "check", "check must name an SLO in slos, or"),
        ("check: {scope: budget, confidence: 0.9}", "check", "check must have confidence with"),
        ("http: {url: ftp://h.example}", "http.url", "url must be an http or https URL"),
        (
            "http: {url: 'https://u:hush@h.example'}",
            "http.url",
            "must not carry a user or password",
        ),
        ("http: {url: 'https://h.example/#x'}", "http.url", "url must be an http or https URL"),
        ("http: {url: 'https://h.example/a/../b'}", "http.url", "url must be an http or https"),
        ("http: {url: 'https://h.example/%2e%2e/b'}", "http.url", "url must be an http or https"),
        (f"http: {{url: {URL}, method: PUT}}", "http.method", "method must be one of GET, POST"),
        (f"http: {{url: {URL}, expect: 99}}", "http.expect", "expect must be an HTTP status such"),
        (f"http: {{url: {URL}, when: never}}", "http.when", "when must be one of passed, always"),
        ("sleep: {duration: 1s}", "sleep", 'unknown field "sleep"'),
        ("{wait: {duration: 1s}, settle: {max_wait: 1s}}", "", "must have exactly one of load and"),
    ],
)
def test_a_wrong_step_is_refused_with_what_would_be_right(
    step: str, field: str, message: str
) -> None:
    found = refusals(plan(step, CHECK))
    fields = [each[1].removeprefix("plans[0].steps[0]").removeprefix(".") for each in found]
    assert field in fields
    assert message in found[fields.index(field)][2]


@pytest.mark.parametrize(
    "script",
    ["../load.js", "/etc/load.js", "a/b.js", "load", "Load.js", ".load.js", "load.js;id", "-e.js"],
)
def test_a_script_is_a_plain_name(script: str) -> None:
    field, message = refusal_of(f"load: {{script: '{script}', {LOAD}}}")
    assert field == "load.script"
    assert "must be the name of a script in the configured folder, such as load.js" in message


@pytest.mark.parametrize("name", ["lower", "1ST", "A-B", "A=B"])
def test_names_of_variables_are_upper_case(name: str) -> None:
    _, message = refusal_of(f"load: {{script: a.js, {LOAD}, env: {{'{name}': x}}}}")
    assert "must be UPPER_CASE, such as BASE_URL" in message


@pytest.mark.parametrize("value", [r"a\nb", r"a\u2028b", r"a\x7fb", r"a\u202eb", "a" * 1_001])
def test_a_variable_is_a_line_that_can_be_read(value: str) -> None:
    field, message = refusal_of(f'load: {{script: a.js, {LOAD}, env: {{BASE_URL: "{value}"}}}}')
    assert field == "load.env.BASE_URL"
    assert "must be at most 1,000 characters in one line" in message


@pytest.mark.parametrize("space", [" ", r"\u00a0", r"\u3000"])
def test_a_variable_may_have_any_space(space: str) -> None:
    step = f'load: {{script: a.js, {LOAD}, env: {{BASE_URL: "a{space}b"}}}}'
    assert refusals(plan(step, "check: {scope: budget}")) == []


@pytest.mark.parametrize("vus", ["0", "10001", "many", "1.5", "true"])
def test_virtual_users_are_counted(vus: str) -> None:
    field, message = refusal_of(f"load: {{script: a.js, vus: {vus}, duration: 1s}}")
    assert (field, message) == (
        "load.vus",
        f"vus must be a whole number from 1 to 10,000, got {vus}",
    )


def test_a_load_may_take_longer_than_it_lasts_only() -> None:
    field, message = refusal_of(f"load: {{script: a.js, {LOAD}, max_time: 1s}}")
    assert (field, message) == (
        "load",
        "load must have a max_time that is longer than its duration",
    )
