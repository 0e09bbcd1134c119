"""A verdict as JUnit XML: an SLO is a test case.

What keeps the gate shut is a failure (FAIL) or an error (all else, INCONCLUSIVE too): a skipped
test would be taken for none. An informational SLO that is no pass is skipped, for it is told only.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gate.reports import figures
from app.gate.reports.entry import GATE_NAME, Entry, Level, Report
from app.slo.verdict import VerdictKind


def junit(report: Report) -> str:
    """Write one suite with a case for each SLO."""
    suites = ET.Element("testsuites", name=GATE_NAME)
    suite = ET.SubElement(suites, "testsuite", name=GATE_NAME)
    _add_properties(suite, report)
    cases = [_add_case(suite, entry, report) for entry in report.told]
    counts = {
        "tests": str(len(cases)),
        **{f"{what}s": _count(suite, what) for what in ("failure", "error")},
        "skipped": _count(suite, "skipped"),
        **_time(report),
    }
    for element in (suites, suite):
        for name, value in counts.items():
            element.set(name, value)
    ET.indent(suites)
    body = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _count(suite: ET.Element, what: str) -> str:
    return str(len(suite.findall(f"testcase/{what}")))


def _time(report: Report) -> dict[str, str]:
    """Say how long a run lasted; a budget's period is no time that a test took."""
    length = figures.lasting(report) if report.is_run else None
    return {} if length is None else {"time": f"{max(length, 0):.3f}"}


def _add_properties(suite: ET.Element, report: Report) -> None:
    properties = ET.SubElement(suite, "properties")
    found = {
        "verdict": report.verdict,
        "reason": report.reason,
        "summary": report.summary,
        "mode": report.mode,
        "start": report.start,
        "end": report.end,
        "check_id": report.check_id,
        **{f"match.{label}": value for label, value in report.match.items()},
    }
    for name, value in found.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=value)


def _add_case(suite: ET.Element, entry: Entry, report: Report) -> ET.Element:
    case = ET.SubElement(suite, "testcase", {"name": entry.name, "classname": "slo"})
    case.attrib |= _time(report)
    if entry.location is not None:
        case.set("file", entry.location.file)
        if entry.location.line is not None:
            case.set("line", str(entry.location.line))
    _add_outcome(case, entry)
    return case


def _add_outcome(case: ET.Element, entry: Entry) -> None:
    sentence = f"{entry.verdict}: {entry.message}"
    if entry.level is Level.ERROR:
        what = "failure" if entry.verdict == VerdictKind.FAIL else "error"
        ET.SubElement(case, what, type=entry.reason, message=sentence).text = _told(entry)
        return
    if entry.level is Level.NOTE:
        ET.SubElement(case, "skipped", message=f"informational, {sentence}")
    ET.SubElement(case, "system-out").text = _told(entry)


def _told(entry: Entry) -> str:
    value, target = figures.value_and_target(entry.sli, entry.target)
    lines = [
        f"{entry.verdict} {entry.reason}: {entry.message}",
        f"good {value}, target {target}, {figures.events(entry)}",
        f"errors of those allowed: {figures.spent(entry)}",
        *(f"{name} {figure}" for name, figure in figures.details(entry)),
        *(f"query {line}" for line in entry.queries),
    ]
    return "\n".join(lines)
