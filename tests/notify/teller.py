"""Monitor, store and outbox over a script in which two SLOs burn again and again.

Steps follow each other as fast as they can. Which one is next stands in the store, so that the
script is the same however often it is interrupted.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection, func, select

from app.monitor.book import Book
from app.monitor.monitor import Monitor
from app.notify.address import alertmanager_address, webhook_address
from app.notify.signature import Signer
from app.notify.silences import Silences
from app.notify.telling import Manner, Recipients, outbox, silences
from app.slo.alert import AlertState, Transition
from app.slo.definition import AlertPolicy, Slo
from app.slo.samples import Part
from app.slo.tier import HOUR, Severity, tier
from app.store.alert_records import transition_of
from app.store.alert_tables import EVENTS, TRANSITIONS
from app.store.deliveries import SqlDeliveries
from app.store.sql import SqlStore, open_store
from tests.monitor.scripted import SCRAPE, Counter, ScriptedSource, ratio_slo

STEP = 300
CYCLE_SECONDS = 2 * HOUR
"""A burst begins with each cycle; it fires and is over before the cycle is."""

BURST_SECONDS = 1500
FIRST_FIRES_AFTER_SECONDS, FIRES_AFTER_SECONDS, IS_OVER_AFTER_SECONDS = 300, 1200, 2100
SECRET = "for-tests-only-0123456789"
PER_SCRAPE = 10.0

FAST = AlertPolicy(tiers=(tier("page-fast", Severity.PAGE, 0.5, HOUR),))


def _scrapes_between(after: float, until: float) -> range:
    return range(math.ceil(after / SCRAPE) * SCRAPE, int(until) + 1, SCRAPE)


@dataclass
class Steady(Counter):
    """A counter that grows with every scrape, for as long as anybody asks."""

    def samples(self, after: float, until: float) -> tuple[list[float], list[float]]:
        times = _scrapes_between(max(after, self.begin), until)
        return list(map(float, times)), [self.grown(t - self.begin) * PER_SCRAPE for t in times]

    def grown(self, seconds: int) -> int:
        return seconds // SCRAPE


@dataclass
class Bursts(Steady):
    """A counter that grows in the first ``BURST_SECONDS`` of each cycle only."""

    def grown(self, seconds: int) -> int:
        cycles, rest = divmod(seconds, CYCLE_SECONDS)
        return (cycles * BURST_SECONDS + min(rest, BURST_SECONDS)) // SCRAPE


@dataclass(frozen=True)
class Script:
    """``shop`` burns from ``base`` on (Unix seconds, on the grid), ``cart`` half a cycle later.

    All requests of a burst fail, and 30 % in an hour are too many: of the first burst the first
    step, of others 20 minutes. The alert is over when 5 minutes are clean, and have been for 5.
    """

    base: int

    def source(self) -> ScriptedSource:
        begins = {"shop": self.base, "cart": self.base - CYCLE_SECONDS // 2}
        return ScriptedSource(
            [
                kind(name, part, PER_SCRAPE, begin, begin)
                for name, begin in begins.items()
                for kind, part in ((Steady, Part.TOTAL), (Bursts, Part.BAD))
            ]
        )

    def slos(self) -> list[Slo]:
        return [burning_slo("shop"), burning_slo("cart")]

    def changes(self, until: int) -> list[tuple[str, AlertState, int]]:
        """Say what has to happen up to ``until``: of which SLO, to which state, and when."""
        bursts = range(self.base, until + 1, CYCLE_SECONDS // 2)
        found = []
        for number, begin in enumerate(bursts):
            slo = ("shop", "cart")[number % 2]
            fires = begin + (FIRST_FIRES_AFTER_SECONDS if number == 0 else FIRES_AFTER_SECONDS)
            found.append((slo, AlertState.FIRING, fires))
            found.append((slo, AlertState.RESOLVED, begin + IS_OVER_AFTER_SECONDS))
        return [change for change in found if change[2] <= until]


def burning_slo(name: str) -> Slo:
    slo = ratio_slo(name, 6 * HOUR)
    return replace(slo, alerts=FAST, target=Decimal("0.9"), labels={"team": "payments"})


class Teller:
    """A service without faces; ``run_until`` carries out the steps that are not stored yet."""

    def __init__(self, store: SqlStore, monitor: Monitor, silenced: Silences, last: int) -> None:
        self.store = store
        self.deliveries = SqlDeliveries(store.transactor)
        self.silences = silenced
        self._monitor = monitor
        self._last = last

    async def run_until(self, at: int) -> None:
        for step in range(self._last + STEP, at + 1, STEP):
            assert await self._monitor.cycle(step) is not None
            self._last = step

    async def transitions(self) -> list[Transition]:
        return await self.store.transactor.read(stored_transitions)


def recipients(webhooks: Sequence[str] = (), alertmanagers: Sequence[str] = ()) -> Recipients:
    return Recipients(
        alertmanagers=[alertmanager_address(url) for url in alertmanagers],
        webhooks=[webhook_address(url) for url in webhooks],
        signer=Signer([SECRET]),
        external_url="https://slo.example",
    )


@asynccontextmanager
async def telling(
    url: str, script: Script, told: Recipients, manner: Manner
) -> AsyncIterator[Teller]:
    """Start over what is stored, and end in good order."""
    store = await open_store(url, told.receivers)
    book, silenced = Book(), silences(told)
    monitor = Monitor(script.source(), store, book, STEP)
    last = await store.transactor.read(_last_step)
    await monitor.open(script.slos(), last or script.base)
    if last is None:
        await monitor.backfill(script.base)
    box = outbox(told, silenced, store, SqlDeliveries(store.transactor), manner)
    book.listen(box.published)
    box.start()
    try:
        yield Teller(store, monitor, silenced, last or script.base - STEP)
    finally:
        await monitor.close()
        await box.close(2.0)
        await store.close()


def stored_transitions(connection: Connection) -> list[Transition]:
    bodies = connection.execute(select(TRANSITIONS.c.body).order_by(TRANSITIONS.c.seq))
    return [transition_of(body) for body in bodies.scalars()]


def _last_step(connection: Connection) -> int | None:
    last: int | None = connection.execute(select(func.max(EVENTS.c.at))).scalar()
    return last
