"""Every definition's account with the ledger that holds its counts: the state of the monitor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from app.monitor.twins import Twins
from app.slo.account import Account, Cursors, Delta, Entry, Heads, Reach, StoredAccount
from app.slo.counter import count_together, nothing
from app.slo.definition import CalendarPeriod, Slo
from app.slo.gaining import gained
from app.slo.joining import join
from app.slo.ledger import HOUR, Ledger
from app.slo.period import boundaries, reading_seconds, retention_seconds
from app.slo.quiet import QuietTimes
from app.slo.retiring import retired
from app.slo.samples import Samples
from app.slo.twin import fits, owner_of, twin_name

Wanted = Callable[[Slo], QuietTimes]
"""Says which times are to be left out of a definition."""

NEVER = 1 << 62
"""A time by which no cell will have ended."""

PRUNING_SECONDS = 600
"""So often cells that are no longer needed are deleted."""

BASELINE_SECONDS = 600
"""How far before the first period of an account its baselines are looked for."""


class Accounts:
    """The accounts of the catalog in force; changed by deltas that the store has taken."""

    def __init__(self, step_seconds: int, head: int) -> None:
        self._take(())
        self.step = step_seconds
        self.ledger = Ledger(step_seconds, head, self._calendar_cuts)
        self.twins = Twins(self.ledger)
        self._accounts: dict[str, Account] = {}
        self._goals: dict[str, int] = {}

    def __getitem__(self, slo_name: str) -> Account:
        return self._accounts[slo_name]

    def _any(self, name: str) -> Account:
        """Find an account, or the excluded part of one."""
        return self._accounts.get(name) or self.twins.accounts[name]

    def lag(self, slo: Slo, at: int) -> int:
        """How far behind ``at`` a definition has been read, in seconds.

        One that is not in force, in just this form, lags behind nothing.
        """
        if self.slos.get(slo.name) is not slo:
            return 0
        return at - self._accounts[slo.name].reach.until

    def as_they_are(self) -> Mapping[str, Account]:
        """Give every account by its definition's name; these stay as they are when it goes on."""
        return {name: copy(account) for name, account in self._accounts.items()}

    def retired(self) -> list[Account]:
        """Give the accounts that would do with fewer series, without these."""
        found = (retired(account) for account in self._accounts.values())
        return [account for account in found if account is not None]

    def replace(self, accounts: Iterable[Account]) -> None:
        """Take over accounts that the store has taken."""
        for account in accounts:
            self._accounts[account.slo_name] = account

    def goal(self, slo: Slo) -> int:
        """How far back a definition has to be read; Unix seconds on the grid of steps."""
        return self._goals[slo.name]

    def is_unread(self, slo: Slo) -> bool:
        """Whether some of a definition's past has not been read yet."""
        return self._accounts[slo.name].heads is not None

    def share_read(self, slo: Slo) -> float:
        """How much of the time that a definition needs has been read: 0 to 1."""
        if not self.is_unread(slo):
            return 1.0
        reach, goal = self._accounts[slo.name].reach, self._goals[slo.name]
        return (reach.until - reach.begin) / max(reach.until - goal, 1)

    def restore(
        self,
        slos: Iterable[Slo],
        stored: Sequence[StoredAccount],
        at: int,
        wanted: Wanted | None = None,
    ) -> list[Entry]:
        """Open the accounts of these definitions, from what was stored where it still fits.

        Without ``wanted`` times, those are left out that were stored.

        Returns what the store has to take because the step is another one than before: cells of
        the new size, in place of those of the old.
        """
        self._take(slos)
        by_name = {one.account.slo_name: one for one in stored}
        for slo in self.slos.values():
            one = by_name.get(slo.name)
            if one is not None and self._fits(slo, one.account, at):
                self._reopen(slo, one, by_name.get(twin_name(slo.name)), at)
            else:
                self._begin(slo, at)
        if wanted is not None:
            self.expect(wanted)
        held = self._accounts | self.twins.accounts
        reopened = [one for one in stored if one.account is held.get(one.account.slo_name)]
        return [entry for one in reopened for entry in self._rebinned(one)]

    def expect(self, wanted: Wanted) -> None:
        """Leave these times out of what will be read; what has been read stays as it is."""
        for slo in self.slos.values():
            self.twins.expect(self._accounts[slo.name], wanted(slo))

    def reopen(self, stored: Sequence[StoredAccount], at: int) -> None:
        """Take accounts of the catalog as they are stored, whatever was held of them."""
        by_name = {one.account.slo_name: one for one in stored}
        for name, one in by_name.items():
            if name in self.slos:
                self._reopen(self.slos[name], one, by_name.get(twin_name(name)), at)

    def disown(self, slo_name: str, at: int) -> None:
        """Begin an account anew that is stored no more."""
        if self._accounts[slo_name].number is not None:
            self._begin(self.slos[slo_name], at)

    def gained(self, stored: StoredAccount) -> Delta:
        """Work out the delta that led to what is stored."""
        before = self._any(stored.account.slo_name)
        return gained(before, stored, self.ledger, self.step)

    def change(self, slos: Iterable[Slo], at: int, wanted: Wanted | None = None) -> None:
        """Take over another catalog: accounts whose definition still counts the same go on.

        Without ``wanted`` times, the same are left out as before.
        """
        before = self.slos
        self._take(slos)
        for name in before.keys() - self.slos.keys():
            self.ledger.close(name)
            self.twins.close(name)
            del self._accounts[name], self._goals[name]
        for slo in self.slos.values():
            old = before.get(slo.name)
            if old is None or not self._goes_on(old, slo, at):
                self._begin(slo, at)
        if wanted is not None:
            self.expect(wanted)

    def entries(self, deltas: Sequence[Delta]) -> list[Entry]:
        """Say what the store has to take for these deltas, which are marked, to have happened."""
        return self.entries_of(self.twins.added_to(deltas))

    def entries_of(self, deltas: Sequence[Delta]) -> list[Entry]:
        """Say what the store has to take for these deltas, and no others, to have happened."""
        return [
            Entry(
                account=self._any(delta.slo_name),
                delta=delta,
                cells=cells,
                keep_from=self._keep_from(delta),
                times=self.twins.times_to_store(delta.slo_name),
            )
            for delta, cells in zip(deltas, self.ledger.updates_together(deltas), strict=True)
        ]

    def _keep_from(self, delta: Delta) -> Mapping[int, int]:
        """What the store need not keep any longer; asked for now and then is enough."""
        before = self._any(delta.slo_name).reach.until
        if delta.reach.until // PRUNING_SECONDS == before // PRUNING_SECONDS:
            return {}
        return self.ledger.keep_from(delta.slo_name)

    def apply(self, deltas: Sequence[Delta]) -> None:
        """Take over deltas that have been stored, with what their twins gain."""
        of_twins = self.twins.deltas(deltas)
        self.apply_only([*deltas, *of_twins] if of_twins else deltas)
        for delta in of_twins:
            self.twins.stored(delta.slo_name)

    def apply_only(self, deltas: Sequence[Delta]) -> None:
        """Take over these deltas, and no others."""
        self.ledger.apply_together(deltas)
        for delta in deltas:
            self._any(delta.slo_name).apply(delta)

    def pieces(
        self, slos: Iterable[Slo], samples: Mapping[str, Samples], begin: int, until: int
    ) -> list[tuple[Slo, Delta]]:
        """Count the piece (begin, until] of some definitions, each on an account of its own.

        Long stretches of the past are empty; no cells are made for these.
        """
        found = [(slo, self._piece(slo, begin), samples[slo.name]) for slo in slos]
        read = [(slo, piece, own) for slo, piece, own in found if len(own.time)]
        counted = {delta.slo_name: delta for delta in count_together(read, until, self.step)}
        return [(s, counted.get(s.name) or nothing(s, piece, until)) for s, piece, _ in found]

    def joined(self, pieces: Iterable[tuple[Slo, Delta]]) -> list[Delta]:
        """Join pieces to the accounts that begin where they end.

        Meanwhile the catalog may have changed: then they are of no use.
        """
        return self.twins.marked(
            [
                join(
                    slo,
                    piece,
                    self._accounts[slo.name],
                    self.step,
                    is_oldest=self._is_oldest(piece),
                )
                for slo, piece in pieces
                if self.slos.get(slo.name) is slo
                and self.is_unread(slo)
                and self._accounts[slo.name].reach.begin == piece.reach.until
            ]
        )

    def _piece(self, slo: Slo, begin: int) -> Account:
        """An account for a piece of the past; what it finds, it numbers as the account does."""
        register, piece = self._accounts[slo.name].register, _beginning(slo, begin)
        piece.register = register
        piece.cursors = Cursors.none(len(register.feedings))
        piece.heads = Heads.none(len(register.feedings))
        piece.newest, piece.unbounded = (np.full(len(register.rows), np.nan) for _ in range(2))
        return piece

    def _is_oldest(self, piece: Delta) -> bool:
        return piece.reach.begin <= self._goals[piece.slo_name]

    def _begin(self, slo: Slo, at: int) -> None:
        self.twins.close(slo.name)
        self._accounts[slo.name] = _beginning(slo, at)
        self._goals[slo.name] = self._goal(slo, at)
        self.ledger.open(slo.name, retention_seconds(slo.period))

    def _goal(self, slo: Slo, at: int) -> int:
        first_cell = (at - reading_seconds(slo.period)) // HOUR * HOUR
        return (first_cell - BASELINE_SECONDS) // self.step * self.step

    def _reopen(self, slo: Slo, stored: StoredAccount, twin: StoredAccount | None, at: int) -> None:
        self.twins.close(slo.name)
        self._goals[slo.name] = self._goal(slo, at)
        self._accounts[slo.name] = stored.account
        self.ledger.open(slo.name, retention_seconds(slo.period))
        self.ledger.restore(slo.name, stored.account.rows, stored.cells)
        if twin is not None and fits(twin.account, stored.account):
            self.twins.reopen(stored.account, twin)

    def _rebinned(self, stored: StoredAccount) -> list[Entry]:
        name = stored.account.slo_name
        cells = self.ledger.rebinned(name)
        if not cells:
            return []
        kept = self.ledger.keep_from(name)
        replaced = {c.cell_seconds: NEVER for c in stored.cells if c.cell_seconds not in kept}
        # A twin keeps its cells for as long as its account does.
        slo = self.slos[owner_of(name)]
        unchanged = nothing(slo, stored.account, stored.account.reach.until)
        unchanged = replace(unchanged, slo_name=name)
        return [Entry(stored.account, unchanged, cells, kept | replaced)]

    def _fits(self, slo: Slo, account: Account, at: int) -> bool:
        """Whether an account counts what the definition says, as far back as its period needs.

        One whose past is not read to the end will be read further.
        """
        begins_in_time = account.reach.begin <= at - reading_seconds(slo.period)
        reaches_back = begins_in_time or account.heads is not None
        return account.fingerprint == slo.fingerprint and reaches_back

    def _goes_on(self, old: Slo, new: Slo, at: int) -> bool:
        kept_as_long = retention_seconds(old.period) == retention_seconds(new.period)
        return kept_as_long and self._fits(new, self._accounts[old.name], at)

    def _take(self, slos: Iterable[Slo]) -> None:
        self.slos: dict[str, Slo] = {slo.name: slo for slo in slos}
        periods = {slo.period for slo in self.slos.values()}
        self._calendars = [period for period in periods if isinstance(period, CalendarPeriod)]

    def _calendar_cuts(self, after: int, until: int) -> Sequence[int]:
        return sorted({c for period in self._calendars for c in boundaries(period, after, until)})


def _beginning(slo: Slo, at: int) -> Account:
    """An account of which nothing has been read yet, neither before ``at`` nor after."""
    return Account(slo.name, slo.fingerprint, Reach(at, at), heads=Heads.none())
