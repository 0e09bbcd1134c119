"""One step of the service: observe, count, evaluate, store, publish.

What was not stored is not published. A step at or before the last one is a no-op. One
definition's failure never aborts the step: its status says what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from app.monitor.accounts import Accounts
from app.monitor.asking import begun
from app.monitor.backfill import Backfill
from app.monitor.book import Book
from app.monitor.calendar import Calendar, Occurrences, once
from app.monitor.catch_up import BACKFILL_TOPIC, NEAR_SECONDS, CatchUp
from app.monitor.counting import MANY, Many
from app.monitor.exclusions import EXCLUSIONS_TOPIC, Exclusions
from app.monitor.hints import Hints
from app.monitor.journal import Journal
from app.monitor.keeper import Keeper, Result
from app.monitor.lateness import Lateness
from app.monitor.leaving import abandoned, ended_twins, retire
from app.monitor.lookout import Lookout
from app.monitor.observer import Found, Observer, Troubles
from app.monitor.past import past_of
from app.monitor.ports import Source, Store
from app.monitor.quantiles import Quantiles
from app.monitor.readings import Readings
from app.monitor.remarks import Remarks
from app.slo.account import Account
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import BEFORE_SECONDS
from app.slo.definition import Slo
from app.slo.evaluate import Background, Evaluated, evaluate
from app.slo.exclusion import Exclusion
from app.slo.history import Past
from app.slo.snapshot import Snapshot

RETIRING_SECONDS = 3600
"""So often series are looked for whose targets went."""

log = logging.getLogger(__name__)


class Monitor:
    """Keeps the account of a catalog, and publishes a snapshot at each step that it is given.

    Everything runs on one event loop. ``on_backfill`` is told the share (0 to 1) of the past
    that has been read, when that changes. ``many`` says when instances are summed by the source,
    ``occurrences`` how exclusions recur. A step is given ``offset_seconds`` after its time, or
    later. With a ``journal``, steps are stored for replicas that follow.
    """

    def __init__(
        self,
        source: Source,
        store: Store,
        book: Book,
        step_seconds: int,
        on_backfill: Callable[[float], None] = lambda _share: None,
        many: Many = MANY,
        offset_seconds: float = 0.0,
        occurrences: Occurrences = once,
        journal: Journal | None = None,
    ) -> None:
        self._journal = journal
        self._source = source
        self._store = store
        self._book = book
        self._step = step_seconds
        self._on_backfill = on_backfill
        self._many = many
        self._offset = offset_seconds
        self._occurrences = occurrences
        self._quantiles = Quantiles(source)
        self._hints = Hints(source)
        self._is_open = False
        self._remarks = Remarks(book)
        self._open_alerts: Sequence[OpenAlert] | None = None

    @property
    def accounts(self) -> Accounts:
        """The accounts of the catalog in force."""
        return self._accounts

    @property
    def is_in_doubt(self) -> bool:
        """Whether a write failed, so that memory may lag behind what is stored."""
        return self._keeper.is_in_doubt

    async def open(
        self,
        slos: Iterable[Slo],
        at: int,
        exclusions: Sequence[Exclusion] = (),
        *,
        leads: bool = True,
    ) -> None:
        """Read the stored accounts and take the catalog into force; ``at`` is the present step.

        Who does not lead changes nothing that is stored.

        Raises:
            StoreError: the stored state cannot be read.
        """
        slos = list(slos)
        stored = await self._store.load()
        self._open_alerts = await self._store.open_alerts()
        if leads:
            await self._forget(abandoned(stored, {slo.name for slo in slos}, at))
        asked_for = await self._store.exclusions()
        calendar = Calendar.of(exclusions, asked_for, at, self._step, self._occurrences)
        head = max([at, *(one.account.reach.until for one in stored)])
        self._accounts = Accounts(self._step, head)
        wanted = calendar.wanted if leads else None  # who follows leaves out what the leader does
        rebinned = self._accounts.restore(slos, stored, at, wanted)
        if rebinned and leads:
            await self._store.append(rebinned)
        if leads:
            await self._forget(ended_twins(stored, self._accounts))
        self._take_files(exclusions)
        if self._is_open:
            self.exclusions.may_change = False  # whoever still works with them is too late
        self._compose(calendar, leads=leads)

    def _compose(self, calendar: Calendar, *, leads: bool) -> None:
        """Put together what works on the accounts that were just opened."""
        self._is_open = True
        self._keeper = Keeper(self._store, self._accounts)
        self._lateness = Lateness(self._accounts, self._offset)
        self._observer = Observer(self._source, self._accounts, self._lateness, self._many)
        self._lookout = Lookout(self._observer, self._lateness)
        self._catch_up = CatchUp(
            Backfill(self._observer, self._keeper, self._accounts),
            self._accounts,
            self._observer,
            self._book,
            self._on_backfill,
        )
        self.exclusions = Exclusions(
            self._observer, self._keeper, self._accounts, self._store, self._book, calendar
        )
        self.exclusions.may_change = leads

    async def take_charge(self, at: int) -> None:
        """Lead from here on, with the accounts and exclusions as they are stored.

        Raises:
            StoreError: the accounts could not be read, or not be made fit for this step.
        """
        self._hints.clear()
        self._quantiles.forget()
        await self.open(self._accounts.slos.values(), at, self._of_files)

    async def change(
        self, slos: Iterable[Slo], at: int, exclusions: Sequence[Exclusion] = ()
    ) -> None:
        """Take another catalog into force; accounts that still count the same go on."""
        await self._catch_up.stop()
        await self._lookout.stop()
        await self.exclusions.stop()
        await self._keeper.exclusively(lambda: self._change(list(slos), at, exclusions))

    async def cycle(self, at: int) -> Snapshot | None:
        """Carry out the step that ends at ``at``; ``None`` if it was carried out before.

        Raises:
            StoreError: what was read could not be stored, and nothing was published.
        """
        current, journal = self._book.current, self._journal
        if current is not None and current.evaluated_at >= at:
            return None
        if journal is not None and journal.newest_at is not None and journal.newest_at >= at:
            return None  # another replica's clock is ahead, or steps were shorter
        slos = list(self._accounts.slos.values())
        near = [slo for slo in slos if 0 < self._accounts.lag(slo, at) <= NEAR_SECONDS]
        observing = await begun(self._observer.observe(near, at))
        (found, troubles), annotations, before, _ = await asyncio.gather(
            observing,
            self._store.annotations(at - BEFORE_SECONDS, at),
            self._keeper.exclusively(lambda: self._advance(at)),
            self._quantiles.ensure(slos, at),
        )
        background = Background(self._quantiles.latest, annotations, self._open_alerts)
        await self._hints.ask(self._accounts, slos, at)
        snapshot = await self._keeper.exclusively(
            lambda: self._settle(found, troubles, background, at)
        )
        self._open_alerts = None  # from here on those of the snapshot before
        if at % RETIRING_SECONDS < self._step:
            await retire(self._keeper)
        self._catch_up.ensure(at)
        self._lookout.ensure(found, before, at)
        self.exclusions.ensure(at)
        return snapshot

    async def backfill(self, until: int) -> None:
        """Bring every definition that lags close to ``until``; troubles stand in its status."""
        await self._catch_up.run(until)

    async def past(self, slo_id: str) -> Past | None:
        """Copy what is kept of an SLO, as of the newest snapshot; waits while accounts change."""

        async def copy() -> Past | None:
            return past_of(self._book.current, self._accounts, slo_id)

        return await self._keeper.exclusively(copy)

    async def close(self) -> None:
        """Stop reading the past; what was read of it is stored."""
        if not self._is_open:
            return
        await self._catch_up.stop()
        await self._lookout.stop()
        await self.exclusions.stop()
        await self._quantiles.stop()
        await self._keeper.rest()

    async def stand_down(self) -> None:
        """Leave everything to another replica, and say nothing more of what it does."""
        self.exclusions.may_change = False
        await self.close()
        for topic in (BACKFILL_TOPIC, EXCLUSIONS_TOPIC):
            self._book.note(topic, None)
        self._remarks.forget(self._accounts.slos)

    async def exclusively(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do something while no account changes otherwise."""
        return await self._keeper.exclusively(work)

    async def _forget(self, names: Sequence[str]) -> None:
        if names:
            await self._store.forget(names)

    async def _change(self, slos: Sequence[Slo], at: int, exclusions: Sequence[Exclusion]) -> None:
        self._remarks.forget_groups(self._accounts.slos)
        self._take_files(exclusions)
        calendar = await asyncio.to_thread(self.exclusions.take_files, exclusions, at)
        wanted = calendar.wanted if self.exclusions.may_change else None
        self._accounts.change(slos, at, wanted)
        self._hints.clear()
        self._catch_up.reset()

    def _take_files(self, exclusions: Sequence[Exclusion]) -> None:
        self._of_files = exclusions
        if self._journal is not None:
            self._journal.take_files(exclusions)

    async def _advance(self, at: int) -> Mapping[str, Account]:
        """Move the ledger along; give the accounts as they are, if late samples are looked for."""
        await asyncio.to_thread(self._accounts.ledger.advance, at)
        return self._accounts.as_they_are() if self._lookout.is_due(at) else {}

    async def _settle(
        self, found: Sequence[Found], troubles: Troubles, background: Background, at: int
    ) -> Snapshot:
        """Count, evaluate, store, apply and publish."""
        deltas, entries = await asyncio.to_thread(self._keeper.prepared, found, at)
        by_name = {delta.slo_name: delta for delta in deltas}
        slos = self._accounts.slos.values()
        make = Readings(self._accounts, self._catch_up, self._hints, at)
        readings = [make.of(slo, by_name.get(slo.name), troubles.get(slo.name)) for slo in slos]
        journal, previous = self._journal, self._book.current
        written = None
        if journal is not None:
            written = journal.written(at, readings, deltas, background.latencies)
        evaluated: list[Evaluated] = []

        def happened() -> Happened:
            ledger = self._accounts.ledger  # it stands as it did before the step
            evaluated.append(evaluate(ledger, readings, background, at, self._step, previous))
            return evaluated[0].happened

        await self._keeper.write_step(entries, happened, written)
        (snapshot,) = evaluated
        await self._keeper.take_over(deltas)
        for one in found:
            self._lateness.paid(one.slos, one.begin)
        if journal is not None and written is not None:
            journal.stored([written], background.latencies)
        self._remarks.cut_groups(deltas, self._accounts.slos)
        self._remarks.not_read((reading.trouble for reading in readings), len(readings))
        self._book.publish(snapshot)
        return snapshot
