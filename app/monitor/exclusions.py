"""Puts exclusions into force, in the past too: exactly, or not at all and with a reason.

One that is asked for is taken together with everything that it changes, in one transaction, or
refused. One of a file is in force for what comes from the moment that the file is; the past
follows beside the cycle, and what cannot be done exactly is said aloud.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from app.monitor.accounts import Accounts
from app.monitor.book import Book
from app.monitor.calendar import Calendar
from app.monitor.keeper import Keeper
from app.monitor.observer import Observer
from app.monitor.ports import Store
from app.monitor.refusals import refusal, sentence
from app.monitor.rereading import Rereading
from app.monitor.revisions import Affected, Recounts, affected, changes, portions
from app.slo.account import Entry
from app.slo.definition import Slo
from app.slo.errors import NotLeader, SourceError, SourceUnreachable, StoreError
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.period import DAY
from app.slo.retroactive import Recount, Stretch
from app.slo.spans import between
from app.slo.twin import owner_of

EXCLUSIONS_TOPIC = "exclusions"

TRIES = 5
"""While pieces are read, time goes on, and other cells may have become the finest there are."""

Plan = Callable[[], Calendar]
"""Makes the calendar that is to be in force from the one that is."""

Missing = Mapping[Stretch, Sequence[Slo]]

log = logging.getLogger(__name__)


class Exclusions:
    """The exclusions in force, and the only way to change them."""

    def __init__(
        self,
        observer: Observer,
        keeper: Keeper,
        accounts: Accounts,
        store: Store,
        book: Book,
        calendar: Calendar,
    ) -> None:
        self._keeper = keeper
        self._accounts = accounts
        self._store = store
        self._book = book
        self._rereading = Rereading(observer, accounts)
        self._changing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._is_settled = False
        self.calendar = calendar
        self.may_change = True
        """Whether this process leads, and its accounts are these."""

    def listed(self) -> list[Exclusion]:
        """List what is in force, of files and asked for, by id."""
        every = (*self.calendar.of_files, *self.calendar.asked_for)
        return sorted(every, key=lambda exclusion: exclusion.id)

    def names(self) -> Collection[str]:
        """Name the definitions in force."""
        return self._accounts.slos.keys()

    async def change(self, change: ExclusionChange) -> None:
        """Take or remove one that is asked for, with all that follows for the past.

        Raises:
            InvalidQuestion: it cuts a cell whose samples the source no longer has.
            SourceError: a piece of the past could not be read again.
            StoreError: nothing was stored.
        """
        async with self._changing:
            await self._settle(lambda: self.calendar.changed(change), change)

    def take_files(self, of_files: Sequence[Exclusion], at: int) -> Calendar:
        """Say which exclusions the files have now; their past follows beside the cycle.

        To be called exclusively.
        """
        self.calendar = self.calendar.at(at).with_files(of_files)
        self._is_settled = False
        return self.calendar

    def learn(self, asked_for: Sequence[Exclusion]) -> None:
        """Learn what another process was asked for; it sees to the past. Called exclusively."""
        if tuple(asked_for) != self.calendar.asked_for:
            self.calendar = self.calendar.with_asked_for(asked_for)

    def ensure(self, at: int) -> None:
        """See to it that the past says what the exclusions in force say; every day anew."""
        if not self.calendar.spans and not self._accounts.twins.accounts:
            return
        if self._is_settled and at // DAY == self.calendar.day:
            return
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._settle_quietly(at))

    async def run(self, at: int) -> None:
        """Do what ``ensure`` sees to, and wait for it."""
        async with self._changing:
            await self._settle(lambda: self.calendar.at(at), None)
            self._is_settled = True

    async def stop(self) -> None:
        """End what runs beside the cycle."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _settle_quietly(self, at: int) -> None:
        try:
            await self.run(at)
        except (SourceError, StoreError) as error:
            self._note(f"exclusions are not applied to the past yet: {error}")
        except Exception:  # the job's boundary: the next cycle starts it again
            log.exception("exclusions could not be applied to the past; the next cycle tries again")

    async def _settle(self, plan: Plan, change: ExclusionChange | None) -> None:
        recounts: dict[str, dict[Stretch, Recount]] = {}
        for _ in range(TRIES):
            missing = await self._keeper.exclusively(lambda: self._attempt(plan, change, recounts))
            if not missing:
                return
            for stretch, slos in missing.items():
                found = await self._rereading.read(stretch, slos)
                for name, recount in found.items():
                    recounts.setdefault(name, {})[stretch] = recount
        raise SourceUnreachable("the past could not be read as fast as time goes on; ask again")

    async def _attempt(
        self,
        plan: Plan,
        change: ExclusionChange | None,
        recounts: Recounts,
    ) -> Missing:
        """Put a calendar into force; gives what has to be read first, if anything has."""
        if not self.may_change:
            words = "another replica leads; only that one takes exclusions"
            raise NotLeader(words, retry_after_seconds=self._accounts.step)
        calendar = await asyncio.to_thread(plan)
        found = await asyncio.to_thread(affected, self._accounts, calendar, recounts)
        missing = _missing(found)
        if missing:
            return missing
        gone = [(each.slo, stretch) for each in found for stretch in each.gone]
        if change is not None:
            self._refuse(calendar, change, gone)
        await self._commit(calendar, [each.slo for each in found], change, recounts)
        self.calendar = calendar
        await asyncio.to_thread(self._accounts.expect, calendar.wanted)
        self._note(sentence(gone))
        return {}

    def _refuse(
        self, calendar: Calendar, change: ExclusionChange, gone: Iterable[tuple[Slo, Stretch]]
    ) -> None:
        """Refuse a change that is the reason why something cannot be done exactly."""
        for slo, stretch in gone:
            where = between(*stretch)
            if calendar.wanted(slo).within(where) != self.calendar.wanted(slo).within(where):
                raise refusal(change, slo, stretch)

    async def _commit(
        self,
        calendar: Calendar,
        slos: Sequence[Slo],
        change: ExclusionChange | None,
        recounts: Recounts,
    ) -> None:
        """Store what changes, and only then take it over: worked out twice, never held whole."""
        twins, parts = self._accounts.twins, portions(self._accounts, slos)
        new = [slo.name for slo in slos if not twins.has(slo.name)]
        for name in new:
            twins.begin(self._accounts[name])
        try:
            if change is not None or slos:
                entries = (self._entries_of(calendar, part, recounts) for part in parts)
                await self._write(entries, change)
        except BaseException:
            for name in new:
                twins.close(name)
            raise
        for part in parts:
            await asyncio.to_thread(self._take_over, calendar, part, recounts)

    def _entries_of(
        self, calendar: Calendar, slos: Sequence[Slo], recounts: Recounts
    ) -> Sequence[Entry]:
        found = changes(self._accounts, calendar, slos, recounts)
        entries = self._accounts.entries_of([delta for delta, _ in found])
        return [
            replace(entry, times=times) for entry, (_, times) in zip(entries, found, strict=True)
        ]

    def _take_over(self, calendar: Calendar, slos: Sequence[Slo], recounts: Recounts) -> None:
        twins, found = self._accounts.twins, changes(self._accounts, calendar, slos, recounts)
        self._accounts.apply_only([delta for delta, _ in found])
        for delta, times in found:
            twins.set(self._accounts[owner_of(delta.slo_name)], times)
            twins.stored(delta.slo_name)

    async def _write(
        self, entries: Iterable[Sequence[Entry]], change: ExclusionChange | None
    ) -> None:
        try:
            await self._store.exclude(entries, change or ExclusionChange())
        except StoreError:
            self._keeper.is_in_doubt = True
            raise

    def _note(self, sentence: str | None) -> None:
        if sentence is not None and sentence not in self._book.notices():
            log.warning(sentence)
        self._book.note(EXCLUSIONS_TOPIC, sentence)


def _missing(found: Iterable[Affected]) -> Missing:
    """By piece of time, the definitions of which it has to be read."""
    missing: dict[Stretch, list[Slo]] = {}
    for each in found:
        for stretch in each.missing:
            missing.setdefault(stretch, []).append(each.slo)
    return missing
