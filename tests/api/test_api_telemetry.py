from __future__ import annotations

from prometheus_client import generate_latest

from app.telemetry import Telemetry


def text_of(telemetry: Telemetry) -> list[str]:
    return generate_latest(telemetry.registry).decode().splitlines()


def test_queries_are_counted_with_their_samples() -> None:
    telemetry = Telemetry()
    telemetry.record_query("OK", 0.02, samples=120)
    telemetry.record_query("SOURCE_TIMEOUT", 30.0)
    text = text_of(telemetry)
    assert 'slo_monitor_source_queries_total{outcome="OK"} 1.0' in text
    assert 'slo_monitor_source_queries_total{outcome="SOURCE_TIMEOUT"} 1.0' in text
    assert "slo_monitor_source_samples_total 120.0" in text
    assert "slo_monitor_source_query_duration_seconds_count 2.0" in text


def test_a_cycle_that_published_nothing_leaves_the_last_time_alone() -> None:
    telemetry = Telemetry()
    telemetry.record_cycle("OK", 0.1, published_at=1000.0)
    telemetry.record_cycle("SOURCE_UNREACHABLE", 0.1, published_at=None)
    assert "slo_monitor_last_cycle_timestamp_seconds 1000.0" in text_of(telemetry)
    assert 'slo_monitor_cycles_total{outcome="OK"} 1.0' in text_of(telemetry)


def test_what_has_not_happened_yet_is_absent_and_not_0() -> None:
    text = "\n".join(text_of(Telemetry()))
    assert "slo_monitor_last_cycle_timestamp_seconds" not in text
    assert "slo_monitor_backfill_progress_ratio" not in text


def test_reloads_and_backfill_are_told() -> None:
    telemetry = Telemetry()
    telemetry.record_reload("INVALID_DEFINITION")
    telemetry.set_backfill_progress(0.25)
    telemetry.set_backfill_progress(0.5)
    text = text_of(telemetry)
    assert 'slo_monitor_catalog_reloads_total{outcome="INVALID_DEFINITION"} 1.0' in text
    assert "slo_monitor_backfill_progress_ratio 0.5" in text


def test_what_can_go_wrong_is_counted_from_0_so_that_a_first_time_is_an_increase() -> None:
    text = text_of(Telemetry())
    assert 'slo_monitor_source_queries_total{outcome="unreachable"} 0.0' in text
    assert 'slo_monitor_cycles_total{outcome="failed"} 0.0' in text
    assert 'slo_monitor_catalog_reloads_total{outcome="refused"} 0.0' in text


def test_refused_definitions_show_until_they_are_accepted() -> None:
    telemetry = Telemetry()
    shown = "slo_monitor_catalog_last_reload_successful"
    assert f"{shown} 1.0" in text_of(telemetry)
    telemetry.record_reload("refused")
    assert f"{shown} 0.0" in text_of(telemetry)
    telemetry.record_reload("accepted")
    assert f"{shown} 1.0" in text_of(telemetry)


def test_counters_bring_no_series_for_their_creation() -> None:
    telemetry = Telemetry()
    telemetry.record_request("GET", "/slos", 200, 0.001)
    assert not any("_created" in line for line in text_of(telemetry))
