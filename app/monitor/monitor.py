"""One step of the service: observe, count, evaluate, store, publish.

What was not stored is not published. A step at or before the last one is a no-op. One
definition's failure never aborts the step: its status says what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence

from app.monitor.accounts import Accounts
from app.monitor.backfill import Backfill
from app.monitor.book import Book
from app.monitor.catch_up import NEAR_SECONDS, CatchUp
from app.monitor.counting import MANY, Many
from app.monitor.keeper import Keeper
from app.monitor.observer import Found, Observer, Troubles
from app.monitor.ports import Source, Store
from app.monitor.quantiles import Quantiles
from app.slo.account import Delta, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import BEFORE_SECONDS
from app.slo.definition import Slo
from app.slo.errors import SourceError
from app.slo.evaluate import Background, Evaluated, evaluate
from app.slo.ledger import Ledger
from app.slo.reading import Reading, Trouble
from app.slo.snapshot import Reason, Snapshot

ABANDONED_SECONDS = 31 * 86_400
"""The account of a definition that was removed is kept for so long."""

SOURCE_TOPIC = "source"

log = logging.getLogger(__name__)


class Monitor:
    """Keeps the account of a catalog, and publishes a snapshot at each step that it is given.

    Everything runs on one event loop. ``on_backfill`` is told the share (0 to 1) of the past
    that has been read, when that changes. ``many`` says when instances are summed by the source.
    """

    def __init__(
        self,
        source: Source,
        store: Store,
        book: Book,
        step_seconds: int,
        on_backfill: Callable[[float], None] = lambda _share: None,
        many: Many = MANY,
    ) -> None:
        self._source = source
        self._store = store
        self._book = book
        self._step = step_seconds
        self._on_backfill = on_backfill
        self._many = many
        self._quantiles = Quantiles(source)
        self._hints: dict[str, str] = {}
        self._trouble: Trouble | None = None
        self._open_alerts: Sequence[OpenAlert] = ()

    @property
    def ledger(self) -> Ledger:
        """The counts of the catalog in force; for looking only."""
        return self._accounts.ledger

    async def open(self, slos: Iterable[Slo], at: int) -> None:
        """Read the stored accounts and take the catalog into force; ``at`` is the present step.

        Raises:
            StoreError: the stored state cannot be read.
        """
        slos = list(slos)
        stored = await self._store.load()
        self._open_alerts = await self._store.open_alerts()
        await self._forget_abandoned(stored, {slo.name for slo in slos}, at)
        head = max([at, *(one.account.reach.until for one in stored)])
        self._accounts = Accounts(self._step, head)
        rebinned = self._accounts.restore(slos, stored, at)
        if rebinned:
            await self._store.append(rebinned)
        self._keeper = Keeper(self._store, self._accounts)
        self._observer = Observer(self._source, self._accounts, self._many)
        self._catch_up = CatchUp(
            Backfill(self._observer, self._keeper, self._accounts),
            self._accounts,
            self._observer,
            self._book,
            self._on_backfill,
        )

    async def change(self, slos: Iterable[Slo], at: int) -> None:
        """Take another catalog into force; accounts that still count the same go on."""
        await self._catch_up.stop()
        await self._keeper.exclusively(lambda: self._change(list(slos), at))

    async def cycle(self, at: int) -> Snapshot | None:
        """Carry out the step that ends at ``at``; ``None`` if it was carried out before.

        Raises:
            StoreError: what was read could not be stored, and nothing was published.
        """
        current = self._book.current
        if current is not None and current.evaluated_at >= at:
            return None
        await self._keeper.exclusively(lambda: self._advance(at))
        slos = list(self._accounts.slos.values())
        near = [slo for slo in slos if 0 < self._accounts.lag(slo, at) <= NEAR_SECONDS]
        (found, troubles), _ = await asyncio.gather(
            self._observer.observe(near, at), self._quantiles.ensure(slos, at)
        )
        await self._ask_for_bounds(slos, at)
        snapshot = await self._keeper.exclusively(lambda: self._settle(found, troubles, at))
        self._catch_up.ensure(at)
        return snapshot

    async def backfill(self, until: int) -> None:
        """Bring every definition that lags close to ``until``; troubles stand in its status."""
        await self._catch_up.run(until)

    async def close(self) -> None:
        """Stop reading the past; what was read of it is stored."""
        await self._catch_up.stop()
        await self._quantiles.stop()
        await self._keeper.rest()

    async def _forget_abandoned(
        self, stored: Sequence[StoredAccount], in_force: set[str], at: int
    ) -> None:
        """Drop accounts of definitions that went long ago; a short absence loses nothing."""
        names = [
            one.account.slo_name
            for one in stored
            if one.account.slo_name not in in_force
            and one.account.reach.until < at - ABANDONED_SECONDS
        ]
        if names:
            await self._store.forget(names)

    async def _change(self, slos: Sequence[Slo], at: int) -> None:
        for name in self._accounts.slos:
            self._book.note(_groups_topic(name), None)
        self._accounts.change(slos, at)
        self._hints.clear()
        self._catch_up.reset()

    async def _advance(self, at: int) -> None:
        await asyncio.to_thread(self._accounts.ledger.advance, at)

    async def _settle(self, found: Sequence[Found], troubles: Troubles, at: int) -> Snapshot:
        """Count, evaluate, store, apply and publish."""
        deltas = await asyncio.to_thread(self._keeper.counted, found, at)
        by_name = {delta.slo_name: delta for delta in deltas}
        slos = self._accounts.slos.values()
        readings = [self._reading(s, by_name.get(s.name), troubles.get(s.name), at) for s in slos]
        background = await self._background(at)
        # The disk takes its time, and both read the ledger as it was before.
        evaluating = asyncio.create_task(
            asyncio.to_thread(
                evaluate,
                self._accounts.ledger,
                readings,
                background,
                at,
                self._step,
                self._book.current,
            )
        )
        await self._keeper.write_step(deltas, asyncio.create_task(_happened(evaluating)))
        snapshot = await evaluating
        await self._keeper.take_over(deltas)
        self._note_cut_groups(deltas)
        self._note_trouble(reading.trouble for reading in readings)
        self._book.publish(snapshot)
        return snapshot

    async def _background(self, at: int) -> Background:
        annotations = await self._store.annotations(at - BEFORE_SECONDS, at)
        return Background(self._quantiles.latest, annotations, self._open_alerts)

    def _note_trouble(self, troubles: Iterable[Trouble | None]) -> None:
        """Say once in the log, and in the readiness for as long as it lasts, what is not read."""
        met = [t for t in troubles if t is not None and t.reason is not Reason.BACKFILLING]
        count = f"{len(met)} of {len(self._accounts.slos)} definitions could not be read"
        if met and self._trouble != met[0]:
            log.warning("%s: %s", count, met[0].message)
        if self._trouble is not None and not met:
            log.info("all definitions are read again")
        self._trouble = met[0] if met else None
        self._book.note(SOURCE_TOPIC, f"{count}: {met[0].message}" if met else None)

    def _note_cut_groups(self, deltas: Iterable[Delta]) -> None:
        for delta in deltas:
            limit = self._accounts.slos[delta.slo_name].max_groups
            self._book.note(
                _groups_topic(delta.slo_name),
                f"{delta.slo_name}: {delta.cut_groups} label sets beyond max_groups ({limit}) "
                "are not evaluated"
                if delta.cut_groups
                else None,
            )

    def _reading(self, slo: Slo, delta: Delta | None, trouble: Trouble | None, at: int) -> Reading:
        incomplete = None
        if self._accounts.is_unread(slo):
            incomplete = self._catch_up.trouble(slo)
        if delta is None and trouble is None:
            if self._accounts.lag(slo, at) > 0:
                trouble = self._catch_up.trouble(slo)
            elif incomplete is not None and incomplete.reason is not Reason.BACKFILLING:
                trouble = incomplete
        unread = incomplete.message if incomplete is not None else None
        hint = self._hints.get(slo.name, "")
        return Reading.of(slo, self._accounts[slo.name], delta, trouble, hint, unread)

    async def _ask_for_bounds(self, slos: Sequence[Slo], at: int) -> None:
        """Find out which bounds there are, where a threshold turned out to be none of them."""
        for slo in slos:
            recent = self._accounts[slo.name].unbounded > at - NEAR_SECONDS
            if slo.name not in self._hints and recent.any():
                self._hints[slo.name] = await bounds_hint(self._source, slo, at)


async def _happened(evaluating: asyncio.Task[Evaluated]) -> Happened:
    return (await evaluating).happened


def _groups_topic(slo_name: str) -> str:
    return f"groups of {slo_name}"


async def bounds_hint(source: Source, slo: Slo, at: int) -> str:
    """Name the bucket bounds next to a threshold that is none of them."""
    try:
        bounds = await source.bounds(slo, at)
    except SourceError:
        return ""
    threshold = slo.indicator.threshold_seconds  # type: ignore[union-attr]  # only these have bounds
    below = max((bound for bound in bounds if bound < threshold), default=None)
    above = min((bound for bound in bounds if bound > threshold), default=None)
    near = [f"{bound:g} s" for bound in (below, above) if bound is not None]
    if threshold in bounds:
        return "some series have that bound and others do not"
    return f"the nearest bounds are {' and '.join(near)}" if near else ""
