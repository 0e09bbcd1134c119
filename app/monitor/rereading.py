"""Reads pieces of the past again, for exclusions whose edges cut a cell; keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from app.monitor.accounts import BASELINE_SECONDS, Accounts
from app.monitor.observer import Observer
from app.slo.account import Cells
from app.slo.definition import Slo
from app.slo.errors import SourceRejected, SourceTimeout
from app.slo.retroactive import Recount, Stretch

SHORTEST_SECONDS = 300
"""A piece that is too much to ask for at once is halved, but not below this."""


class Rereading:
    """Reads and counts pieces as the past is read, on accounts of their own."""

    def __init__(self, observer: Observer, accounts: Accounts) -> None:
        self._observer = observer
        self._accounts = accounts

    async def read(self, stretch: Stretch, slos: Iterable[Slo]) -> Mapping[str, Recount]:
        """Read one piece for some definitions; the answer is keyed by their names.

        Raises:
            SourceError: the source gave no complete answer.
        """
        found: dict[str, Recount] = {}
        for group in self._observer.groups(list(slos), lambda _slo: None):
            found.update(await self._group(group, stretch))
        return found

    async def _group(self, slos: tuple[Slo, ...], stretch: Stretch) -> Mapping[str, Recount]:
        begin, end = stretch
        try:
            found = await self._observer.read(slos, begin, end, BASELINE_SECONDS, in_steps=True)
        except (SourceRejected, SourceTimeout):
            half = (begin + end) // 2 // self._accounts.step * self._accounts.step
            if end - begin <= SHORTEST_SECONDS or half <= begin:
                raise
            first = await self._group(slos, (begin, half))
            second = await self._group(slos, (half, end))
            return {n: _joined(first[n], second[n]) for n in first.keys() & second.keys()}
        still = [slo for slo in slos if self._accounts.slos.get(slo.name) is slo]
        return {
            slo.name: _recount(Recount.of(delta, _first(found.samples[slo.name].time)), known)
            for slo, delta in self._accounts.pieces(still, found.samples, begin, end)
            for known in [len(self._accounts[slo.name].rows)]
        }


def _first(times: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    return float(times.min()) if len(times) else None


def _recount(found: Recount, known: int) -> Recount:
    """Leave out groups that the account does not have: none of their events were counted."""
    cells = Cells(found.cells.ends, found.cells.good[:known], found.cells.total[:known])
    return Recount(found.rows[:known], cells, found.first_sample)


def _joined(first: Recount, second: Recount) -> Recount:
    known = min(len(first.rows), len(second.rows))
    one, other = first.cells, second.cells
    samples = [t for t in (first.first_sample, second.first_sample) if t is not None]
    return Recount(
        first.rows[:known],
        Cells(
            np.concatenate([one.ends, other.ends]),
            np.concatenate([one.good[:known], other.good[:known]], axis=1),
            np.concatenate([one.total[:known], other.total[:known]], axis=1),
        ),
        min(samples, default=None),
    )
