"""Replays history under one catalog, or under two side by side: who would have been called.

Definitions of both that count the same events, whatever else they say, are read once. What a
catalog excludes is left out of its own side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from app.catalog.recurrence import occurrences
from app.monitor.accounts import BASELINE_SECONDS
from app.monitor.calendar import quiet_times
from app.monitor.forward import ForwardReading, Held
from app.slo.definition import Slo
from app.slo.episode import Chronicle, History, Told
from app.slo.exclusion import Exclusion
from app.slo.ledger import HOUR
from app.slo.period import reading_seconds
from app.slo.replay import Replay, Stretches, until_of
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource

Progress = Callable[[float], None]
"""Told the share (0 to 1) of the time that has been read and walked through."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time to replay, (start, end] in Unix seconds, on the grid of ``step`` seconds."""

    start: int
    end: int
    step: int

    @staticmethod
    def of(start: float, end: float, step: int, now: int) -> Span:
        """Take times down to the grid; ``now`` is the last step that there can be.

        Raises:
            ValueError: there is no step between them, or not yet.
        """
        first, last = (int(time // step) * step for time in (start, end))
        if last > now:
            raise ValueError(f"--end {_text(last)} has not come yet; the last step is {_text(now)}")
        if first >= last:
            raise ValueError(f"--start {_text(first)} must lie before --end {_text(last)}")
        return Span(first, last, step)


@dataclass(frozen=True, slots=True)
class Definitions:
    """One catalog: what is promised, and which times are outside the promises."""

    slos: Sequence[Slo]
    exclusions: Sequence[Exclusion] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """What one catalog would have called for.

    ``held`` says by the name of a definition from when to when there are samples of it, ``None``
    if there are none; ``excluded_seconds`` by the id of an SLO how much of the time is left out.
    """

    history: History
    held: Mapping[str, Held | None]
    excluded_seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the catalog in force would have called for, and then the changed one, if there is."""

    span: Span
    sides: Sequence[Side]

    @property
    def has_samples(self) -> bool:
        """Whether there was anything to replay."""
        return any(held is not None for side in self.sides for held in side.held.values())


async def backtest(
    connection: Connection,
    current: Definitions,
    changed: Definitions | None,
    span: Span,
    on_progress: Progress,
) -> Backtest:
    """Walk through a time, from its begin on, when nobody is called yet.

    Raises:
        SourceError: Prometheus gave no complete answer.
    """
    catalogs = [current] if changed is None else [current, changed]
    slos = [slo for catalog in catalogs for slo in catalog.slos]
    begin = _begin(slos, span)
    sides = [_Side(catalog, span, begin) for catalog in catalogs]
    client = PrometheusClient(connection)
    try:
        read = {_meaning(slo): slo for slo in slos}
        named = [replace(slo, name=meaning) for meaning, slo in read.items()]
        rereading = ForwardReading(PrometheusSource(client), named, span.step, begin)
        async with aclosing(rereading.pieces([span.start, span.end])) as pieces:
            async for piece in pieces:
                until = until_of(piece)
                await asyncio.to_thread(_go_on, sides, piece, is_before=until <= span.start)
                on_progress((until - begin) / (span.end - begin))
    finally:
        await client.close()
    return Backtest(span, [side.history(rereading) for side in sides])


class _Side:
    """One of the catalogs on its way through history."""

    def __init__(self, catalog: Definitions, span: Span, begin: int) -> None:
        self._slos = catalog.slos
        self._span = span
        self._times = quiet_times(
            catalog.slos, catalog.exclusions, begin, span.end, span.step, occurrences
        )
        self._replay = Replay(catalog.slos, span.step, begin, self._times)
        self._chronicle = Chronicle(span.start)

    def go_on(self, piece: Stretches, *, is_before: bool) -> None:
        """Take a piece of time in: one ``is_before`` the begin is passed over."""
        mine = {slo.name: piece[_meaning(slo)] for slo in self._slos}
        if is_before:
            self._replay.pass_over(mine)
            return
        for evaluated in self._replay.walk(mine):
            self._chronicle.take(evaluated)

    def history(self, rereading: ForwardReading) -> Side:
        """Tell what came of it."""
        held = {slo.name: rereading.held(_meaning(slo)) for slo in self._slos}
        history = self._chronicle.history()
        return Side(history, held, {told.id: self._excluded_seconds(told) for told in history.slos})

    def _excluded_seconds(self, told: Told) -> float:
        start, end = (np.array([float(time)]) for time in (self._span.start, self._span.end))
        return float(self._times[told.slo.name].of_group(told.group).seconds(start, end)[0])


def _go_on(sides: Sequence[_Side], piece: Stretches, *, is_before: bool) -> None:
    for side in sides:
        side.go_on(piece, is_before=is_before)


def _begin(slos: Sequence[Slo], span: Span) -> int:
    """Where reading begins, so that the first step has all of its past."""
    past = max(reading_seconds(slo.period) for slo in slos)
    begin = (span.start - past) // HOUR * HOUR - BASELINE_SECONDS
    return begin // span.step * span.step


def _text(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _meaning(slo: Slo) -> str:
    """Name what is counted: definitions with the same name are counted alike."""
    return f"{slo.fingerprint}-{slo.max_groups}"
