"""Every definition's account with the ledger that holds its counts: the state of the monitor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.slo.account import Account, Delta, Entry, Reach, StoredAccount
from app.slo.counter import nothing
from app.slo.definition import CalendarPeriod, Slo
from app.slo.ledger import HOUR, Ledger
from app.slo.period import boundaries, reading_seconds, retention_seconds

NEVER = 1 << 62
"""A time by which no cell will have ended."""


class Accounts:
    """The accounts of the catalog in force; changed by deltas that the store has taken."""

    def __init__(self, step_seconds: int, head: int) -> None:
        self._take(())
        self.step = step_seconds
        self.ledger = Ledger(step_seconds, head, self._calendar_cuts)
        self._accounts: dict[str, Account] = {}

    def __getitem__(self, slo_name: str) -> Account:
        return self._accounts[slo_name]

    def lag(self, slo: Slo, at: int) -> int:
        """How far behind ``at`` a definition has been read, in seconds."""
        return at - self._accounts[slo.name].reach.until

    def restore(self, slos: Iterable[Slo], stored: Sequence[StoredAccount], at: int) -> list[Entry]:
        """Open the accounts of these definitions, from what was stored where it still fits.

        Returns what the store has to take because the step is another one than before: cells of
        the new size, in place of those of the old.
        """
        self._take(slos)
        by_name = {one.account.slo_name: one for one in stored}
        for slo in self.slos.values():
            one = by_name.get(slo.name)
            if one is not None and self._fits(slo, one.account, at):
                self._reopen(slo, one)
            else:
                self._begin(slo, at)
        reopened = (by_name[name] for name in self.slos if name in by_name)
        return [entry for one in reopened for entry in self._rebinned(one)]

    def change(self, slos: Iterable[Slo], at: int) -> None:
        """Take over another catalog: accounts whose definition still counts the same go on."""
        before = self.slos
        self._take(slos)
        for name in before.keys() - self.slos.keys():
            self.ledger.close(name)
            del self._accounts[name]
        for slo in self.slos.values():
            old = before.get(slo.name)
            if old is None or not self._goes_on(old, slo, at):
                self._begin(slo, at)

    def entries(self, deltas: Iterable[Delta]) -> list[Entry]:
        """Say what the store has to take for these deltas to have happened."""
        return [
            Entry(
                account=self._accounts[delta.slo_name],
                delta=delta,
                cells=self.ledger.updates(delta),
                keep_from=self.ledger.keep_from(delta.slo_name),
            )
            for delta in deltas
        ]

    def apply(self, deltas: Iterable[Delta]) -> None:
        """Take over deltas that have been stored."""
        for delta in deltas:
            self.ledger.apply(delta)
            self._accounts[delta.slo_name].apply(delta)

    def _begin(self, slo: Slo, at: int) -> None:
        begin = (at - reading_seconds(slo.period)) // HOUR * HOUR
        self._accounts[slo.name] = Account(slo.name, slo.fingerprint, Reach(begin, begin))
        self.ledger.open(slo.name, retention_seconds(slo.period))

    def _reopen(self, slo: Slo, stored: StoredAccount) -> None:
        self._accounts[slo.name] = stored.account
        self.ledger.open(slo.name, retention_seconds(slo.period))
        self.ledger.restore(slo.name, stored.account.rows, stored.cells)

    def _rebinned(self, stored: StoredAccount) -> list[Entry]:
        name = stored.account.slo_name
        cells = self.ledger.rebinned(name)
        if not cells:
            return []
        kept = self.ledger.keep_from(name)
        replaced = {c.cell_seconds: NEVER for c in stored.cells if c.cell_seconds not in kept}
        unchanged = nothing(self.slos[name], stored.account, stored.account.reach.until)
        return [Entry(stored.account, unchanged, cells, kept | replaced)]

    def _fits(self, slo: Slo, account: Account, at: int) -> bool:
        """Whether an account counts what the definition says, as far back as its period needs."""
        begins_in_time = account.reach.begin <= at - reading_seconds(slo.period)
        return account.fingerprint == slo.fingerprint and begins_in_time

    def _goes_on(self, old: Slo, new: Slo, at: int) -> bool:
        kept_as_long = retention_seconds(old.period) == retention_seconds(new.period)
        return kept_as_long and self._fits(new, self._accounts[old.name], at)

    def _take(self, slos: Iterable[Slo]) -> None:
        self.slos: dict[str, Slo] = {slo.name: slo for slo in slos}
        periods = {slo.period for slo in self.slos.values()}
        self._calendars = [period for period in periods if isinstance(period, CalendarPeriod)]

    def _calendar_cuts(self, after: int, until: int) -> Sequence[int]:
        return sorted({c for period in self._calendars for c in boundaries(period, after, until)})
