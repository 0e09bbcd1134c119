"""What exclusions that reach into the past change, account by account; changes nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.calendar import Calendar
from app.slo.account import Account, Delta
from app.slo.counter import nothing
from app.slo.definition import Slo
from app.slo.quiet import QuietTimes
from app.slo.retroactive import Recount, Revision, Stretch, times_after
from app.slo.spans import FOR_EVER, between
from app.slo.twin import twin_name

Recounts = Mapping[str, Mapping[Stretch, Recount]]
"""What was read again, by the definition's name and the piece of time."""


@dataclass(frozen=True, slots=True)
class Revised:
    """One definition's part: how its twin changes, and which of its pieces cannot be cut."""

    slo: Slo
    account: Account
    before: QuietTimes
    wanted: QuietTimes
    revision: Revision

    def missing(self, recounts: Recounts) -> list[Stretch]:
        """List what has to be read before anything can be said."""
        known, rows = recounts.get(self.slo.name, {}), self.account.rows
        # Groups that were found meanwhile are not in what was read before.
        return [s for s in self.revision.needed() if s not in known or known[s].rows != rows]

    def gone(self, recounts: Recounts) -> list[Stretch]:
        """List what the source cannot give any more."""
        scrape = self.account.reach.scrape_seconds or 0.0
        return self.revision.gone(recounts.get(self.slo.name, {}), scrape)

    def change(self, accounts: Accounts, recounts: Recounts) -> tuple[Delta, QuietTimes]:
        """Give what the twin gains, and the times that it stands for then."""
        gone = self.gone(recounts)
        cells = self.revision.corrections(recounts.get(self.slo.name, {}), gone)
        unchanged = nothing(self.slo, self.account, self.account.reach.until)
        delta = accounts.twins.delta(unchanged, cells)
        return delta, times_after(self.before, self.wanted, gone)


def revised(accounts: Accounts, calendar: Calendar) -> list[Revised]:
    """Compare what is excluded with what should be, as far as it has been read."""
    found = (_revised(accounts, slo, calendar.wanted(slo)) for slo in accounts.slos.values())
    return [each for each in found if each is not None]


def _revised(accounts: Accounts, slo: Slo, wanted: QuietTimes) -> Revised | None:
    account, before = accounts[slo.name], accounts.twins.times(slo.name)
    if not before and not wanted:
        return None
    begin, until = max(account.reach.begin, accounts.ledger.oldest(slo.name)), account.reach.until
    if begin >= until or not _is_revised(accounts, slo, wanted, begin):
        return None
    read = between(begin, until)
    times = (before.within(read), wanted.within(read))
    edges = _edges(times) or [until, until]
    mine = accounts.ledger.pieces(slo.name, edges[0], edges[-1])
    has_twin = accounts.twins.has(slo.name)
    theirs = accounts.ledger.pieces(twin_name(slo.name), edges[0], edges[-1]) if has_twin else None
    revision = Revision.of(account, (mine, theirs), times, accounts.step)
    return Revised(slo, account, before, wanted, revision)


def _is_revised(accounts: Accounts, slo: Slo, wanted: QuietTimes, begin: int) -> bool:
    """Whether the store does not know yet what is left out from ``begin`` on, and for ever."""
    twins, ever = accounts.twins, between(begin, FOR_EVER)
    is_unstored = twins.times_to_store(twin_name(slo.name)) is not None
    return is_unstored or twins.times(slo.name).within(ever) != wanted.within(ever)


def _edges(times: Sequence[QuietTimes]) -> list[int]:
    """Where anything changes, in order."""
    before, after = ({(c, edge) for c, spans in t.parts for edge in spans.edges} for t in times)
    return sorted(edge for _, edge in before ^ after)
