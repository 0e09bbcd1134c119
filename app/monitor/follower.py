"""Rebuilds the accounts from what the leader stored, and publishes the snapshot that it published.

Writes nothing and asks Prometheus nothing. What it holds afterwards is what the leader held, so
that it can go on from there once the leader is gone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from app.monitor.accounts import Accounts
from app.monitor.book import Book
from app.monitor.exclusions import Exclusions
from app.monitor.journal import Journal
from app.monitor.keeper import Result
from app.monitor.ports import SharedStore
from app.slo.account import Delta
from app.slo.definition import Slo
from app.slo.evaluate import Background, evaluate
from app.slo.gaining import with_excluded
from app.slo.reading import Reading, Trouble
from app.slo.snapshot import Reason, Snapshot
from app.slo.step import Held, News, Step
from app.slo.twin import twin_name

LEADER_TOPIC = "leader"
LEADERS_EXCLUSIONS_TOPIC = "the leader's exclusions"

OTHER_EXCLUSIONS = (
    "the leading replica has other exclusions in its files than this one, and its are in force:"
    " give both the same"
)

NOT_COUNTED = "the leading replica does not count this definition, or not yet"

log = logging.getLogger(__name__)


class Holder(Protocol):
    """Holds the accounts of this process."""

    @property
    def accounts(self) -> Accounts:
        """The accounts of the catalog in force."""
        ...

    @property
    def exclusions(self) -> Exclusions:
        """The exclusions in force."""
        ...

    async def exclusively(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do something while no account changes otherwise."""
        ...


class Follower:
    """Follows the leader step by step; nothing else may change the accounts meanwhile.

    ``holder`` has them, and lets changes be made while nobody else looks at them.
    """

    def __init__(
        self,
        store: SharedStore,
        book: Book,
        journal: Journal,
        step_seconds: int,
        holder: Holder,
    ) -> None:
        self._store = store
        self._book = book
        self._journal = journal
        self._step = step_seconds
        self._holder = holder

    async def follow(self) -> Snapshot | None:
        """Publish the newest step, if it has not been seen yet.

        Raises:
            StoreError: the store did not answer, or cannot be read.
        """
        if await self._store.newest_step() == self._journal.newest_at:
            return None
        return await self.catch_up()

    async def catch_up(self) -> Snapshot | None:
        """Take over everything that is stored; publish the newest step, if there is a new one.

        Raises:
            StoreError: the store did not answer, or cannot be read.
        """
        accounts = self._holder.accounts
        return await self._take_over({name: _held(accounts, name) for name in accounts.slos})

    async def resume(self) -> Snapshot | None:
        """Publish the newest step as one who leads, and whose accounts were just read.

        Raises:
            StoreError: the store did not answer, or cannot be read.
        """
        return await self._take_over({})

    async def _take_over(self, known: Mapping[str, Held]) -> Snapshot | None:
        accounts = self._holder.accounts
        news = await self._store.news(known, self._journal.newest_at, self._step)
        # A catalog comes into force on this event loop, and not while something is followed.
        snapshot = await self._holder.exclusively(
            lambda: asyncio.to_thread(self._take, accounts, news)
        )
        self._journal.stored(news.steps)
        if news.steps:
            self._note_differences(accounts, news.steps[-1])
        if snapshot is not None:
            self._book.publish(snapshot)
        return snapshot

    def _take(self, accounts: Accounts, news: News) -> Snapshot | None:
        """Take over what is stored, and evaluate as the leader did: before the last deltas."""
        reached = [one.account.reach.until for one in (*news.whole, *news.ahead)]
        newest = news.steps[-1] if news.steps else None
        head = max([*reached, newest.evaluated_at if newest else 0])
        accounts.ledger.advance(head)
        for name in news.gone:
            accounts.disown(name, head)
        accounts.reopen(news.whole, head)
        for name, times in news.times.items():
            accounts.twins.learn(name, times)
        self._holder.exclusions.learn(news.exclusions)
        deltas = [accounts.gained(one) for one in news.ahead]
        snapshot = None
        if newest is not None and newest.step_seconds == self._step:
            snapshot = self._evaluated(accounts, news, newest, deltas)
        accounts.apply_only(deltas)
        return snapshot

    def _evaluated(
        self, accounts: Accounts, news: News, step: Step, deltas: list[Delta]
    ) -> Snapshot:
        gained = {delta.slo_name: delta for delta in deltas}
        by_name = {n: with_excluded(delta, gained.get(twin_name(n))) for n, delta in gained.items()}
        readings = [
            _reading(slo, accounts, by_name.get(slo.name), step) for slo in accounts.slos.values()
        ]
        told = [one.latencies for one in news.steps if one.latencies is not None]
        return evaluate(
            accounts.ledger,
            readings,
            Background(told[-1] if told else self._journal.latencies, settled=news.open_alerts),
            step.evaluated_at,
            self._step,
            self._book.current,
        )

    def _note_differences(self, accounts: Accounts, step: Step) -> None:
        """Say in the readiness what keeps this replica from saying the same as the leader."""
        mine, leaders = self._journal.catalog(list(accounts.slos.values())), step.catalog
        sentence = None
        if step.step_seconds != self._step:
            sentence = (
                f"the leading replica evaluates every {step.step_seconds} s and this one every"
                f" {self._step} s: set SLO_MONITOR_STEP alike"
            )
        elif leaders.definitions != mine.definitions:
            sentence = (
                "the leading replica has other definitions than this one, and its are counted:"
                " give both the same"
            )
        self._note(LEADER_TOPIC, sentence)
        others_excluded = leaders.exclusions not in ("", mine.exclusions)
        self._note(LEADERS_EXCLUSIONS_TOPIC, OTHER_EXCLUSIONS if others_excluded else None)

    def _note(self, topic: str, sentence: str | None) -> None:
        if sentence is not None and sentence not in self._book.notices():
            log.warning(sentence)
        self._book.note(topic, sentence)


def _held(accounts: Accounts, name: str) -> Held:
    twin = accounts.twins.accounts.get(twin_name(name))
    if twin is None:
        return Held(accounts[name])
    times, since = accounts.twins.times(name), accounts.ledger.oldest(name)
    return Held(accounts[name], twin, times, since)


def _reading(slo: Slo, accounts: Accounts, delta: Delta | None, step: Step) -> Reading:
    account = accounts[slo.name]
    if account.number is None:
        nobody = Trouble(Reason.BACKFILLING, NOT_COUNTED)
        return Reading.of(slo, account, None, nobody, "", NOT_COUNTED)
    hint, unread = step.hints.get(slo.name, ""), step.unread.get(slo.name)
    times = accounts.twins.times(slo.name)
    return Reading.of(slo, account, delta, step.troubles.get(slo.name), hint, unread, times)
