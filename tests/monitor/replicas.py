"""Two processes over one PostgreSQL that count two SLOs, and what is excluded of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from app.catalog.recurrence import occurrences
from app.monitor.book import Book
from app.monitor.follower import Follower
from app.monitor.journal import Journal
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.monitor.replica import Replica
from app.slo.definition import Slo
from app.slo.exclusion import Exclusion, ExclusionChange, Recurrence
from app.slo.samples import Grain, Part, Samples
from app.slo.snapshot import Status
from app.store.sql import SqlStore, open_store
from tests.monitor.scripted import Counter, ScriptedSource, ratio_slo

STEP, HOUR, DAY = 30, 3600, 86_400
MIDNIGHT = 1_795_000_000 // DAY * DAY
NOW = MIDNIGHT - 20 * STEP
SLOS = tuple(ratio_slo(name) for name in ("cart", "shop"))


def quiet(begin: int, end: int, name: str = "x", slos: Sequence[str] = ("shop",)) -> Exclusion:
    return Exclusion(name, tuple(slos), (), float(begin), float(end), None, "maintenance")


def nightly(name: str) -> Exclusion:
    rule = Recurrence("FREQ=DAILY;BYHOUR=23;BYMINUTE=0;BYSECOND=0", 2 * HOUR, "UTC")
    return Exclusion(name, (), (), float(NOW - 9 * DAY), None, rule, "backups")


@dataclass
class LateSource(ScriptedSource):
    """Has no samples yet after the time ``there``."""

    there: float = math.inf

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        await super().observe(slos, after, until, grain)
        return {slo.name: self._samples(slo, after, min(until, self.there)) for slo in slos}


def a_shop() -> LateSource:
    begin, end = NOW - 5 * HOUR, NOW + DAY
    return LateSource(
        [
            Counter("cart", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.TOTAL, 10, begin, end),
            Counter("shop", Part.BAD, 1, begin, end),
        ]
    )


@dataclass
class Process:
    store: SqlStore
    source: LateSource
    book: Book
    replica: Replica
    monitor: Monitor

    @property
    def statuses(self) -> list[Status]:
        assert self.book.current is not None
        return list(self.book.current)

    @property
    def shop(self) -> Status:
        return self.statuses[1]

    async def exclude(self, exclusion: Exclusion) -> None:
        await self.monitor.exclusions.change(ExclusionChange(added=exclusion))

    async def include(self, name: str) -> None:
        await self.monitor.exclusions.change(ExclusionChange(removed=name))

    @property
    def words(self) -> str:
        return "; ".join(self.book.notices())

    @property
    def excluded(self) -> list[str]:
        return [each.id for each in self.monitor.exclusions.listed()]


@dataclass
class Pair:
    """Two processes over one database; ``whole`` are the accounts that one read anew."""

    leader: Process
    follower: Process
    whole: list[str] = field(default_factory=list)

    async def step(self, at: int) -> Status:
        """Carry out a step; both must say the same, and list the same exclusions."""
        assert await self.leader.replica.cycle(at) is not None
        assert await self.follower.replica.poll(at) is not None
        assert self.follower.statuses == self.leader.statuses
        assert self.follower.excluded == self.leader.excluded
        return self.follower.shop

    async def steps(self, begin: int, until: int) -> Status:
        for at in range(begin, until, STEP):
            await self.step(at)
        return self.follower.shop

    async def fail_over(self, at: int) -> Pair:
        """Let the follower lead from the step that ends at ``at`` on."""
        await self.leader.replica.close()
        later = Pair(self.follower, self.leader, self.whole)
        await later.step(at)
        self.whole.clear()
        return later


async def begun(
    stack: AsyncExitStack, url: str, source: LateSource, of_files: Sequence[Exclusion] = ()
) -> Process:
    """Start a process that ends with the stack."""
    store = await open_store(url)
    stack.push_async_callback(store.close)
    book, journal = Book(), Journal(STEP)
    monitor = Monitor(source, store, book, STEP, journal=journal, occurrences=occurrences)
    follower = Follower(store, book, journal, STEP, monitor)
    replica = Replica(monitor, Leadership(store.lease), follower, book)
    await replica.open(SLOS, NOW, of_files)
    stack.push_async_callback(replica.close)
    return Process(store, source, book, replica, monitor)
