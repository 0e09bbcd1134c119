"""Decides how definitions are counted: series by series, or from sums over instances.

Series by series is exact, and cheap as long as there are few instances for each SLO. The sums of
very many instances cost Prometheus more than their samples would, but the answer does not grow
with the instances. ``docs/decisions/0014`` has the measurements.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.ports import Source
from app.slo.births import RESTART_SECONDS
from app.slo.definition import Slo
from app.slo.ledger import HOURS_6
from app.slo.samples import Grain
from app.slo.snapshot import Counting

ASKED_EVERY_SECONDS = 3600
"""Of definitions that read very many series it is asked so often whether sums would be fewer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Many:
    """What counts as many: more than ``series`` in all, and more than ``per_sum`` for each sum."""

    series: int = 20_000
    per_sum: int = 50


MANY = Many()


class CountingChoice:
    """Chooses for each definition, and stays with sums for as long as an account lives."""

    def __init__(self, source: Source, accounts: Accounts, many: Many = MANY) -> None:
        self._source = source
        self._accounts = accounts
        self._many = many
        self._chosen: dict[tuple[str, str], Counting] = {}
        self._asked_at: dict[str, int] = {}
        self._asking = asyncio.Lock()

    async def of(
        self, slos: tuple[Slo, ...], at: int
    ) -> Sequence[tuple[Counting, tuple[Slo, ...]]]:
        """Say how definitions are counted that are to be read; ``at`` is when it is looked.

        Raises:
            SourceError: the source could not count the series.
        """
        async with self._asking:
            known = [self._known(slo) for slo in slos]
            if None in known:
                open_ones = tuple(s for s, one in zip(slos, known, strict=True) if one is None)
                await self._choose(open_ones, at)
                known = [self._known(slo) for slo in slos]
        by_counting: dict[Counting, list[Slo]] = {}
        for slo, one in zip(slos, known, strict=True):
            by_counting.setdefault(one or Counting.EXACT, []).append(slo)
        return [(counting, tuple(members)) for counting, members in by_counting.items()]

    def grain(self) -> Grain:
        """Say how finely sums are read: as the ledger keeps what they bring."""
        return Grain(self._accounts.step, self._accounts.ledger.head - HOURS_6)

    def noticed(self, slos: Sequence[Slo], series: int, at: int) -> None:
        """Learn how many series a step brought; where they are many, the choice is looked at."""
        if series <= self._many.series:
            return
        for slo in slos:
            if at - self._asked_at.get(slo.name, at - ASKED_EVERY_SECONDS) >= ASKED_EVERY_SECONDS:
                self._chosen.pop(_key(slo), None)

    def _known(self, slo: Slo) -> Counting | None:
        account = self._accounts[slo.name]
        if account.register.has_sums:
            return Counting.AGGREGATED
        if self._accounts.step <= RESTART_SECONDS:
            return Counting.EXACT  # sums come as processes that are a step old
        if account.heads is not None and account.feedings:
            return Counting.EXACT  # until its past has been read as it began to be
        return self._chosen.get(_key(slo))

    async def _choose(self, slos: tuple[Slo, ...], at: int) -> None:
        extent = await self._source.extent(slos, at, self._many.series)
        are_many = extent.series > self._many.series
        are_many &= extent.sums is not None and extent.series > self._many.per_sum * extent.sums
        for slo in slos:
            self._chosen[_key(slo)] = Counting.AGGREGATED if are_many else Counting.EXACT
            self._asked_at[slo.name] = at
        if are_many:
            text = "counting %d definitions from %d sums over %d series, from here on"
            log.info(text, len(slos), extent.sums, extent.series, extra={"at": at})


def _key(slo: Slo) -> tuple[str, str]:
    return slo.name, slo.fingerprint
