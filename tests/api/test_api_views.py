from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.views import detail_view, list_view, status_view, verdict_view
from app.slo.instant import instant
from app.slo.snapshot import Basis, Budget, Data, Estimate, Events, Excluded
from app.slo.verdict import judge
from tests.api.builders import (
    EVALUATED_AT,
    GENERATION,
    exhausted,
    healthy,
    latency_slo,
    ratio_slo,
    snapshot_of,
    without_data,
    zero_traffic,
)
from tests.slo.making import alert

STATUS_KEYS = (
    "id",
    "name",
    "service",
    "labels",
    "group",
    "indicator",
    "target",
    "threshold_seconds",
    "period",
    "state",
    "data",
    "reason",
    "message",
    "counting",
    "start",
    "end",
    "covered_ratio",
    "since",
    "data_until",
    "sli",
    "estimate",
    "events",
    "excluded",
    "budget",
    "burn_rates",
    "latency",
    "alerts",
    "evaluated_at",
)
VERDICT_KEYS = (
    "schema_version",
    "check_id",
    "verdict",
    "reason",
    "summary",
    "mode",
    "start",
    "end",
    "match",
    "data",
    "results",
)
RESULT_KEYS = (
    "slo",
    "group",
    "verdict",
    "reason",
    "sli",
    "target",
    "events",
    "estimate",
    "confidence",
    "latency",
    "budget",
    "burn_rates",
    "baseline",
    "query",
    "start",
    "end",
    "informational",
    "location",
    "message",
)


def test_a_status_has_the_keys_of_the_contract_in_their_order() -> None:
    shown = json.loads(status_view(healthy()).model_dump_json())
    assert tuple(shown) == STATUS_KEYS
    assert list(shown["events"]) == ["good", "bad", "total"]
    assert list(shown["budget"]) == (
        ["events", "basis", "consumed_ratio", "remaining_ratio", "exhausts_at"]
    )
    assert list(shown["burn_rates"][0]) == ["window_seconds", "burn_rate", "events"]
    assert list(shown["latency"]) == ["window_seconds", "evaluated_at", "quantiles"]
    assert list(shown["latency"]["quantiles"][0]) == (
        ["quantile", "value_seconds", "low_seconds", "high_seconds"]
    )


def test_a_status_shows_the_values_of_the_domain_unrounded() -> None:
    status = healthy()
    shown = json.loads(status_view(status).model_dump_json())
    assert status.budget is not None
    assert shown["sli"] == status.sli
    assert shown["target"] == 0.95
    assert shown["threshold_seconds"] == 0.3
    assert shown["period"] == {"kind": "ROLLING", "seconds": 2592000}
    assert shown["budget"]["remaining_ratio"] == status.budget.remaining_ratio
    assert shown["burn_rates"][0]["burn_rate"] == status.burn_rates[0].burn_rate
    assert shown["latency"]["quantiles"][1] == {
        "quantile": 0.95,
        "value_seconds": 0.281,
        "low_seconds": 0.25,
        "high_seconds": 0.3,
    }


def test_whole_counts_are_written_as_integers_and_others_untouched() -> None:
    events = Events(good=10.5, total=12.0)
    text = status_view(replace(healthy(), events=events)).model_dump_json()
    assert '"events":{"good":10.5,"bad":1.5,"total":12}' in text


def test_a_quantile_in_the_last_bucket_has_no_upper_bound() -> None:
    shown = json.loads(status_view(healthy()).model_dump_json())
    assert shown["latency"]["quantiles"][2]["value_seconds"] is None
    assert shown["latency"]["quantiles"][2]["high_seconds"] is None


def test_what_is_excluded_is_shown_beside_what_counts() -> None:
    excluded = Excluded(Events(good=90, total=100), 1800.0)
    shown = json.loads(status_view(replace(healthy(), excluded=excluded)).model_dump_json())
    assert shown["excluded"] == {
        "events": {"good": 90, "bad": 10, "total": 100},
        "seconds": 1800.0,
    }
    assert json.loads(status_view(healthy()).model_dump_json())["excluded"] is None


def test_an_estimate_shows_its_bounds() -> None:
    shown = status_view(replace(healthy(), estimate=Estimate(0.94, 0.97)))
    assert shown.model_dump()["estimate"] == {"sli_low": 0.94, "sli_high": 0.97}


def test_an_alert_is_shown_with_its_windows() -> None:
    one = alert("page-fast")
    shown = status_view(replace(healthy(), alerts=(one,))).model_dump(mode="json")
    assert shown["alerts"] == [
        {
            "id": one.id,
            "tier": "page-fast",
            "severity": "PAGE",
            "reason": "BURN_RATE",
            "started_at": "2023-11-14T22:00:00Z",
            "summary": "It burns.",
            "factor": 14.4,
            "long_window_seconds": 3600,
            "short_window_seconds": 300,
        }
    ]


def test_a_group_is_shown_with_its_label_values_and_its_id() -> None:
    slo = replace(latency_slo(), group_by=("route",))
    shown = status_view(replace(healthy(slo), group=(("route", '/a"\n'),)))
    assert shown.group == {"route": '/a"\n'}
    assert shown.id.startswith("checkout-latency.")


@pytest.mark.parametrize("data", [Data.STALE, Data.NO_DATA, Data.QUERY_ERROR])
def test_the_present_is_null_where_data_is_missing(data: Data) -> None:
    shown = json.loads(status_view(without_data(data)).model_dump_json())
    assert (shown["data"], shown["state"]) == (data.value, "UNKNOWN")
    assert shown["latency"] is None
    assert [rate["burn_rate"] for rate in shown["burn_rates"]] == [None] * 7
    assert [rate["events"] for rate in shown["burn_rates"]] == [None] * 7
    assert shown["message"] == f"why it is {data.value}"


def test_figures_of_the_period_stay_while_data_is_stale() -> None:
    shown = status_view(without_data(Data.STALE))
    assert shown.sli == healthy().sli
    assert shown.data_until == "2026-11-22T15:04:30Z"


def test_an_slo_that_never_had_data_has_null_figures() -> None:
    shown = json.loads(status_view(without_data(Data.NO_DATA)).model_dump_json())
    for key in ("sli", "events", "budget", "since", "data_until"):
        assert shown[key] is None


def test_zero_traffic_has_counts_and_no_ratios() -> None:
    shown = json.loads(status_view(zero_traffic()).model_dump_json())
    assert shown["events"] == {"good": 0, "bad": 0, "total": 0}
    assert shown["sli"] is None
    assert shown["budget"]["remaining_ratio"] is None


def test_a_forecast_beyond_the_calendar_is_none() -> None:
    budget = Budget(10.0, Basis.PERIOD, 0.1, 0.9, 1e15)
    shown = status_view(replace(healthy(), budget=budget))
    assert shown.budget is not None
    assert shown.budget.exhausts_at is None


def test_a_list_shows_its_generation_and_time() -> None:
    snapshot = snapshot_of([healthy()])
    shown = json.loads(list_view(snapshot, snapshot, None).model_dump_json())
    assert list(shown) == ["generation", "evaluated_at", "slos", "next_cursor"]
    assert shown["generation"] == GENERATION
    assert shown["evaluated_at"] == "2026-11-22T15:04:30Z"


def test_the_detail_of_a_latency_slo_shows_what_its_author_wrote() -> None:
    shown = json.loads(detail_view(healthy(), ["q1", "q2"]).model_dump_json())
    assert tuple(shown) == (*STATUS_KEYS, "definition", "queries")
    assert shown["queries"] == ["q1", "q2"]
    assert shown["definition"]["indicator"] == {
        "kind": "LATENCY",
        "histogram": "http_request_duration_seconds",
        "matchers": [{"label": "service", "operator": "=", "value": "checkout"}],
        "threshold_seconds": 0.3,
        "estimate": False,
    }
    assert shown["definition"]["gate"] == {"no_data": "INCONCLUSIVE", "warn_below": None}


def test_the_detail_of_a_ratio_slo_shows_the_counter_that_it_has() -> None:
    shown = detail_view(healthy(ratio_slo()), []).model_dump()
    assert shown["indicator"] == "RATIO"
    assert shown["period"] == {
        "kind": "CALENDAR",
        "unit": "MONTH",
        "timezone": "Europe/Berlin",
    }
    assert shown["definition"]["indicator"]["good"] is None
    assert shown["definition"]["indicator"]["bad"]["metric"] == "http_requests_total"


def test_a_verdict_has_the_keys_of_the_contract_in_their_order() -> None:
    verdict = judge([exhausted()], GENERATION, EVALUATED_AT, EVALUATED_AT)
    shown = json.loads(verdict_view(verdict, lambda _: ["good", "total"]).model_dump_json())
    assert tuple(shown) == VERDICT_KEYS
    assert tuple(shown["results"][0]) == RESULT_KEYS
    assert list(shown["data"]) == ["expected_until", "newest_sample", "covered_ratio"]
    assert (shown["schema_version"], shown["mode"], shown["match"]) == (1, "BUDGET", {})
    result = shown["results"][0]
    assert (result["confidence"], result["baseline"]) == (None, None)
    assert result["budget"] == {"remaining_ratio": -0.25}
    assert result["query"] == "good\ntotal"


def test_a_result_shows_the_95th_percentile_beside_the_threshold() -> None:
    verdict = judge([healthy()], GENERATION, EVALUATED_AT, EVALUATED_AT)
    shown = verdict_view(verdict, lambda _: []).model_dump()
    assert shown["results"][0]["latency"] == {
        "quantile": 0.95,
        "value_seconds": 0.281,
        "low_seconds": 0.25,
        "high_seconds": 0.3,
        "threshold_seconds": 0.3,
    }
    assert shown["results"][0]["query"] is None


def test_a_ratio_result_has_no_latency() -> None:
    verdict = judge([healthy(ratio_slo())], GENERATION, EVALUATED_AT, EVALUATED_AT)
    assert verdict_view(verdict, lambda _: []).results[0].latency is None


def test_a_verdict_on_nothing_has_no_start() -> None:
    shown = verdict_view(judge([], GENERATION, EVALUATED_AT, EVALUATED_AT), lambda _: [])
    assert (shown.start, shown.data.newest_sample, shown.data.covered_ratio) == (None, None, None)


def test_times_have_milliseconds_only_where_needed() -> None:
    assert instant(0) == "1970-01-01T00:00:00Z"
    assert instant(0.1) == "1970-01-01T00:00:00.100Z"
    assert instant(59.9996) == "1970-01-01T00:01:00Z"


@given(st.floats(min_value=0, max_value=4e9))
def test_a_time_is_read_back_to_the_millisecond(unix_seconds: float) -> None:
    read = datetime.fromisoformat(instant(unix_seconds))
    assert read.tzinfo == UTC
    assert abs(read.timestamp() - unix_seconds) <= 0.0005 + 1e-6
