"""What the options of ``check`` ask: the body of ``POST /slo/check``, or that there is none.

Whatever cannot be meant is refused here, with the name of the option; what only the service can
know (whether there is such an SLO, such a label) is refused there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

import typer

from app.catalog.quantity import parse_duration
from app.commands.console import instant_of
from app.slo.definition import NoData
from app.slo.instant import instant

NOW = "now"
LAST_PASS = "last-pass"
_UNITS_MILLISECONDS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000}


class Method(StrEnum):
    """How the bounds of a share of events are found."""

    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper-pearson"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a run went; Unix seconds."""

    start: float
    end: float

    @property
    def as_asked(self) -> dict[str, str]:
        """Write it for the service."""
        return {"start": instant(self.start), "end": instant(self.end)}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which events are judged."""

    start: str | None
    end: str | None
    window: str | None

    @property
    def is_run(self) -> bool:
        """Say whether a run is meant, and not the budgets as they stand."""
        return any((self.start, self.end, self.window))

    def asked(self, now: float) -> dict[str, str]:
        """Write the range for the service, which knows best what the last minutes are."""
        if self.window and not (self.start or self.end):
            return {"window": duration_of(self.window, "--window")}
        if self.window:
            raise refusal("--window", "stands alone, or with --watch beside --start")
        if not self.start:
            raise refusal("--end", "needs --start beside it")
        if not self.end:
            return {"start": instant(moment_of(self.start, "--start", now))}
        return self._between(moment_of(self.end, "--end", now), now).as_asked

    def followed(self, now: float) -> Span:
        """Give the range of a run that goes on until some time from now."""
        if bool(self.end) == bool(self.window):
            raise refusal("--watch", "needs to know when the run ends: --window or --until")
        if self.end:
            return self._between(moment_of(self.end, "--end", now), now)
        begin = moment_of(self.start or NOW, "--start", now)
        return Span(begin, begin + seconds_of(self.window or "", "--window"))

    def _between(self, end: float, now: float) -> Span:
        begin = moment_of(self.start or NOW, "--start", now)
        if end <= begin:
            raise refusal("--end", f"{self.end} does not lie after the start")
        return Span(begin, end)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the events of a run are judged; what is None is for the service to choose."""

    match: Sequence[str] | None = None
    settle: str | None = None
    min_events: int | None = None
    confidence: float | None = None
    method: Method | None = None
    baseline: str | None = None
    regression_level: float | None = None
    min_difference: float | None = None
    no_data: NoData | None = None
    informational: Sequence[str] | None = None

    def refuse_without_run(self) -> None:
        """Refuse what budgets are not judged by."""
        for field in fields(self):
            if getattr(self, field.name) not in (None, []):
                option = f"--{field.name.replace('_', '-')}"
                raise refusal(option, "is for a run: give --start and --end, or --window")

    @property
    def settle_seconds(self) -> float:
        """Give how long the service may wait for the newest samples."""
        return seconds_of(self.settle, "--settle") if self.settle else 0.0

    def asked(self) -> dict[str, Any]:
        """Write them for the service; only what was given."""
        if self.method is not None and self.confidence is None:
            raise refusal("--method", "needs --confidence beside it")
        found = {
            "match": _labels(self.match or ()),
            "settle": duration_of(self.settle, "--settle") if self.settle_seconds else None,
            "wait": not self.settle_seconds,
            "min_events": self.min_events,
            "confidence": self._confidence(),
            "baseline": _baseline(self.baseline) if self.baseline else None,
            "regression": self._regression(),
            "no_data": self.no_data.value if self.no_data else None,
            "informational": list(self.informational or ()),
        }
        return {name: value for name, value in found.items() if value not in (None, {}, [])}

    def _confidence(self) -> dict[str, Any] | None:
        if self.confidence is None:
            return None
        return {"level": self.confidence, "method": (self.method or Method.WILSON).name}

    def _regression(self) -> dict[str, float]:
        given = {"level": self.regression_level, "min_difference": self.min_difference}
        found = {name: value for name, value in given.items() if value is not None}
        if found and not self.baseline:
            option = "--regression-level" if "level" in found else "--min-difference"
            raise refusal(option, "needs --baseline beside it")
        return found


def refusal(option: str, sentence: str) -> typer.BadParameter:
    """Name the option that is wrong, and what would be right."""
    return typer.BadParameter(sentence, param_hint=option)


def seconds_of(text: str, option: str) -> float:
    """Read a duration such as 90s or 1h30m."""
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        raise refusal(option, str(error)) from None
    if seconds <= Decimal(0) and option != "--settle":
        raise refusal(option, "must be longer than nothing")
    return float(seconds)


def duration_of(text: str | None, option: str) -> str:
    """Write a duration with the one unit that leaves no fraction, as the service reads it."""
    milliseconds = round(seconds_of(text or "", option) * 1000)
    for unit, length in _UNITS_MILLISECONDS.items():
        if milliseconds % length == 0:
            return f"{milliseconds // length}{unit}"
    return f"{milliseconds}ms"


def moment_of(text: str, option: str, now: float) -> float:
    """Read a time, or ``now``."""
    if text == NOW:
        return now
    try:
        return instant_of(text)
    except typer.BadParameter as error:
        raise refusal(option, error.message) from None


def _labels(pairs: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise refusal("--match", f"must be a label such as testid=build-7, got {pair!r}")
        if name in found:
            raise refusal("--match", f"names the label {name} twice")
        found[name] = value
    return found


def _baseline(text: str) -> dict[str, Any]:
    """Read an earlier check's id, the last pass, a duration before the start, or a range."""
    if text == LAST_PASS:
        return {"last_pass": True}
    begin, is_range, end = text.partition("/")
    if is_range:
        times = [moment_of(each, "--baseline", 0.0) for each in (begin, end)]
        return {"start": instant(times[0]), "end": instant(times[1])}
    try:
        parse_duration(text)
    except ValueError:
        return {"check_id": text}
    return {"window": duration_of(text, "--baseline")}
