"""Reads a verdict's JSON for the reports; what is missing or odd is None, and nothing raises.

The one place of the reports that knows the names of the contract's fields.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from app.gate.reports.entry import (
    Baseline,
    Entry,
    Estimate,
    Events,
    Interval,
    Latency,
    Level,
    Location,
    Report,
)
from app.gate.reports.wording import one_line
from app.slo.verdict import SEVERITY_ORDER, Mode, VerdictKind

_UNKNOWN = "UNKNOWN"


def read(verdict: Mapping[str, Any], definitions: str = "") -> Report:
    """Read what the service answered.

    ``definitions`` is the folder of the definitions where the report is read, such as their place
    in a repository: it is put before the file of a location.
    """
    results = [_mapping(each) for each in _list(verdict.get("results"))]
    mode = _text(verdict.get("mode"))
    entries = [replace(_entry(each, definitions), **_left(each, mode)) for each in results]
    return Report(
        check_id=_text(verdict.get("check_id")),
        verdict=_text(verdict.get("verdict")) or _UNKNOWN,
        reason=_text(verdict.get("reason")) or _UNKNOWN,
        summary=_text(verdict.get("summary")),
        mode=mode,
        start=_text(verdict.get("start")) or None,
        end=_text(verdict.get("end")) or None,
        match=_labels(verdict.get("match")),
        newest_sample=_text(_mapping(verdict.get("data")).get("newest_sample")) or None,
        entries=tuple(sorted(entries, key=_rank)),
    )


def _rank(entry: Entry) -> tuple[int, int]:
    known = {kind.value: place for place, kind in enumerate(SEVERITY_ORDER)}
    unsure = known[VerdictKind.INCONCLUSIVE]
    return list(Level).index(entry.level), known.get(entry.verdict, unsure)


def _entry(result: Mapping[str, Any], definitions: str) -> Entry:
    slo, group = _text(result.get("slo")), _labels(result.get("group"))
    return Entry(
        slo=slo,
        name=_name(slo, group),
        verdict=_text(result.get("verdict")) or _UNKNOWN,
        reason=_text(result.get("reason")) or _UNKNOWN,
        message=_text(result.get("message")),
        is_informational=result.get("informational") is True,
        sli=_number(result.get("sli")),
        target=_number(result.get("target")),
        events=_events(_mapping(result.get("events"))),
        estimate=_estimate(_mapping(result.get("estimate"))),
        confidence=_interval(_mapping(result.get("confidence"))),
        latency=_latency(_mapping(result.get("latency"))),
        baseline=_baseline(_mapping(result.get("baseline"))),
        location=_location(_mapping(result.get("location")), definitions),
        queries=_lines(result.get("query")),
    )


def _left(result: Mapping[str, Any], mode: str) -> dict[str, Any]:
    """Read what is left of the budget, which says nothing of how one run went."""
    left = _number(_mapping(result.get("budget")).get("remaining_ratio"))
    return {"remaining_ratio": left} if mode == Mode.BUDGET else {}


def _name(slo: str, group: Mapping[str, str]) -> str:
    """Name an SLO as people know it; a definition's name holds no dot, a group's id has one."""
    if not group:
        return slo or _UNKNOWN
    labels = ", ".join(f"{label}={value}" for label, value in group.items())
    return f"{slo.partition('.')[0]} {{{labels}}}"


def _events(found: Mapping[str, Any]) -> Events | None:
    bad, total = _number(found.get("bad")), _number(found.get("total"))
    return None if bad is None or total is None else Events(bad, total)


def _estimate(found: Mapping[str, Any]) -> Estimate | None:
    low, high = _number(found.get("sli_low")), _number(found.get("sli_high"))
    return None if low is None or high is None else Estimate(low, high)


def _interval(found: Mapping[str, Any]) -> Interval | None:
    low, high = _number(found.get("low")), _number(found.get("high"))
    if low is None or high is None:
        return None
    return Interval(low, high, _number(found.get("level")), _text(found.get("method")))


def _latency(found: Mapping[str, Any]) -> Latency | None:
    quantile, value = _number(found.get("quantile")), _number(found.get("value_seconds"))
    low, threshold = _number(found.get("low_seconds")), _number(found.get("threshold_seconds"))
    if quantile is None or (value is None and low is None):
        return None
    return Latency(quantile, value, low, threshold)


def _baseline(found: Mapping[str, Any]) -> Baseline | None:
    if not found:
        return None
    return Baseline(
        sli=_number(found.get("sli")),
        total=_number(_mapping(found.get("events")).get("total")),
        p_value=_number(found.get("p_value")),
        is_regressed=found.get("regressed") is True,
    )


def _location(found: Mapping[str, Any], definitions: str) -> Location | None:
    file, line = _text(found.get("file")), _number(found.get("line"))
    if not file:
        return None
    file = str(PurePosixPath(one_line(definitions)) / file) if definitions else file
    return Location(file, int(line) if line is not None and line >= 1 else None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _labels(value: object) -> Mapping[str, str]:
    return {_text(name): _text(label) for name, label in _mapping(value).items()}


def _lines(value: object) -> tuple[str, ...]:
    return tuple(one_line(line) for line in value.splitlines()) if isinstance(value, str) else ()


def _text(value: object) -> str:
    return "" if value is None else one_line(str(value))


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if abs(value) <= sys.float_info.max else None
