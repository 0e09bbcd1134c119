"""Reads the past forwards, for a walk through it: from its begin on, piece by piece.

Everything is read once; the next piece is asked for while the last one is walked through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.monitor.accounts import Accounts
from app.monitor.backfill import LOOK_BACK_SECONDS
from app.monitor.lateness import Lateness
from app.monitor.observer import Found, Observer
from app.monitor.pace import Pace
from app.monitor.ports import Source
from app.slo.counter import count_together
from app.slo.definition import Slo
from app.slo.errors import SourceRejected, SourceTimeout
from app.slo.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Held:
    """The times of the first and the last sample that the source holds of a definition."""

    since: float
    until: float


@dataclass(frozen=True, slots=True)
class _Read:
    begin: int
    until: int
    found: Sequence[Found]


class ForwardReading:
    """Counts what definitions, of different names, gained from ``begin`` on (Unix seconds)."""

    def __init__(self, source: Source, slos: Sequence[Slo], step: int, begin: int) -> None:
        self._slos = slos
        self._begin = begin
        self._accounts = Accounts(step, begin)
        self._accounts.change(slos, begin)
        self._observer = Observer(source, self._accounts, Lateness(self._accounts, 0))
        self._pace = Pace(step)

    def held(self, slo_name: str) -> Held | None:
        """Say of which time there are samples of a definition."""
        account = self._accounts[slo_name]
        earliest = account.reach.earliest
        return (
            None
            if earliest is None
            else Held(earliest, float(np.fmax.reduce(account.cursors.time)))
        )

    async def pieces(self, stops: Sequence[int]) -> AsyncGenerator[Mapping[str, Stretch], None]:
        """Read up to the last of ``stops`` (ascending, on the grid); no piece goes across one.

        Raises:
            SourceError: the source gave no complete answer.
        """
        reading = asyncio.create_task(self._read(self._begin, stops))
        try:
            while True:
                read = await reading
                stretches = await asyncio.to_thread(self._counted, read)
                if read.until >= stops[-1]:
                    yield stretches
                    return
                reading = asyncio.create_task(self._read(read.until, stops))
                yield stretches
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, begin: int, stops: Sequence[int]) -> _Read:
        """Read the next piece, or a shorter one where it is too much to ask for at once."""
        stop = next(stop for stop in stops if stop > begin)
        groups = self._observer.groups(self._slos, lambda _slo: begin)
        while True:
            until = min(begin + self._pace.seconds, stop)
            try:
                found = [
                    await self._observer.read(group, begin, until, LOOK_BACK_SECONDS)
                    for group in groups
                ]
            except (SourceRejected, SourceTimeout):
                if not self._pace.slow_down(until - begin):
                    raise
                continue
            self._pace.follow(sum(one.count for one in found), until - begin)
            return _Read(begin, until, found)

    def _counted(self, read: _Read) -> Mapping[str, Stretch]:
        """Count a piece, and take it over."""
        accounts, step = self._accounts, self._accounts.step
        ends = np.arange(read.begin + step, read.until + 1, step, dtype=np.int64)
        samples = {name: own for one in read.found for name, own in one.samples.items()}
        asked = [(slo, accounts[slo.name], samples[slo.name]) for slo in self._slos]
        deltas = count_together(asked, read.until, step)
        stretches = {
            slo.name: Stretch.of(slo, account, (delta, own), ends, self._begin)
            for (slo, account, own), delta in zip(asked, deltas, strict=True)
        }
        accounts.ledger.advance(read.until)
        accounts.apply(deltas)
        return stretches
