"""All SLOs: how many are in which state, and the worst by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deploy.grafana.asked import BUDGET_STEPS, HIDDEN, IDENTITY, JOB, SLOS, WORST, of_the_slo, query
from deploy.grafana.parts import (
    DATA,
    GREEN,
    ORANGE,
    RATIO,
    RED,
    SECONDS,
    SHORT,
    STATES,
    Json,
    Placed,
    at_the_line,
    bars,
    coloured,
    lines,
    override,
    stat,
    steps,
    table,
    words_of_a_column,
)

BY_STATE = f"sum by (state) (max by (slo_id, state) (slo_monitor_slo_state{{{SLOS}}}))"
UNTRUSTED = f'slo_monitor_slo_data{{{SLOS},data=~"STALE|NO_DATA|QUERY_ERROR"}}'


def fleet() -> Sequence[Placed]:
    """Show all SLOs: how many are in which state, and the worst by name."""
    return *_at_a_glance(), *_over_time(), *_by_name()


def _at_a_glance() -> Sequence[Placed]:
    known = f"count(max by (slo_id) (slo_monitor_slo_target_ratio{{{SLOS}}}))"
    firing = f"count(max by (slo_id, tier) (slo_monitor_slo_alert_firing{{{SLOS}}}))"
    lowest = f"min(slo_monitor_slo_budget_remaining_ratio{{{SLOS}}})"
    return (
        (8, 4, coloured(stat("States", [query(BY_STATE, "{{state}}", instant=True)]), STATES)),
        (4, 4, stat("SLOs", [query(known, instant=True)], unit=SHORT)),
        (4, 4, stat(
            "Alerts that fire",
            [query(f"{firing} or 0 * {known}", instant=True)],
            unit=SHORT, thresholds=at_the_line(GREEN, 1, RED),
        )),
        (4, 4, stat(
            "Lowest remaining budget",
            [query(lowest, instant=True)],
            unit=RATIO, thresholds=BUDGET_STEPS,
        )),
        (4, 4, stat(
            "Age of the snapshot",
            [query(
                f"time() - max(slo_monitor_last_cycle_timestamp_seconds{{{JOB}}})", instant=True
            )],
            unit=SECONDS, thresholds=steps((None, GREEN), (180, ORANGE), (300, RED)),
            says="With its offset behind the clock. After three steps it has expired.",
        )),
    )  # fmt: skip


def _over_time() -> Sequence[Placed]:
    return (
        (12, 8, coloured(
            lines("SLOs by state", [query(BY_STATE, "{{state}}")], stacked=True, unit=SHORT, min=0),
            STATES,
        )),
        (12, 8, coloured(
            lines(
                "SLOs without data to be trusted",
                [query(f"sum by (data) (max by (slo_id, data) ({UNTRUSTED}))", "{{data}}")],
                stacked=True, unit=SHORT, min=0,
            ),
            DATA,
        )),
    )  # fmt: skip


def _by_name() -> Sequence[Placed]:
    burning = f'max by (slo_id) (slo_monitor_slo_burn_rate{{{SLOS},window="1h"}})'
    return (
        (16, 10, _worst_budgets()),
        (8, 10, bars(
            "Fastest burning, over 1 h",
            [query(f"topk(10, {burning})", "{{slo_id}}", instant=True)],
            unit="none", min=0, decimals=2,
            thresholds=steps((None, GREEN), (1, ORANGE), (14.4, RED)),
            says="1 spends the budget exactly by the end of the period.",
        )),
        (12, 7, _identities(
            "Alerts that fire",
            f"topk({WORST}, max by ({IDENTITY}, tier) (slo_monitor_slo_alert_firing{{{SLOS}}}))",
            "Empty if nothing fires.",
        )),
        (12, 7, words_of_a_column(
            _identities(
                "SLOs without data to be trusted",
                f"topk({WORST}, max by ({IDENTITY}, data) ({UNTRUSTED} == 1))",
                "Empty if there is none.",
            ),
            "data", DATA,
        )),
    )  # fmt: skip


def _worst_budgets() -> Json:
    worst = (
        f"bottomk({WORST}, max by ({IDENTITY}) (slo_monitor_slo_budget_remaining_ratio{{{SLOS}}}))"
    )

    def of_these(metric: str, more: str = "") -> str:
        return f"max by ({IDENTITY}) ({metric}{{{SLOS}{more}}}) and on (slo_id) {worst}"

    shown = table(
        f"Least budget left, up to {WORST} SLOs",
        [
            query(worst, rows=True),
            query(of_these("slo_monitor_slo_sli_ratio"), rows=True),
            query(of_these("slo_monitor_slo_target_ratio"), rows=True),
            query(of_these("slo_monitor_slo_burn_rate", ',window="1h"'), rows=True),
        ],
        sort="Remaining",
        says="SLOs of which it is not known are not here, but among those without data.",
        transformations=[
            {"id": "merge", "options": {}},
            _organized(
                HIDDEN,
                {
                    "Value #A": "Remaining",
                    "Value #B": "SLI",
                    "Value #C": "Target",
                    "Value #D": "Burn rate, 1 h",
                },
            ),
        ],
    )
    coloured_text = {"cellOptions": {"type": "color-text"}}
    override(shown, "Remaining", unit=RATIO, thresholds=BUDGET_STEPS, custom=coloured_text)
    override(shown, "SLI", unit=RATIO, decimals=3)
    override(shown, "Target", unit=RATIO, decimals=3)
    override(shown, "Burn rate, 1 h", unit="none", decimals=2)
    return override(shown, "slo_id", links=of_the_slo())


def _identities(title: str, expression: str, says: str) -> Json:
    shown = table(
        title,
        [query(expression, rows=True)],
        says=says,
        transformations=[_organized({**HIDDEN, "Value": True}, {})],
    )
    return override(shown, "slo_id", links=of_the_slo())


def _organized(hidden: Mapping[str, bool], named: Mapping[str, str]) -> Json:
    options = {"excludeByName": dict(hidden), "indexByName": {}, "renameByName": dict(named)}
    return {"id": "organize", "options": options}
