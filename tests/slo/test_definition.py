"""What a definition is called, and when it counts something else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest

from app.slo.definition import (
    AlertPolicy,
    GatePolicy,
    LatencyIndicator,
    Matcher,
    MatchOperator,
    Origin,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from tests.slo.making import latency, ratio, ratio_good

SHOP = Matcher("service", MatchOperator.EQUAL, "shop")
FAILED = Matcher("code", MatchOperator.REGEX, "5..")


@pytest.mark.parametrize(
    ("target", "left"), [("0.999", 0.001), ("0.9999", 0.0001), ("0.95", 0.05), ("0.993", 0.007)]
)
def test_the_budget_is_subtracted_before_it_is_rounded(target: str, left: float) -> None:
    assert ratio(target=Decimal(target)).error_budget_ratio == left


@pytest.mark.parametrize(
    "changed",
    [
        ratio(target=Decimal("0.5")),
        ratio(period=RollingPeriod(3600)),
        ratio(name="other", service="other", description="other", labels={"team": "a"}),
        ratio(alerts=AlertPolicy(min_events=1), gate=GatePolicy(warn_below=0.1)),
        ratio(max_groups=1, runbook="https://runbooks.example/", origin=Origin("a.yaml", 1)),
    ],
    ids=["objective", "period", "texts", "policies", "the rest"],
)
def test_what_is_not_counted_leaves_the_account_alone(changed: Slo) -> None:
    assert changed.fingerprint == ratio().fingerprint


REQUESTS, ERRORS = Selector("requests_total"), Selector("errors_total")
NATIVE = LatencyIndicator("duration_seconds", (), 0.3)


def test_each_change_of_what_is_counted_starts_a_new_account() -> None:
    slos = [
        ratio(),
        ratio(group_by=("route",)),
        ratio(indicator=RatioIndicator(REQUESTS, good=ERRORS)),
        ratio(indicator=RatioIndicator(Selector("requests_total", (SHOP,)), bad=ERRORS)),
        ratio(indicator=RatioIndicator(REQUESTS, bad=Selector("errors_total", (FAILED,)))),
        ratio_good(),
        latency(),
        ratio(indicator=replace(NATIVE, threshold_seconds=0.5)),
        ratio(indicator=replace(NATIVE, estimate=True)),
        ratio(indicator=replace(NATIVE, histogram="other_seconds")),
        ratio(indicator=replace(NATIVE, matchers=(SHOP,))),
    ]
    assert len({slo.fingerprint for slo in slos}) == len(slos)


def test_the_order_of_matchers_and_labels_means_nothing() -> None:
    one = ratio(
        indicator=RatioIndicator(Selector("requests_total", (SHOP, FAILED)), bad=ERRORS),
        group_by=("route", "code"),
    )
    other = ratio(
        indicator=RatioIndicator(Selector("requests_total", (FAILED, SHOP)), bad=ERRORS),
        group_by=("code", "route"),
    )
    assert one.fingerprint == other.fingerprint


def test_a_fingerprint_is_the_same_in_every_release() -> None:
    meaning = '[["ratio", ["requests_total", []], null, ["errors_total", []]], ["route"]]'
    expected = hashlib.sha256(meaning.encode()).hexdigest()[:16]
    assert ratio(group_by=("route",)).fingerprint == expected


def test_an_slo_without_groups_is_known_by_its_name() -> None:
    assert ratio().id_of(()) == "availability"


def test_a_group_is_known_by_a_hash_of_its_labels() -> None:
    slo = ratio(group_by=("route", "zone"))
    hashed = hashlib.sha256(b'[["route","/caf\xc3\xa9"],["zone","a"]]').hexdigest()[:16]
    assert hashed == "bb2b0815da645abc"
    assert slo.id_of((("zone", "a"), ("route", "/café"))) == f"availability.{hashed}"
    assert slo.id_of((("route", "/café"), ("zone", "a"))) == f"availability.{hashed}"
