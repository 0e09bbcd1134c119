"""The SLO that was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.grafana.asked import BUDGET_STEPS, ONE, query
from deploy.grafana.parts import (
    DATA,
    GREEN,
    GREY,
    ORANGE,
    RATIO,
    RED,
    SECONDS,
    SHORT,
    STATES,
    Placed,
    at_the_line,
    coloured,
    lines,
    stat,
    word,
)

SLI, TARGET = (f"max(slo_monitor_slo_{name}_ratio{{{ONE}}})" for name in ("sli", "target"))
REMAINING = f"min(slo_monitor_slo_budget_remaining_ratio{{{ONE}}})"


def one_slo() -> Sequence[Placed]:
    """Show the SLO that was chosen."""
    return *_as_it_stands(), *_over_time()


def _as_it_stands() -> Sequence[Placed]:
    state = f"max by (state) (slo_monitor_slo_state{{{ONE}}} == 1)"
    data = f"max by (data) (slo_monitor_slo_data{{{ONE}}} == 1)"
    events = f"max by (kind) (slo_monitor_slo_events{{{ONE}}})"
    return (
        (4, 4, word("State", [query(state, "{{state}}", instant=True)], STATES, says="")),
        (4, 4, word(
            "Data", [query(data, "{{data}}", instant=True)], DATA,
            says="How far figures can be trusted. With STALE, NO_DATA, QUERY_ERROR they are old.",
        )),
        (4, 4, stat("SLI", [query(SLI, instant=True)], unit=RATIO, decimals=3)),
        (4, 4, stat("Target", [query(TARGET, instant=True)], unit=RATIO, decimals=3)),
        (4, 4, stat(
            "Remaining budget", [query(REMAINING, instant=True)],
            unit=RATIO, thresholds=BUDGET_STEPS,
        )),
        (4, 4, coloured(
            stat("Events of the period", [query(events, "{{kind}}", instant=True)], unit=SHORT),
            {"good": GREEN, "bad": RED},
        )),
    )  # fmt: skip


def _over_time() -> Sequence[Placed]:
    burning = f"max by (window) (slo_monitor_slo_burn_rate{{{ONE}}})"
    latency = f"max by (quantile) (slo_monitor_slo_latency_seconds{{{ONE}}})"
    firing = f"max by (tier) (slo_monitor_slo_alert_firing{{{ONE}}})"
    line_at_0 = {"thresholdsStyle": {"mode": "line"}}
    return (
        (12, 8, coloured(
            lines(
                "SLI and target", [query(SLI, "SLI"), query(TARGET, "target")], unit=RATIO, max=1
            ),
            {"target": GREY},
        )),
        (12, 8, lines(
            "Remaining budget", [query(REMAINING, "remaining")], unit=RATIO, max=1,
            thresholds=at_the_line(RED, 0, "transparent"), custom=line_at_0,
        )),
        (12, 8, lines(
            "Burn rates", [query(burning, "{{window}}")], unit="none", min=0,
            thresholds=at_the_line("transparent", 1, ORANGE), custom=line_at_0,
            says="By window; absent where too little of it has been read.",
        )),
        (12, 8, lines(
            "Latency", [query(latency, "{{quantile}}")], unit=SECONDS, min=0,
            says="Quantiles of the last 5 min, of latency SLOs only.",
        )),
        (24, 5, lines(
            "Alerts", [query(firing, "{{tier}}")], unit="none", min=0, max=1,
            custom={"drawStyle": "bars", "fillOpacity": 60},
            says="1 while a tier fires; else nothing.",
        )),
    )  # fmt: skip
