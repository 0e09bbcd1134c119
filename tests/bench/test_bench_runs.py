"""The bench itself works; what it measures is not looked at here."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.bench.__main__ import DEFAULT, SECTIONS, environment, measure
from tests.bench.context import Bench, Sizes
from tests.bench.fleet import Fleet
from tests.bench.prometheus import Query, Servers
from tests.bench.table import Row, written
from tests.prometheus.server import require_prometheus
from tests.vscode.code_server import require_editor

END = 1_795_000_000


@pytest.mark.prometheus
def test_a_small_cycle_yields_its_rows(tmp_path: Path) -> None:
    require_prometheus()
    with Servers(tmp_path) as servers:
        bench = Bench(servers, tmp_path, Sizes.quick())
        rows = list(measure(bench, ["cycle"]))
    assert {row.what.partition(":")[0] for row in rows} == {
        "20 SLOs, one definition",
        "20 SLOs, one per service",
        "20 latency SLOs",
    }
    assert all(row.value > 0 for row in rows)
    assert "Prometheus" in environment()


@pytest.mark.prometheus
def test_a_check_of_a_run_yields_its_row(tmp_path: Path) -> None:
    require_prometheus()
    with Servers(tmp_path) as servers:
        (row,) = measure(Bench(servers, tmp_path, Sizes.quick()), ["gate"])
    assert row.what.startswith("RUN check of 20 SLOs")
    assert row.value > 0


@pytest.mark.e2e
def test_a_start_of_the_editor_yields_its_rows(tmp_path: Path) -> None:
    require_editor()
    with Servers(tmp_path) as servers:
        rows = list(measure(Bench(servers, tmp_path, Sizes.quick()), ["editor"]))
    assert [row.target for row in rows] == ["<= 50.0 ms", "<= 0.5 x"]
    assert all(row.value > 0 for row in rows)


def test_a_figure_beyond_its_limit_is_missed_and_one_on_it_is_not() -> None:
    at_most = Row("cycle", "what", 2.0, "2 x", "how", most=2.0, target="<= 2 x")
    assert not at_most.missed
    assert replace(at_most, value=2.01).missed
    assert replace(at_most, value=float("nan")).missed
    at_least = Row("reads", "what", 0.35, "0.35 x", "how", least=0.35)
    assert not at_least.missed
    assert replace(at_least, value=0.34).missed
    assert not Row("cycle", "what", 99.0, "99 x", "how").missed


def test_the_table_says_which_figures_are_missed() -> None:
    row = Row("cycle", "what", 3.0, "3 x", "how", most=2.0, target="<= 2 x")
    assert written([row]).splitlines()[2] == "| cycle   | what | <= 2 x | 3 x      | MISSED | how |"


@pytest.mark.parametrize(
    ("text", "step", "seconds"),
    [
        ("x[90s]", 0, 90.0),
        ('x{a="[5m]"}[1m30s]', 0, 90.0),
        ("sum(increase(x[1h:5m]))", 0, 3600.0),
        ("x", 0, 0.0),
        ("x[1h]", 60, 3660.0),
    ],
)
def test_the_range_that_a_query_reads_is_found(text: str, step: int, seconds: float) -> None:
    assert Query(text, END, END + step, step, 0).range_seconds == seconds


def test_a_fleet_is_scraped_every_30_seconds_and_its_counters_grow() -> None:
    (text,) = Fleet(2, 3, END - 600, END).texts()
    sampled: dict[str, list[tuple[float, float]]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            series, value, time = line.rsplit(" ", 2)
            sampled.setdefault(series, []).append((float(time), float(value)))
    assert len(sampled) == 2 * 3 * 2 + 2
    for samples in sampled.values():
        times, values = zip(*samples, strict=True)
        assert [round(b - a, 3) for a, b in pairwise(times)] == [30.0] * 19
        assert list(values) == sorted(values)
        assert END - 600 <= times[0] < times[-1] < END


def test_a_thinned_past_has_as_many_samples_as_a_ledger_has_cells() -> None:
    fleet = Fleet(1, 1, END - 30 * 86_400, END, thinned=True)
    lines = [line for text in fleet.texts() for line in text.splitlines()]
    total = sum(line.startswith("http_requests_total") for line in lines)
    assert abs(total / 2 - (720 + 792 + 648)) <= 4


def test_the_default_sections_leave_the_long_one_out() -> None:
    default = ["queries", "cycle", "loop", "memory", "peer", "reads", "gate", "sdk", "editor"]
    assert list(DEFAULT) == default
    assert list(SECTIONS) == [*default, "backfill"]
