"""A sheet with the alerts that fire on it: states, and how a status is made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.slo.alert import Alert
from app.slo.board import Board
from app.slo.burn import WINDOWS, shown_windows
from app.slo.calling import condition_names
from app.slo.health import health_as_seen, health_of
from app.slo.period import starts_at
from app.slo.reading import Reading
from app.slo.selection import Windows
from app.slo.sheet import Sheet, covered
from app.slo.snapshot import Basis, Budget, BurnRate, Estimate, Events, Excluded, State, Status

STATES = (State.HEALTHY, State.AT_RISK, State.EXHAUSTED, State.UNKNOWN)
_HEALTHY, _AT_RISK, _EXHAUSTED, _UNKNOWN = range(len(STATES))


@dataclass(frozen=True)
class Judged:
    """Every SLO's figures and alerts, in the order of the sheet's members."""

    sheet: Sheet
    board: Board

    @cached_property
    def _states(self) -> Sequence[int]:
        """By place, which of ``STATES`` an SLO is in."""
        sheet, figures = self.sheet, self.sheet.figures
        at_risk = figures.gone_soon.copy()
        places = sheet.places
        burning = self.board.fires[: len(sheet.terms.tiers)].any(axis=0) & (places >= 0)
        at_risk[places[burning]] = True
        states = np.where(at_risk, _AT_RISK, _HEALTHY)
        states = np.where(figures.budgets.remaining <= 0, _EXHAUSTED, states)
        found: list[int] = np.where(sheet.missing | ~figures.is_read, _UNKNOWN, states).tolist()
        return found

    def status(self, number: int) -> Status:
        """Work out the status of one SLO."""
        sheet = self.sheet
        (read, row), place = sheet.members[number], int(sheet.places[number])
        reading = sheet.readings[read]
        alerts = self._alerts(number)
        if row is None or place < 0:
            return _unseen(reading, row, alerts, sheet.at)
        return _Line(sheet, reading, row, place).status(STATES[self._states[place]], alerts)

    @cached_property
    def _is_called(self) -> Sequence[bool]:
        """Of which SLOs some alert fires."""
        called = np.any(self.board.fires, axis=0)
        return [bool(each) for each in called]

    def _alerts(self, number: int) -> tuple[Alert, ...]:
        if not self._is_called[number]:
            return ()
        fires = np.flatnonzero(self.board.fires[:, number]).tolist()
        read, row = self.sheet.members[number]
        reading = self.sheet.readings[read]
        slo_id = reading.slo.id_of(() if row is None else reading.register.rows[row].group)
        names = condition_names(self.sheet.terms)
        return tuple(self.board.alerts[slo_id, names[k]] for k in fires)


@dataclass(frozen=True, slots=True)
class _Line:
    """One SLO's way from columns to a status."""

    sheet: Sheet
    reading: Reading
    row: int
    place: int

    def status(self, state: State, alerts: tuple[Alert, ...]) -> Status:
        sheet, reading, place = self.sheet, self.reading, self.place
        slo, key, figures = reading.slo, reading.register.rows[self.row], sheet.figures
        until, present = float(sheet.sums.until[place]), not sheet.missing[place]
        health = health_as_seen(reading, self.row, until, sheet.at, present=present)
        events = budget = excluded = None
        if figures.is_read[place]:
            events = _events(sheet.sums.period, place)
            budget, excluded = self._budget(), self._excluded()
            health = health.given(events, excluded)
        else:
            health = health.unread(reading)
        missing = health.data.is_missing
        return Status(
            slo=slo,
            group=key.group,
            state=state,
            data=health.data,
            reason=health.reason,
            message=health.message,
            counting=reading.counting,
            start=float(sheet.sums.period.start[place]),
            end=until,
            covered_ratio=float(sheet.covered[place]),
            since=reading.reach.earliest,
            data_until=health.data_until,
            newest_sample=_or_none(reading.newest[self.row]),
            sli=None if events is None else events.sli,
            estimate=None if events is None else self._estimate(),
            events=events,
            budget=budget,
            burn_rates=self._burn_rates(),
            latency=None if missing else sheet.latencies.get((slo.name, key.group)),
            alerts=alerts,
            evaluated_at=float(sheet.at),
            excluded=excluded,
        )

    def _burn_rates(self) -> tuple[BurnRate, ...]:
        sheet, place = self.sheet, self.place
        every = sheet.terms.windows
        shown = every if every == WINDOWS else shown_windows(self.reading.slo)
        good, total = sheet.burn_events[:, :, place].tolist()
        known = sheet.figures.burns_known[:, place].tolist()
        rates = sheet.figures.rates[:, place].tolist()
        return tuple(
            [
                BurnRate(
                    window, _or_none(rates[k]), Events(good[k], total[k]) if known[k] else None
                )
                for k, window in enumerate(every)
                if window in shown
            ]
        )

    def _budget(self) -> Budget:
        budgets, place = self.sheet.figures.budgets, self.place
        return Budget(
            events=float(budgets.events[place]),
            basis=Basis.PREVIOUS_PERIOD if budgets.is_of_before[place] else Basis.PERIOD,
            consumed_ratio=_or_none(budgets.consumed[place]),
            remaining_ratio=_or_none(budgets.remaining[place]),
            exhausts_at=_or_none(budgets.exhausts_at[place]),
        )

    def _excluded(self) -> Excluded | None:
        if not self.reading.times:
            return None
        spans = self.reading.times.of_group(self.reading.register.rows[self.row].group)
        period, mine = self.sheet.sums.period, slice(self.place, self.place + 1)
        seconds = float(spans.seconds(period.start[mine], period.end[mine])[0])
        events = _events(self.sheet.sums.excluded, self.place)
        return Excluded(events, seconds) if seconds or events.total else None

    def _estimate(self) -> Estimate | None:
        if self.place not in self.sheet.bounds:
            return None
        period = self.sheet.sums.period
        low, high = (_events(period, p).sli for p in self.sheet.bounds[self.place])
        return None if low is None or high is None else Estimate(low, high)


def _events(windows: Windows, place: int) -> Events:
    return Events(float(windows.good[place]), float(windows.total[place]))


def _or_none(value: np.floating | float) -> float | None:
    return None if math.isnan(value) else float(value)


def _unseen(reading: Reading, row: int | None, alerts: tuple[Alert, ...], at: int) -> Status:
    """The status of a definition, or of a row of it, that never had a sample to count."""
    health = health_of(reading, row, at)
    start, end = starts_at(reading.slo.period, at), float(at)
    return Status(
        slo=reading.slo,
        group=() if row is None else reading.register.rows[row].group,
        state=State.UNKNOWN,
        data=health.data,
        reason=health.reason,
        message=health.message,
        counting=reading.counting,
        start=start,
        end=end,
        covered_ratio=float(covered([reading], [1], np.array([start]), np.array([end]))[0]),
        since=None,
        data_until=None,
        newest_sample=None,
        sli=None,
        estimate=None,
        events=None,
        budget=None,
        burn_rates=tuple(BurnRate(w, None, None) for w in shown_windows(reading.slo)),
        latency=None,
        alerts=alerts,
        evaluated_at=end,
    )
