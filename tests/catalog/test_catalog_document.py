from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from app.catalog.document import Document
from app.catalog.loader import parse
from app.slo.definition import (
    AlertPolicy,
    CalendarPeriod,
    CalendarUnit,
    GatePolicy,
    LatencyIndicator,
    Matcher,
    MatchOperator,
    NoData,
    Origin,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.tier import TIERS

EXAMPLE = """\
# deploy/demo/slos/checkout.yaml
version: 1
service: checkout
labels: {team: payments}
slos:
  - name: checkout-latency              # RFC 1123 label, at most 63 characters
    description: Checkout answers within 300 ms.
    objective: 95%
    period: 30d
    group_by: [route]
    indicator:
      latency:
        histogram: http_request_duration_seconds
        match: service="checkout"
        threshold: 300ms
  - name: checkout-availability
    objective: 99.9%
    period: 30d
    indicator:
      ratio:
        bad: http_requests_total{service="checkout",code=~"5.."}     # or good:
        total: http_requests_total{service="checkout"}
    alerts: {disable: [ticket-slow], min_events: 20}
    gate: {no_data: inconclusive, warn_below: 25%}
    runbook: https://runbooks.example/checkout
"""

CHECKOUT = Matcher("service", MatchOperator.EQUAL, "checkout")
LATENCY = Slo(
    name="checkout-latency",
    service="checkout",
    target=Decimal("0.95"),
    period=RollingPeriod(2_592_000),
    indicator=LatencyIndicator("http_request_duration_seconds", (CHECKOUT,), 0.3),
    description="Checkout answers within 300 ms.",
    labels={"team": "payments"},
    group_by=("route",),
    origin=Origin("checkout.yaml", 6),
)
AVAILABILITY = Slo(
    name="checkout-availability",
    service="checkout",
    target=Decimal("0.999"),
    period=RollingPeriod(2_592_000),
    indicator=RatioIndicator(
        total=Selector("http_requests_total", (CHECKOUT,)),
        bad=Selector(
            "http_requests_total", (CHECKOUT, Matcher("code", MatchOperator.REGEX, "5.."))
        ),
    ),
    labels={"team": "payments"},
    alerts=AlertPolicy(frozenset({"ticket-slow"}), 20.0),
    gate=GatePolicy(NoData.INCONCLUSIVE, 0.25),
    runbook="https://runbooks.example/checkout",
    origin=Origin("checkout.yaml", 16),
)

MINIMAL = """\
version: 1
service: shop
slos:
  - name: shop-up
    objective: 99%
    period: 30d
    indicator:
      ratio:
        good: good_total
        total: all_total
"""
LATENCY_INDICATOR = """\
    indicator:
      latency:
        histogram: request_seconds
        match: job="shop"
        threshold: 300ms
"""
RATIO_INDICATOR = MINIMAL[MINIMAL.index("    indicator:") :]


def _with(text: str, line: str) -> str:
    """Append a line to the SLO at the end of a file."""
    return f"{text}    {line}\n"


def _slo(text: str) -> Slo:
    slos, findings = parse(text, "a.yaml")
    assert findings == ()
    (slo,) = slos
    return slo


def test_the_documented_example_becomes_exactly_these_slos() -> None:
    assert parse(EXAMPLE, "checkout.yaml") == ((LATENCY, AVAILABILITY), ())


def test_a_budget_of_99_9_per_cent_is_exactly_a_thousandth() -> None:
    slo = _slo(MINIMAL.replace("99%", "99.9%"))
    assert slo.error_budget_ratio == 0.001


@pytest.mark.parametrize("written", ["0.95", '"0.95"', "95%", "'95 %'", "0.950"])
def test_an_objective_is_the_decimal_that_was_written(written: str) -> None:
    assert _slo(MINIMAL.replace("99%", written)).target == Decimal("0.95")


def test_what_is_left_out_has_the_documented_default() -> None:
    slo = _slo(MINIMAL)
    assert slo == Slo(
        name="shop-up",
        service="shop",
        target=Decimal("0.99"),
        period=RollingPeriod(2_592_000),
        indicator=RatioIndicator(total=Selector("all_total"), good=Selector("good_total")),
        origin=Origin("a.yaml", 4),
    )
    assert (slo.max_groups, slo.alerts.min_events) == (1000, 20.0)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("1h", RollingPeriod(3600)),
        ("366d", RollingPeriod(366 * 86_400)),
        ("1.5h", RollingPeriod(5400)),
        ("{calendar: month}", CalendarPeriod(CalendarUnit.MONTH, "UTC")),
        (
            "{calendar: quarter, timezone: Europe/Berlin}",
            CalendarPeriod(CalendarUnit.QUARTER, "Europe/Berlin"),
        ),
    ],
)
def test_a_period_rolls_or_follows_the_calendar(written: str, period: object) -> None:
    assert _slo(MINIMAL.replace("30d", written)).period == period


def test_every_optional_field_has_its_effect() -> None:
    text = MINIMAL.replace(RATIO_INDICATOR, LATENCY_INDICATOR + "        estimate: true\n")
    text = _with(text, "group_by: [route, method]")
    text = _with(text, "max_groups: 5")
    text = _with(text, "alerts: {min_events: 2.5}")
    text = _with(text, "gate: {no_data: pass}")
    slo = _slo(text)
    assert isinstance(slo.indicator, LatencyIndicator)
    assert slo.indicator.estimate
    assert (slo.group_by, slo.max_groups) == (("route", "method"), 5)
    assert slo.alerts == AlertPolicy(frozenset(), 2.5)
    assert slo.gate == GatePolicy(NoData.PASS, None)


def test_good_and_total_may_be_different_metrics_and_differ_in_one_matcher() -> None:
    same = MINIMAL.replace("good_total", 'all_total{code="200"}')
    assert isinstance(_slo(same).indicator, RatioIndicator)


@pytest.mark.parametrize("written", ['"yes"', "'on'", "2026-11-22", "1.2.3"])
def test_a_label_that_is_text_is_kept_as_written(written: str) -> None:
    text = MINIMAL.replace("slos:", f"labels: {{a: {written}}}\nslos:")
    assert _slo(text).labels == {"a": written.strip("\"'")}


# Each row: what to replace in MINIMAL, by what, and the one finding that follows.
FILE_REFUSALS = [
    ("version: 1\n", "", 1, "version", 'the field "version" is missing; add it: Version of'),
    ("version: 1", "version: 2", 1, "version", "version must be the number 1, got 2"),
    ("version: 1", 'version: "1"', 1, "version", "version must be the number 1, got 1"),
    ("version: 1", "version: yes", 1, "version", "version must be the number 1, got true"),
    ("service: shop\n", "", 1, "service", 'the field "service" is missing; add it: The service'),
    ("service: shop", 'service: " "', 2, "service", "service must not be empty; name the service"),
    ("service: shop", "service: 5", 2, "service", 'YAML reads 5 as a number; quote it: "5"'),
    ("service: shop", "servce: shop", 2, "servce", 'unknown field "servce"; did you mean "serv'),
    ("slos:", "labels: [a]\nslos:", 3, "labels", "labels must be a mapping of names to text"),
    ("slos:", "labels: {a-b: c}\nslos:", 3, "labels.a-b", "a-b must be a label's name: letters"),
    ("slos:", "labels: {__a: c}\nslos:", 3, "labels.__a", "not beginning with a digit or __"),
    ("slos:", "labels: {a: yes}\nslos:", 3, "labels.a", 'YAML reads yes as a boolean; quote it: "'),
    ("slos:", "labels: {a: On}\nslos:", 3, "labels.a", 'reads On as a boolean; quote it: "On"'),
    ("slos:", "labels: {a: 1.20}\nslos:", 3, "labels.a", 'quote it: "1.20"'),
    ("slos:", "labels: {a: [b]}\nslos:", 3, "labels.a", "a must be text, got a list"),
    ("slos:", "labels: {a: }\nslos:", 3, "labels.a", "the value is missing; give one or remove"),
]  # fmt: skip
SLO_REFUSALS = [
    ("shop-up", "Shop", 4, "name", "name must be 1 to 63 lower-case letters, digits and -"),
    ("shop-up", "shop-", 4, "name", "with a letter or digit at both ends, got shop-"),
    ("shop-up", "a" * 64, 4, "name", "name must be 1 to 63"),
    ("shop-up", "a.b", 4, "name", "got a.b"),
    ("shop-up", '""', 4, "name", "got nothing"),
    ("99%", "100%", 5, "objective",
     "objective must lie strictly between 0 and 1 (or 0% and 100%), got 100%"),
    ("99%", "99.9", 5, "objective", "got 99.9; did you mean 99.9%?"),
    ("99%", "[1]", 5, "objective", "objective must be a share of events such as"),
    ("objective: 99%", "objectve: 99%", 5, "objectve", 'did you mean "objective"?'),
    ("30d", "59m", 6, "period", "period must be from 1h to 366d, got 59m"),
    ("30d", "367d", 6, "period", "period must be from 1h to 366d, got 367d"),
    ("30d", "3600001ms", 6, "period", "period must be a whole number of seconds"),
    ("30d", "30", 6, "period", "period must be a duration with units"),
    ("30d", "[30d]", 6, "period", "period must be a duration with units"),
    ("30d", "{calendar: day}", 6, "period.calendar",
     "calendar must be one of week, month, quarter, got day"),
    ("30d", "{timezone: UTC}", 6, "period.calendar", 'the field "calendar" is missing; add it'),
    ("30d", "{calendar: week, timezone: Mars}", 6, "period.timezone",
     "timezone must be an IANA time zone such as Europe/Berlin, got Mars"),
    ("30d", "{calendar: week, timezone: ../UTC}", 6, "period.timezone", "got ../UTC"),
    ("30d", "{calendar: week, zone: UTC}", 6, "period.zone", 'did you mean "timezone"?'),
    ("good_total", "all_total", 8, "indicator.ratio",
     "ratio must select different series in good and total: they are the same, so the SLI"),
    ("good: good_total", "bad: all_total{}", 8, "indicator.ratio", "always be 0%"),
    ("good_total", "rate(x[5m])", 9, "indicator.ratio.good",
     'http_requests_total{code=~"5.."}: found "(" at character 5; functions and aggregations'),
    ("good_total", "x[5m]", 9, "indicator.ratio.good", '"[" at character 2; ranges are not'),
    ("good_total", "x{a=~'('}", 9, "indicator.ratio.good", "(RE2): missing ): ("),
    ("good_total", '{__name__="x"}', 9, "indicator.ratio.good",
     'got a mapping; a value that begins with "{" must be quoted'),
    ("        total: all_total\n", "", 8, "indicator.ratio.total", '"total" is missing; add it'),
    ("        good: good_total\n", "", 8, "indicator.ratio",
     "ratio must have exactly one of good and bad, got neither"),
    ("good: good_total", "good: a\n        bad: b", 8, "indicator.ratio",
     "ratio must have exactly one of good and bad, got good and bad"),
    ("good: good_total", "good:\n        bad: b", 9, "indicator.ratio.good", "value is missing"),
]  # fmt: skip
LATENCY_REFUSALS = [
    ("request_seconds", "request_seconds_bucket", 9, "histogram",
     "histogram must be the name of the histogram without _bucket: request_seconds"),
    ("request_seconds", "'x{a=\"b\"}'", 9, "histogram", "name alone, such as http_request_dur"),
    ('job="shop"', 'job="shop",le="0.3"', 10, "match", "match must not match le: the bound is"),
    ('job="shop"', '"{}"', 10, "match", 'found "{" at character 1; leave the braces away'),
    ('job="shop"', "'job=~\"(\"'", 10, "match", "not a regular expression (RE2): missing ): ("),
    ("300ms", "0s", 11, "threshold", "threshold must be longer than nothing, such as 300ms"),
    ("300ms", "0.3", 11, "threshold", "threshold must be a duration with units"),
    ("300ms\n", "300ms\n        estimate: 1\n", 12, "estimate", "estimate must be true or false"),
    ("threshold:", "treshold:", 11, "treshold", 'field "treshold"; did you mean "threshold"?'),
]  # fmt: skip
ADDITIONS = [
    ("group_by: route", "group_by", "group_by must be a list, such as [a, b]"),
    ("group_by: [a, b, a]", "group_by", "group_by must list each label once, got a twice"),
    ("group_by: [a, le]", "group_by[1]", "group_by[1] must not be le"),
    ("group_by: [a-b]", "group_by[0]", "group_by[0] must be a label's name"),
    ("group_by: [yes]", "group_by[0]", 'quote it: "yes"'),
    ("max_groups: 0", "max_groups", "max_groups must be at least 1, got 0"),
    ("max_groups: 10001", "max_groups", "max_groups must be at most 10000, got 10001"),
    ("max_groups: many", "max_groups", "max_groups must be a whole number, got many"),
    ("max_groups: 1.5", "max_groups", "max_groups must be a whole number, got 1.5"),
    ("alerts: [page-fast]", "alerts", "alerts must be a mapping of fields"),
    ("alerts: {disable: [page]}", "alerts.disable[0]", "disable[0] must be one of page-fast, "),
    ("alerts: {disable: page-fast}", "alerts.disable", "disable must be a list"),
    ("alerts: {min_events: -1}", "alerts.min_events", "0 or more, got -1"),
    ("alerts: {min_events: few}", "alerts.min_events", "must be a number of events"),
    ("gate: {no_data: fial}", "gate.no_data", 'got fial; did you mean "fail"?'),
    ("gate: {warn_below: 25}", "gate.warn_below", "warn_below must lie between 0 and 1"),
    ("runbook: ftp://x/y", "runbook", "runbook must be an http or https URL without spaces"),
    ("runbook: https://", "runbook", "must be an http or https URL"),
    ("runbook: http://[x", "runbook", "must be an http or https URL"),
    ("runbook: http://x/a b", "runbook", "without spaces, got http://x/a b"),
    ("runbook: https://u:p@x/", "runbook", "runbook must not carry a user or password"),
    ("description: 5", "description", 'YAML reads 5 as a number; quote it: "5"'),
    ("labels: {a: b}", "labels", 'unknown field "labels"; known are name, description'),
]


def _assert_one(text: str, line: int, field: str, message: str) -> None:
    slos, findings = parse(text, "a.yaml")
    assert slos == ()
    assert [(f.file, f.line, f.field) for f in findings] == [("a.yaml", line, field)]
    assert message in findings[0].message
    assert findings[0].column >= 1


def _assert_among(text: str, line: int, field: str, message: str) -> None:
    """A misspelt field has a second finding: the right one is missing."""
    slos, findings = parse(text, "a.yaml")
    assert slos == ()
    wanted = [f for f in findings if f.field == field]
    assert [(f.file, f.line) for f in wanted] == [("a.yaml", line)]
    assert message in wanted[0].message


@pytest.mark.parametrize(("old", "new", "line", "field", "message"), FILE_REFUSALS)
def test_a_wrong_file_is_refused(old: str, new: str, line: int, field: str, message: str) -> None:
    _assert_among(MINIMAL.replace(old, new, 1), line, field, message)


@pytest.mark.parametrize(("old", "new", "line", "field", "message"), SLO_REFUSALS)
def test_a_wrong_slo_is_refused(old: str, new: str, line: int, field: str, message: str) -> None:
    _assert_among(MINIMAL.replace(old, new, 1), line, f"slos[0].{field}", message)


@pytest.mark.parametrize(("old", "new", "line", "field", "message"), LATENCY_REFUSALS)
def test_a_wrong_latency_indicator_is_refused(
    old: str, new: str, line: int, field: str, message: str
) -> None:
    text = MINIMAL.replace(RATIO_INDICATOR, LATENCY_INDICATOR.replace(old, new, 1))
    _assert_among(text, line, f"slos[0].indicator.latency.{field}", message)


@pytest.mark.parametrize(("line", "field", "message"), ADDITIONS)
def test_a_wrong_optional_field_is_refused(line: str, field: str, message: str) -> None:
    _assert_one(_with(MINIMAL, line), 11, f"slos[0].{field}", message)


@pytest.mark.parametrize(
    ("indicator", "got"),
    [
        ("{}", "got neither"),
        (
            "{latency: {histogram: x, threshold: 1s}, ratio: {good: a, total: b}}",
            "got latency and ratio",
        ),
    ],
)
def test_an_indicator_is_exactly_one_of_two(indicator: str, got: str) -> None:
    text = MINIMAL.replace(RATIO_INDICATOR, f"    indicator: {indicator}\n")
    message = f"indicator must have exactly one of latency and ratio, {got}"
    _assert_one(text, 7, "slos[0].indicator", message)


@pytest.mark.parametrize("text", ["- a\n", "version\n", "5\n"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    _assert_one(text, 1, "", 'the file must be a mapping of fields ("name: value" on lines')


def test_a_file_without_slos_is_refused() -> None:
    text = "version: 1\nservice: shop\nslos: []\n"
    _assert_one(text, 3, "slos", "slos must have at least 1 entry, got a list")


def test_a_finding_points_at_the_character() -> None:
    _, (finding,) = parse(_with(MINIMAL, "gate: {no_data: pass, warn_below: 2}"), "a.yaml")
    assert (finding.line, finding.column) == (11, 39)
    _, (finding,) = parse(_with(MINIMAL, "gate: {no_data: pass, warn: 2}"), "a.yaml")
    assert (finding.line, finding.column) == (11, 27)


def test_everything_wrong_in_a_file_is_found_in_order() -> None:
    text = MINIMAL.replace("version: 1", "version: 2").replace("99%", "0%").replace("30d", "1s")
    _, findings = parse(_with(text, "alerts: {disable: [x]}\n    x: 010"), "a.yaml")
    assert [f.line for f in findings] == [1, 5, 6, 11, 12, 12]


def test_a_name_that_is_used_twice_in_a_file_names_both_places() -> None:
    second = MINIMAL[MINIMAL.index("  - name") :]
    _assert_one(
        MINIMAL + second,
        11,
        "slos[1].name",
        "name must be unique in the catalog, shop-up is also at a.yaml:4; rename one",
    )


HOSTILE = {
    "unknown fields": "".join(f"field{i}: 1\n" for i in range(15_000)),
    "names": "version: 1\nservice: a\nslos:\n" + "  - {name: a}\n" * 12_000,
    "tiers": _with(MINIMAL, f"alerts: {{disable: [{'x, ' * 50_000}]}}"),
    "labels": _with(MINIMAL, f"group_by: [{', '.join(f'a{i}' for i in range(20_000))}, a1]"),
    "repeated": "a: 1\n" * 40_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_time_and_words(kind: str) -> None:
    begun = time.process_time()
    slos, findings = parse(HOSTILE[kind], "a.yaml")
    assert slos == ()
    assert 1 <= len(findings) <= 100
    assert time.process_time() - begun < 20


def _fields(schema: object) -> list[tuple[str, Any]]:
    if isinstance(schema, list):
        return [pair for item in schema for pair in _fields(item)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("properties", {})
    return [*own.items(), *(pair for value in schema.values() for pair in _fields(value))]


def test_every_field_says_what_it_means_in_the_schema() -> None:
    fields = _fields(Document.model_json_schema())
    assert {"threshold", "warn_below", "timezone"} <= {name for name, _ in fields}
    assert [name for name, field in fields if not field.get("description")] == []


def test_the_tiers_that_can_be_disabled_are_those_that_exist() -> None:
    names = ", ".join(tier.name for tier in TIERS)
    assert _slo(_with(MINIMAL, f"alerts: {{disable: [{names}]}}")).alerts.disable == {
        tier.name for tier in TIERS
    }
