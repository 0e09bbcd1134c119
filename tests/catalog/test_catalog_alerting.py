"""When somebody is called, as an author writes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.catalog.alerting import dropped_sentences
from app.catalog.loader import parse
from app.slo.definition import AlertPolicy
from app.slo.tier import Severity, Tier

FILE = """\
version: 1
service: shop
slos:
  - name: shop-up
    objective: {objective}
    period: 30d
    indicator: {{ratio: {{good: good_total, total: all_total}}}}
    alerts: {alerts}
"""


def policy(alerts: str, objective: str = "99.9%") -> AlertPolicy:
    (slo,), findings = parse(FILE.format(alerts=alerts, objective=objective), "a.yaml")
    assert findings == ()
    return slo.alerts


def test_what_is_left_out_is_as_the_workbook_has_it() -> None:
    assert policy("{}") == AlertPolicy(frozenset(), 20.0, (), 300, None, None)


def test_of_a_standard_tier_only_what_differs_has_to_be_written() -> None:
    assert policy("{tiers: {page-fast: {budget_share: 1%}}}").tiers == (
        Tier("page-fast", Severity.PAGE, 0.01, 3600, 300),
    )
    assert policy("{tiers: {page-fast: {long_window: 2h}}}").tiers == (
        Tier("page-fast", Severity.PAGE, 0.02, 7200, 600),
    )


def test_a_tier_of_ones_own_is_written_whole() -> None:
    written = "{severity: ticket, budget_share: 5%, long_window: 12h, short_window: 30m}"
    assert policy(f"{{tiers: {{half-day: {written}}}}}").tiers == (
        Tier("half-day", Severity.TICKET, 0.05, 43_200, 1800),
    )


def test_budgets_and_missing_data_can_call_too() -> None:
    found = policy("{budget_below: 25%, no_data_for: 10m, keep_firing_for: 0s}")
    assert (found.budget_below, found.no_data_seconds, found.keep_firing_seconds) == (0.25, 600, 0)


REFUSED = {
    "{tiers: {own: {severity: ticket}}}": (
        "tiers.own",
        "must have severity, budget_share and long_window",
    ),
    "{tiers: {page-fast: {severity: PAGE}}}": (
        "tiers.page-fast.severity",
        "severity must be page or ticket, got PAGE",
    ),
    "{tiers: {page-fast: {budget_share: 0%}}}": (
        "tiers.page-fast.budget_share",
        "must lie between 0% and 100%",
    ),
    "{tiers: {page-fast: {short_window: 2h}}}": (
        "tiers.page-fast",
        "must have a short window (7200s) below its long one (3600s)",
    ),
    "{tiers: {page-fast: {long_window: 30s}}}": (
        "tiers.page-fast.long_window",
        "must be whole seconds from 1m to 366d, got 30s",
    ),
    "{tiers: {page-slow: {long_window: 31d}}}": (
        "tiers.page-slow",
        "its long window is longer than the period",
    ),
    "{tiers: {page-fast: {budget_share: 0.1%}}}": (
        "tiers.page-fast",
        (
            "its factor is 0.72: below 1 it would fire within the promise; with these windows"
            " budget_share must lie between 0.139% and 100%"
        ),
    ),
    "{tiers: {no-data: {severity: page}}}": ("tiers.no-data", "names an alert of another kind"),
    "{tiers: {Own: {severity: page}}}": ("tiers.Own", "1 to 63 lower-case letters"),
    "{disable: [page-fast], tiers: {page-fast: {budget_share: 1%}}}": (
        "tiers.page-fast",
        "must not be both written out and disabled",
    ),
    "{budget_below: 100%}": ("budget_below", "must lie between 0% and 100%"),
    "{no_data_for: 10}": ("no_data_for", "no_data_for must be"),
    "{keep_firing_for: -1m}": ("keep_firing_for", "keep_firing_for must be"),
    "{keep_firing: 1m}": ("keep_firing", 'did you mean "keep_firing_for"?'),
}


@pytest.mark.parametrize("alerts", REFUSED)
def test_a_wrong_value_is_refused_with_its_place_and_what_would_be_right(alerts: str) -> None:
    field, sentence = REFUSED[alerts]
    slos, (finding,) = parse(FILE.format(alerts=alerts, objective="99.9%"), "a.yaml")
    assert slos == ()
    assert (finding.line, finding.field) == (8, f"slos[0].alerts.{field}")
    assert sentence in finding.message


def test_a_tier_that_can_never_fire_is_refused_if_it_was_written_out() -> None:
    alerts = "{tiers: {page-fast: {budget_share: 2%}}}"
    _, (finding,) = parse(FILE.format(alerts=alerts, objective="90%"), "a.yaml")
    assert finding.field == "slos[0].alerts.tiers.page-fast"
    assert "it can never fire: its factor is 14.4" in finding.message
    assert "budget_share must lie between 0.139% and 1.39%" in finding.message


def test_a_standard_tier_that_can_never_fire_is_no_fault_of_the_authors() -> None:
    assert policy("{}", objective="90%").tiers == ()


def test_standard_tiers_that_are_dropped_are_said_once_for_each_reason() -> None:
    text = FILE.format(alerts="{}", objective="90%")
    slos, _ = parse(text, "a.yaml")
    others = [replace(slos[0], name=f"other-{n}") for n in range(4)]
    assert dropped_sentences([*slos, *others]) == [
        (
            "page-fast is dropped for shop-up, other-0, other-1 and 2 more: it can never fire: its"
            " factor is 14.4, and even if every event is bad the burn rate is 10"
        )
    ]
