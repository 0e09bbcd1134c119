"""Reads and counts: what a group of definitions gained since they were read last."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from app.monitor.accounts import Accounts
from app.monitor.ports import Source
from app.slo.account import Delta
from app.slo.counter import count_together
from app.slo.definition import Slo
from app.slo.errors import SourceError, SourceRejected, SourceTimeout
from app.slo.reading import Trouble
from app.slo.samples import Samples
from app.slo.snapshot import Reason

OVERLAP_SECONDS = 60
"""A reading looks back this far beyond the last one, for samples that came a little late."""

SWEEP_SECONDS = 600
SWEEP_EVERY_STEPS = 10
"""Every so many steps a reading looks back further, for remote writers that lag behind."""

Outcome = Delta | Trouble


class Observer:
    """Reads definitions through a source and counts their events; changes nothing."""

    def __init__(self, source: Source, accounts: Accounts) -> None:
        self._source = source
        self._accounts = accounts

    async def observe(self, slos: Sequence[Slo], until: int) -> Mapping[str, Outcome]:
        """Read these definitions up to ``until``, each group by its own queries.

        A group that fails leaves the others alone.
        """
        outcomes = await asyncio.gather(*(self._group(g, until) for g in self.groups(slos)))
        return {name: outcome for found in outcomes for name, outcome in found.items()}

    def groups(self, slos: Sequence[Slo]) -> list[tuple[Slo, ...]]:
        """Split definitions into those that are read together: same queries, equally far read."""
        return [
            members for group in self._source.plan(slos) for members in self._equally_far(group)
        ]

    async def read(self, slos: tuple[Slo, ...], until: int, overlap: int = 0) -> list[Delta]:
        """Read definitions that have been read equally far.

        Raises:
            SourceError: the source gave no complete answer; nothing was counted.
        """
        after = self._accounts[slos[0].name].reach.until
        found = await self._source.observe(slos, after - overlap, until)
        return await asyncio.to_thread(self._count, slos, found, until)

    def _count(self, slos: Sequence[Slo], found: Mapping[str, Samples], until: int) -> list[Delta]:
        accounts, step = self._accounts, self._accounts.step
        read = [(slo, accounts[slo.name], found[slo.name]) for slo in slos]
        return count_together(read, until, step)

    def _equally_far(self, slos: Iterable[Slo]) -> list[tuple[Slo, ...]]:
        by_reach: dict[int, list[Slo]] = {}
        for slo in slos:
            by_reach.setdefault(self._accounts[slo.name].reach.until, []).append(slo)
        return [tuple(members) for members in by_reach.values()]

    async def _group(self, slos: tuple[Slo, ...], until: int) -> dict[str, Outcome]:
        sweeping = until // self._accounts.step % SWEEP_EVERY_STEPS == 0
        overlap = SWEEP_SECONDS if sweeping else OVERLAP_SECONDS
        try:
            deltas = await self.read(slos, until, overlap)
        except SourceError as error:
            return {slo.name: trouble_of(error) for slo in slos}
        return {delta.slo_name: delta for delta in deltas}


def trouble_of(error: SourceError) -> Trouble:
    """Say in a status why a definition could not be read."""
    if isinstance(error, SourceTimeout):
        return Trouble(Reason.SOURCE_TIMEOUT, str(error))
    if isinstance(error, SourceRejected):
        return Trouble(Reason.SOURCE_REJECTED, str(error))
    return Trouble(Reason.SOURCE_UNREACHABLE, str(error))
