"""Holds the alerts of a replayed history against those that were predicted of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.commands.backtest import Definitions, Span, backtest
from app.slo.definition import LatencyIndicator, RollingPeriod, Slo
from app.slo.episode import History as Replayed
from tests.history.loaded import END, STEP, Loaded, step_at
from tests.history.month import History, definitions
from tests.history.predicted import WORKBOOK, Fired, Observable, Promise, predicted

ALIKE_SECONDS = 300
"""Two alerts are the same one if they begin no further apart."""

CELL_SECONDS = 300
"""Where the ledger's windows of a day and of three begin: docs/slo-math.md, "Time"."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two lists of alerts of one SLO and tier.

    ``begins`` and ``ends`` are how many steps the alerts that are in both are apart.
    """

    name: str
    tier: str
    expected: int
    found: int
    begins: Sequence[int]
    ends: Sequence[int]
    missed: int
    spurious: int

    @staticmethod
    def of(name: str, tier: str, expected: Sequence[Fired], found: Sequence[Fired]) -> Compared:
        """Find the alerts that are in both."""
        left, pairs = list(found), []
        for one in expected:
            near = [f for f in left if abs(f.began - one.began) <= ALIKE_SECONDS]
            if near:
                pairs.append((one, min(near, key=lambda f: abs(f.began - one.began))))
                left.remove(pairs[-1][1])
        return Compared(
            name=name,
            tier=tier,
            expected=len(expected),
            found=len(found),
            begins=[(f.began - e.began) // STEP for e, f in pairs],
            ends=[(_end(f) - _end(e)) // STEP for e, f in pairs],
            missed=len(expected) - len(pairs),
            spurious=len(left),
        )

    def wrong(self) -> Iterator[str]:
        """Say what is further apart than one step."""
        what = f"{self.name} {self.tier}"
        if self.missed or self.spurious:
            yield f"{what}: {self.missed} alerts missed, {self.spurious} fired without reason"
        if any(abs(steps) > 1 for steps in (*self.begins, *self.ends)):
            yield f"{what}: begins {span(self.begins)} steps apart, ends {span(self.ends)}"


def promise_of(slo: Slo) -> Promise:
    """Read off what is promised."""
    assert isinstance(slo.period, RollingPeriod)
    indicator = slo.indicator
    slow = indicator.threshold_seconds if isinstance(indicator, LatencyIndicator) else None
    return Promise(slo.service, 1 - Fraction(slo.target), slo.period.seconds, slow)


async def replayed(loaded: Loaded, slos: Sequence[Slo]) -> Replayed:
    """Replay all of a history, step by step, as ``slo-monitor backtest`` does."""
    span = Span(loaded.history.line.scraped_from, step_at(END), STEP)
    found = await backtest(loaded.connection, Definitions(slos), None, span, lambda _share: None)
    return found.sides[0].history


def compared(history: History, found: Replayed) -> list[Compared]:
    """Hold what was replayed against what is predicted with the ledger's window edges."""
    return [
        Compared.of(
            slo.name,
            tier,
            _within(predicted(promise_of(slo), seen, tier, CELL_SECONDS), found.end),
            _fired(found, slo, tier),
        )
        for slo, seen in _seen(history, found)
        for tier in WORKBOOK
    ]


def edges_compared(history: History, found: Replayed) -> list[Compared]:
    """Hold the prediction with the ledger's window edges against one with ideal edges."""
    return [
        Compared.of(
            slo.name,
            tier,
            _within(predicted(promise_of(slo), seen, tier), found.end),
            _within(predicted(promise_of(slo), seen, tier, CELL_SECONDS), found.end),
        )
        for slo, seen in _seen(history, found)
        for tier in WORKBOOK
    ]


HEADINGS = ("SLO", "tier", "predicted", "fired", "begins ±", "ends ±", "missed", "spurious")


def rows(found: Sequence[Compared]) -> list[Sequence[str]]:
    """Write a line for each SLO and tier with an alert, and one for each SLO without."""
    lines: list[Sequence[str]] = [HEADINGS]
    for name in dict.fromkeys(one.name for one in found):
        called = [one for one in found if one.name == name and (one.expected or one.found)]
        lines += [_row(one) for one in called]
        if not called:
            lines.append((name, "any", "0", "0", "", "", "0", "0"))
    return lines


def _row(one: Compared) -> Sequence[str]:
    counts = (f"{n}" for n in (one.missed, one.spurious))
    begins, ends = span(one.begins), span(one.ends)
    return (one.name, one.tier, f"{one.expected}", f"{one.found}", begins, ends, *counts)


def span(steps: Sequence[int]) -> str:
    """Write the least and the most of some numbers."""
    return f"{min(steps)} … {max(steps)}" if steps else ""


def _seen(history: History, found: Replayed) -> Iterator[tuple[Slo, Observable]]:
    for slo in definitions([story.service.name for story in history.stories]):
        if any(told.slo.name == slo.name for told in found.slos):
            observed = history.observed[slo.service]
            yield slo, Observable.of(promise_of(slo), observed, history.line)


def _fired(found: Replayed, slo: Slo, tier: str) -> Sequence[Fired]:
    return [
        Fired(episode.alert.started_at, episode.ended_at)
        for told in found.slos
        if told.slo.name == slo.name
        for calling in told.callings
        if calling.tier == tier
        for episode in calling.episodes
    ]


def _within(fired: Sequence[Fired], end: int) -> Sequence[Fired]:
    """Leave out what happens after the last step that was replayed."""
    return [
        Fired(one.began, None if one.ended is None or one.ended > end else one.ended)
        for one in fired
        if one.began <= end
    ]


def _end(fired: Fired) -> int:
    return END if fired.ended is None else fired.ended
