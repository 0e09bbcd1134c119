"""A verdict as SARIF 2.1.0: what is no pass is a result at the definition's line.

A reason is a rule. SLOs that pass are left out, because services that show SARIF take every
result for a finding. An SLO that misses its target twice has the same fingerprint twice, so that
it stays one finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from app.gate.reports import figures
from app.gate.reports.entry import GATE_NAME, Entry, Level, Location, Report
from app.slo.verdict import VerdictKind

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
VERSION = "2.1.0"


def sarif(report: Report) -> dict[str, Any]:
    """Give the log as plain values, to be written as JSON."""
    found = [entry for entry in report.told if entry.level is not Level.NONE]
    rules = sorted({entry.reason for entry in found})
    run = {
        "tool": {"driver": {"name": "SLO Monitor", "rules": [_rule(each) for each in rules]}},
        "automationDetails": {"id": f"slo-gate/{report.mode.lower() or 'verdict'}/"},
        "invocations": [
            {
                "executionSuccessful": report.verdict != VerdictKind.ERROR,
                "properties": _properties(report),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, report, rules.index(entry.reason)) for entry in found],
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(reason: str) -> dict[str, Any]:
    return {
        "id": reason,
        "name": "".join(word.capitalize() for word in reason.split("_")),
        "shortDescription": {"text": reason.replace("_", " ").capitalize()},
    }


def _properties(report: Report) -> Mapping[str, Any]:
    return {
        "verdict": report.verdict,
        "reason": report.reason,
        "summary": report.summary,
        "mode": report.mode,
        "start": report.start,
        "end": report.end,
        "match": report.match,
        "checkId": report.check_id,
    }


def _result(entry: Entry, report: Report, rule: int) -> dict[str, Any]:
    return {
        "ruleId": entry.reason,
        "ruleIndex": rule,
        "level": entry.level.value,
        "message": {"text": _literal(f"{entry.name}: {entry.verdict}. {entry.message}")},
        "locations": [_location(entry)],
        "partialFingerprints": {"slo/v1": _fingerprint(entry, report)},
        "properties": _figures(entry),
    }


def _literal(text: str) -> str:
    """Escape what SARIF takes for placeholders and links."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _figures(entry: Entry) -> Mapping[str, Any]:
    seen = entry.events
    found = {
        "sli": entry.sli,
        "target": entry.target,
        "badEvents": None if seen is None else seen.bad,
        "totalEvents": None if seen is None else seen.total,
        "figures": [f"{name} {figure}" for name, figure in figures.details(entry)],
        "queries": list(entry.queries),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _location(entry: Entry) -> dict[str, Any]:
    name = entry.slo or GATE_NAME
    logical = {"name": entry.name, "fullyQualifiedName": name, "kind": "slo"}
    place = {} if entry.location is None else {"physicalLocation": _physical(entry.location)}
    return {**place, "logicalLocations": [logical]}


def _physical(location: Location) -> dict[str, Any]:
    region = {} if location.line is None else {"region": {"startLine": location.line}}
    return {"artifactLocation": {"uri": _uri(location.file)}, **region}


def _uri(file: str) -> str:
    """Write a path as a URI reference: relative to the repository unless it is absolute."""
    if PureWindowsPath(file).drive:
        return PureWindowsPath(file).as_uri()
    path = PurePosixPath(file)
    return path.as_uri() if path.is_absolute() else quote(str(path))


def _fingerprint(entry: Entry, report: Report) -> str:
    parts: Sequence[str] = (report.mode, entry.slo, entry.reason)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
