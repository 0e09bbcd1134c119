"""The dashboard over REST, with Grafana's Infinity data source: what metrics cannot hold.

Reasons, messages, times, what alerts did, verdicts on runs, plans, notes. Each column names a
field of the answer by its path; a list is found at the root. Paths are plain ones
(`budget.remaining_ratio`), for which any parser of Infinity will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deploy.grafana.asked import BUDGET_STEPS, REST_UID, UID
from deploy.grafana.parts import (
    BLUE,
    DATA,
    GREEN,
    GREY,
    ORANGE,
    RATIO,
    RED,
    SECONDS,
    STATES,
    Json,
    Placed,
    at_the_line,
    dashboard,
    data_source,
    laid_out,
    leads_to,
    lines,
    link,
    override,
    stat,
    table,
    words_of_a_column,
)

SOURCE_UID = "slo-monitor-infinity"
PLUGIN = "yesoreyeram-infinity-datasource"
MOST = "1000"
"""SLOs in one answer: more than anybody reads in a table, and what `/slos` gives at once."""

NEWEST = "100"
VERDICTS = {"PASS": GREEN, "WARNING": ORANGE, "FAIL": RED, "INCONCLUSIVE": GREY, "ERROR": GREY}
ALERT_STATES = {"FIRING": RED, "RESOLVED": GREEN}
RUN_STATES = {"RUNNING": BLUE, "FINISHED": GREEN, "CANCELLED": GREY, "INTERRUPTED": ORANGE}

TEXT, NUMBER, TIME = "string", "number", "timestamp"
Columns = Mapping[str, tuple[str, str]]
"""The path of a field, by the name that is shown: with its type."""


def query(
    path: str,
    root: str,
    columns: Columns,
    parameters: Mapping[str, str] | None = None,
    form: str = "table",
) -> Json:
    """Ask the service: for the list at ``root``, or for one row if that is empty."""
    return {
        "datasource": {"type": PLUGIN, "uid": "${source}"},
        "type": "json",
        "source": "url",
        "parser": "backend",
        "format": form,
        "url": path,
        "url_options": {
            "method": "GET",
            "params": [{"key": key, "value": value} for key, value in (parameters or {}).items()],
        },
        "root_selector": root,
        "columns": [
            {"selector": selector, "text": text, "type": kind}
            for text, (selector, kind) in columns.items()
        ],
    }


def made() -> Json:
    """Make the dashboard."""
    return dashboard(
        REST_UID,
        "SLO Monitor over REST",
        "What the service itself says: needs the data source Infinity.",
        [data_source(PLUGIN, SOURCE_UID, "SLO Monitor"), _slo()],
        [leads_to("The same over metrics", UID)],
        laid_out(
            [
                ("Now", now()),
                ("One SLO: $slo", one()),
                ("What happened", past()),
            ]
        ),
    )


def now() -> Sequence[Placed]:
    """Show every SLO with its reason, and what fires."""
    firing = table(
        "Alerts that fire",
        [query("/alerts", "alerts", {**_alert("started_at")}, {"state": "FIRING"})],
        says="Empty if nothing fires.",
    )
    ready = stat(
        "Readiness",
        [query("/readyz", "", {"status": ("status", TEXT)})],
        says="An error here is a service that does not answer, or has not evaluated yet.",
    )
    ready["options"]["reduceOptions"]["fields"] = "/.*/"
    newest = stat(
        "Evaluated at", [query("/slos", "", {"at": ("evaluated_at", TIME)}, {"limit": "1"})]
    )
    newest["options"]["reduceOptions"]["fields"] = "/.*/"
    linked = _linked(_statuses(), "id"), _linked(firing, "SLO")
    return (4, 4, ready), (6, 4, newest), (14, 8, linked[1]), (24, 12, linked[0])


def _statuses() -> Json:
    statuses = table(
        f"SLOs (the first {MOST} by id)",
        [
            query(
                "/slos",
                "slos",
                {
                    "id": ("id", TEXT),
                    "Service": ("service", TEXT),
                    "State": ("state", TEXT),
                    "Data": ("data", TEXT),
                    "Reason": ("reason", TEXT),
                    "Message": ("message", TEXT),
                    "Remaining": ("budget.remaining_ratio", NUMBER),
                    "Exhausted at": ("budget.exhausts_at", TIME),
                    "SLI": ("sli", NUMBER),
                    "Target": ("target", NUMBER),
                    "Read": ("covered_ratio", NUMBER),
                    "Data until": ("data_until", TIME),
                },
                {"limit": MOST},
            )
        ],
        sort="Remaining",
    )
    words_of_a_column(statuses, "State", STATES)
    words_of_a_column(statuses, "Data", DATA)
    coloured_text = {"cellOptions": {"type": "color-text"}}
    override(statuses, "Remaining", unit=RATIO, thresholds=BUDGET_STEPS, custom=coloured_text)
    for ratio in ("SLI", "Target", "Read"):
        override(statuses, ratio, unit=RATIO, decimals=3)
    return statuses


def one() -> Sequence[Placed]:
    """Show the SLO that was chosen, from the exact account."""
    path = "/slos/${slo}"
    facts: Columns = {
        "State": ("state", TEXT),
        "Data": ("data", TEXT),
        "Reason": ("reason", TEXT),
        "Message": ("message", TEXT),
        "Good": ("events.good", NUMBER),
        "Bad": ("events.bad", NUMBER),
        "Allowed": ("budget.events", NUMBER),
        "Remaining": ("budget.remaining_ratio", NUMBER),
        "Exhausted at": ("budget.exhausts_at", TIME),
        "Since": ("since", TIME),
        "What it promises": ("definition.description", TEXT),
        "Defined in": ("definition.origin.file", TEXT),
    }
    status = words_of_a_column(table("Status", [query(path, "", facts)]), "State", STATES)
    override(status, "Remaining", unit=RATIO, thresholds=BUDGET_STEPS)
    return (
        (24, 4, words_of_a_column(status, "Data", DATA)),
        (12, 8, _history("Remaining budget", {"remaining": ("remaining_ratio", NUMBER)}, RATIO, 0)),
        (12, 8, _history("Burn rate", {"burn rate": ("burn_rate", NUMBER)}, "none", 1)),
        (12, 8, _history("SLI", {"SLI": ("sli", NUMBER)}, RATIO, None)),
        (12, 8, _burning(path)),
    )


def past() -> Sequence[Placed]:
    """Show what alerts did, how runs went, and what people noted."""
    changes = table(
        "What alerts did",
        [
            query(
                "/alerts/history",
                "transitions",
                {**_alert("at"), "State": ("state", TEXT)},
                {"limit": NEWEST, "start": "${__from:date:iso}", "end": "${__to:date:iso}"},
            )
        ],
    )
    return (
        (24, 8, _linked(words_of_a_column(changes, "State", ALERT_STATES), "SLO")),
        (12, 8, _verdicts("Verdicts on runs", "/slo/checks", "checks", "start", {})),
        (12, 8, words_of_a_column(
            _verdicts(
                "Plans", "/plan-runs", "runs", "created_at",
                {"Plan": ("plan", TEXT), "State": ("state", TEXT)},
            ),
            "State", RUN_STATES,
        )),
        (12, 8, table("Deploys and incidents", [query(
            "/annotations", "annotations",
            {
                "Start": ("start", TIME), "End": ("end", TIME), "Kind": ("kind", TEXT),
                "Text": ("text", TEXT), "By": ("created_by", TEXT),
            },
            {"limit": NEWEST, "start": "${__from:date:iso}", "end": "${__to:date:iso}"},
        )])),
        (12, 8, table("Time outside the promise", [query(
            "/exclusions", "exclusions",
            {
                "Start": ("start", TIME), "End": ("end", TIME), "Recurs": ("rrule", TEXT),
                "Reason": ("reason", TEXT), "From": ("source", TEXT), "By": ("created_by", TEXT),
            },
            {"limit": NEWEST},
        )])),
    )  # fmt: skip


def _alert(time: str) -> Columns:
    return {
        "Time": (time, TIME),
        "SLO": ("slo", TEXT),
        "Service": ("service", TEXT),
        "Tier": ("tier", TEXT),
        "Severity": ("severity", TEXT),
        "Summary": ("summary", TEXT),
    }


def _verdicts(title: str, path: str, root: str, time: str, more: Columns) -> Json:
    columns: Columns = {
        "Time": (time, TIME),
        **more,
        "Verdict": ("verdict", TEXT),
        "Reason": ("reason", TEXT),
        "Summary": ("summary", TEXT),
        "By": ("created_by", TEXT),
    }
    shown = table(title, [query(path, root, columns, {"limit": NEWEST})])
    return words_of_a_column(shown, "Verdict", VERDICTS)


def _history(title: str, columns: Columns, unit: str, line: float | None) -> Json:
    asked = query(
        "/slos/${slo}/history",
        "points",
        {"Time": ("end", TIME), **columns},
        {"start": "${__from:date:iso}", "end": "${__to:date:iso}"},
        form="timeseries",
    )
    says = "From the account, for as far as it reaches; a gap is time in which nothing happened."
    if line is None:
        return lines(title, [asked], unit=unit, says=says)
    drawn = {"thresholdsStyle": {"mode": "line"}}
    at_it = at_the_line("transparent", line, RED)
    return lines(title, [asked], unit=unit, says=says, thresholds=at_it, custom=drawn)


def _burning(path: str) -> Json:
    rates: Columns = {"window": ("window_seconds", NUMBER), "Burn rate": ("burn_rate", NUMBER)}
    shown = table("Burn rates now", [query(path, "burn_rates", rates)])
    override(shown, "window", unit=SECONDS, displayName="Window")
    return override(shown, "Burn rate", unit="none", decimals=2)


def _linked(shown: Json, column: str) -> Json:
    chosen = "${__value.raw:percentencode}"
    places = [
        link("Show this SLO", f"/d/{REST_UID}?var-slo={chosen}&${{__url_time_range}}"),
        link("Show its metrics", f"/d/{UID}?var-slo_id={chosen}&${{__url_time_range}}"),
    ]
    return override(shown, column, links=places)


def _slo() -> Json:
    asked = query(
        "/slos", "slos", {"__text": ("id", TEXT), "__value": ("id", TEXT)}, {"limit": MOST}
    )
    return {
        "name": "slo",
        "label": "SLO",
        "type": "query",
        "datasource": {"type": PLUGIN, "uid": "${source}"},
        "query": {
            "refId": "variable",
            "queryType": "infinity",
            "infinityQuery": {"refId": "variable", **asked},
        },
        "refresh": 1,
        "sort": 1,
        "multi": False,
        "includeAll": False,
        "current": {},
        "hide": 0,
    }
