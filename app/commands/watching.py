"""Follows a running test, and ends it once no end of it could be a pass.

Looks are questions like any other, but not kept: a pass in the middle of a run must not become
the last pass. What ends a run early is asked once more and kept, so that the verdict told is the
service's, over the events up to then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.commands.remote import ServiceUnreachable
from app.commands.run_check import RunGate
from app.commands.run_question import Span
from app.gate.reports import figures
from app.gate.reports.entry import Entry, Report
from app.gate.reports.reading import read
from app.gate.reports.wording import one_line
from app.slo.certainty import allowed_bad, is_below_target, is_beyond_rescue
from app.slo.instant import instant
from app.slo.verdict import VerdictKind

_LOOK_PATIENCE_SECONDS = 30.0
_MOST_SEEN = 2


@dataclass(frozen=True, slots=True)
class Watch:
    """A run that is followed; ``expected_events`` is how many an SLO has in all, if known.

    ``question`` says what is judged and how, without the range; ``tell`` shows a line.
    """

    gate: RunGate
    question: Mapping[str, Any]
    repeat_key: str
    span: Span
    interval_seconds: float
    expected_events: float | None
    tell: Callable[[str], None]

    def follow(self) -> tuple[Mapping[str, Any], str | None]:
        """Look until the run ends, or fails for certain; give the verdict, and why it ended early.

        Raises:
            Refused: the question is at fault.
            ServiceUnreachable: there is no last verdict. A look that finds none is passed over.
        """
        clock = self.gate.clock
        while clock.now() < self.span.end:
            clock.sleep(min(self.interval_seconds, self.span.end - clock.now()))
            now = clock.now()
            if not self.span.start < now < self.span.end:
                continue
            look = self._look(now)
            why = None if look is None else self._why_certain(look)
            early = None if look is None or why is None else self._confirmed(look, now)
            if early is not None:
                left = figures.duration(self.span.end - now)
                return early, f"ended {left} early, because failing is certain: {why}"
        return self.gate.ask({**self.question, **self.span.as_asked}, self.repeat_key), None

    def _look(self, now: float) -> Report | None:
        gate = replace(self.gate, patience_seconds=_LOOK_PATIENCE_SECONDS)
        try:
            report = read(gate.ask({**self._so_far(), "keep": False}, None))
        except ServiceUnreachable as error:
            self.tell(f"{self._progress(now)}  {one_line(str(error))}")
            return None
        self.tell(f"{self._progress(now)}  {'; '.join(_seen(report)) or report.summary}")
        return report

    def _confirmed(self, look: Report, now: float) -> Mapping[str, Any] | None:
        """Ask for good, over what surely is complete; None if the service does not say FAIL."""
        question = self._so_far()
        newest = _seconds(look.newest_sample)
        if newest is not None and newest > self.span.start:
            question["end"] = instant(min(newest, now))
        try:
            if _is_fail(self.gate.ask({**question, "keep": False}, None)):
                verdict = self.gate.ask(question, f"{self.repeat_key}-{now:.3f}")
                return verdict if _is_fail(verdict) else None
        except ServiceUnreachable as error:
            self.tell(f"{self._progress(now)}  {one_line(str(error))}")
        return None

    def _so_far(self) -> dict[str, Any]:
        """Ask about the run up to now by the service's clock, without waiting for samples."""
        rest = {name: value for name, value in self.question.items() if name != "settle"}
        return {**rest, "start": instant(self.span.start), "wait": True}

    def _why_certain(self, look: Report) -> str | None:
        """Say of the first SLO that is bound to fail why it is; None if none is."""
        decisive = [entry for entry in look.entries if not entry.is_informational]
        found = (why_certain(entry, self.expected_events) for entry in decisive)
        return next((why for why in found if why is not None), None)

    def _progress(self, now: float) -> str:
        whole = self.span.end - self.span.start
        return f"{figures.duration(now - self.span.start)} of {figures.duration(whole)}"


def why_certain(entry: Entry, expected_events: float | None) -> str | None:
    """Say why an SLO is bound to miss its target; None if it may still meet it, or is not known."""
    seen, bad, target = entry.events, entry.surely_bad, entry.target
    if seen is None or bad is None or target is None or not 0 < target < 1:
        return None
    total = seen.total
    if expected_events is not None:
        if not is_beyond_rescue(bad, total, target, expected_events):
            return None
        whole = max(expected_events, total)
        allowed = f"{figures.count(allowed_bad(target, whole))} that {figures.count(whole)} allow"
        return f"{entry.name} has {figures.count(bad)} bad events, more than the {allowed}"
    if not is_below_target(bad, total, target):
        return None
    value, promised = figures.value_and_target(entry.sli, target)
    return f"{entry.name} is at {value} of {figures.count(total)} events; its target is {promised}"


def _seen(report: Report) -> Iterator[str]:
    """Say how it goes, of the SLOs that decide, the worst first."""
    decisive: Sequence[Entry] = [entry for entry in report.entries if not entry.is_informational]
    by_need = sorted(decisive, key=lambda entry: -(entry.spent_ratio or 0.0))
    for entry in by_need[:_MOST_SEEN]:
        value, target = figures.value_and_target(entry.sli, entry.target)
        yield f"{entry.name} {value} (target {target}), {figures.events(entry)}"
    if len(by_need) > _MOST_SEEN:
        yield f"and {len(by_need) - _MOST_SEEN} more"


def _is_fail(verdict: Mapping[str, Any]) -> bool:
    return verdict.get("verdict") == VerdictKind.FAIL


def _seconds(time: str | None) -> float | None:
    try:
        return datetime.fromisoformat(time or "").timestamp()
    except ValueError:
        return None
