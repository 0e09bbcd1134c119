"""What a PromQL expression names: its metrics, and the labels that it matches and groups by.

Read by pattern, not by a parser: whether an expression is one, Prometheus says where it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tests.documents import CODE, page, rows

OF_A_SLO = frozenset({"slo_id", "slo", "service", "group"})
OF_A_TARGET = frozenset({"job", "instance"})
FROM_ELSEWHERE = {
    **dict.fromkeys(
        ("process_cpu_seconds_total", "process_resident_memory_bytes"), frozenset[str]()
    ),
    "up": frozenset[str](),
}
"""Metrics of the client library and of Prometheus itself."""

_SELECTOR = re.compile(r"\b(slo_monitor_\w+|process_\w+|up)\b\s*(\{[^}]*\})?")
_MATCHER = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')
_GROUPING = re.compile(r"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_OF_A_HISTOGRAM = ("_bucket", "_sum", "_count")

Metrics = Mapping[str, AbstractSet[str]]
"""Labels by the name of a metric; ``job`` and ``instance`` go without saying."""


@dataclass(frozen=True)
class Named:
    """What an expression names."""

    matched: Mapping[str, AbstractSet[str]]
    """By metric, the labels that stand in braces behind it."""
    grouped: AbstractSet[str]


def named_in(expression: str) -> Named:
    """Read an expression."""
    matched: dict[str, set[str]] = {}
    for name, braces in _SELECTOR.findall(expression):
        matched.setdefault(name, set()).update(_MATCHER.findall(braces))
    grouped = {
        label.strip()
        for labels in _GROUPING.findall(expression)
        for label in labels.split(",")
        if label.strip()
    }
    return Named(matched, grouped)


def documented_metrics() -> dict[str, frozenset[str]]:
    """Every series that may be asked for; tests/test_docs.py holds the page to the service."""
    found: dict[str, frozenset[str]] = dict(FROM_ELSEWHERE)
    for name, kind, labels, _ in rows(page("metrics.md"), "name"):
        (metric,) = CODE.findall(name)
        own = frozenset(CODE.findall(labels))
        if metric.startswith("slo_monitor_slo_"):
            own |= OF_A_SLO
        if kind == "histogram":
            found |= {f"{metric}{end}": own for end in _OF_A_HISTOGRAM}
            found[f"{metric}_bucket"] = own | {"le"}
        else:
            found[metric] = own
    return found


def unknown_in(expression: str, metrics: Metrics) -> list[str]:
    """Name what an expression asks for and no service exports."""
    named = named_in(expression)
    strangers = [name for name in named.matched if name not in metrics]
    known = {name: metrics.get(name, frozenset()) | OF_A_TARGET for name in named.matched}
    wrong = [
        f"{name}{{{label}}}"
        for name, labels in named.matched.items()
        for label in sorted(labels - known[name])
    ]
    return [*strangers, *wrong, *sorted(named.grouped - union(known.values()))]


def union(sets: Iterable[AbstractSet[str]]) -> set[str]:
    """All members of some sets."""
    return {each for one in sets for each in one}
