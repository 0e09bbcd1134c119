"""The excluded parts of accounts: which times they stand for, and what they gain in each step."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from app.slo.account import Account, Cells, Delta, StoredAccount
from app.slo.ledger import Ledger
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.spans import between
from app.slo.twin import beginning, marked, owner_of, twin_delta, twin_name


class Twins:
    """The twins of accounts that have excluded times; ``accounts`` are theirs, by their names."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._times: dict[str, QuietTimes] = {}
        self._unstored: set[str] = set()
        self.accounts: dict[str, Account] = {}

    def times(self, slo_name: str) -> QuietTimes:
        """Give what is left out of a definition: what was, and what will be as it comes."""
        return self._times.get(slo_name, NO_TIMES)

    def has(self, slo_name: str) -> bool:
        """Whether a definition has a twin."""
        return twin_name(slo_name) in self.accounts

    def expect(self, account: Account, wanted: QuietTimes) -> None:
        """Exclude times that have not been read yet; what has been read stays as it was counted."""
        read = between(account.reach.begin, account.reach.until)
        self.set(account, wanted.joined(self.times(account.slo_name), read))

    def set(self, account: Account, times: QuietTimes) -> None:
        """Have a twin stand for these times; without any there is none."""
        name = account.slo_name
        if not times:
            self.close(name)
        elif times != self.times(name):
            self.begin(account)
            self._times[name] = times
            self._unstored.add(twin_name(name))

    def begin(self, account: Account) -> None:
        """Open an empty twin, unless there is one."""
        if not self.has(account.slo_name):
            twin = beginning(account, secrets.token_hex(4))
            self.accounts[twin.slo_name] = twin
            self._ledger.open_beside(twin.slo_name, account.slo_name)

    def learn(self, slo_name: str, times: QuietTimes) -> None:
        """Have a twin stand for times that another process has stored."""
        self._times[slo_name] = times

    def reopen(self, account: Account, stored: StoredAccount) -> None:
        """Take a twin over as it was stored."""
        twin = stored.account
        self.accounts[twin.slo_name] = twin
        self._ledger.open_beside(twin.slo_name, account.slo_name)
        self._ledger.restore(twin.slo_name, twin.rows, stored.cells)
        self._times[account.slo_name] = stored.times or NO_TIMES

    def close(self, slo_name: str) -> None:
        """Forget a twin, if there is one."""
        name = twin_name(slo_name)
        self._times.pop(slo_name, None)
        self._unstored.discard(name)
        if self.accounts.pop(name, None) is not None:
            self._ledger.close(name)

    def marked(self, deltas: Sequence[Delta]) -> list[Delta]:
        """Say of each delta which part of it is excluded."""
        if not self.accounts:
            return list(deltas)
        return [
            marked(delta, self.times(delta.slo_name)) if self.has(delta.slo_name) else delta
            for delta in deltas
        ]

    def deltas(self, deltas: Sequence[Delta]) -> list[Delta]:
        """Give what the twins gain by marked deltas."""
        if not self.accounts:
            return []
        return [self.delta(delta, delta.excluded) for delta in deltas if delta.excluded is not None]

    def added_to(self, deltas: Sequence[Delta]) -> Sequence[Delta]:
        """Give marked deltas with what the twins gain by them; the very same if that is nothing."""
        of_twins = self.deltas(deltas)
        return [*deltas, *of_twins] if of_twins else deltas

    def delta(self, delta: Delta, cells: Cells) -> Delta:
        """Give what the twin gains by these cells while its account gains a delta."""
        return twin_delta(delta, self.accounts[twin_name(delta.slo_name)], cells)

    def times_to_store(self, name: str) -> QuietTimes | None:
        """Give the times that the store does not have yet of a twin, ``None`` if there are none."""
        return self.times(owner_of(name)) if name in self._unstored else None

    def stored(self, name: str) -> None:
        """Learn that a twin was stored."""
        self._unstored.discard(name)
