"""What exclusions that reach into the past change, account by account; changes nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

PORTION_ROWS = 100
"""So many rows are changed at once, or those of one definition; their cells are some 50 MB."""


@dataclass(frozen=True, slots=True)
class _Revised:
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


@dataclass(frozen=True, slots=True)
class Affected:
    """A definition whose twin has to change: what has to be read again first, or is gone."""

    slo: Slo
    missing: Sequence[Stretch]
    gone: Sequence[Stretch]


def affected(accounts: Accounts, calendar: Calendar, recounts: Recounts) -> list[Affected]:
    """Compare what is excluded with what should be, as far as it has been read.

    Of thousands of accounts no more is kept than what somebody has to be asked or told.
    """
    found = []
    for slo in accounts.slos.values():
        each = _revised(accounts, slo, calendar)
        if each is not None:
            missing = each.missing(recounts)
            found.append(Affected(slo, missing, [] if missing else each.gone(recounts)))
    return found


def portions(accounts: Accounts, slos: Iterable[Slo]) -> list[list[Slo]]:
    """Part definitions so that changing one portion after the other takes little memory."""
    found, rows = list[list[Slo]](), PORTION_ROWS
    for slo in slos:
        own = len(accounts[slo.name].rows)
        if rows + own > PORTION_ROWS:
            found.append([])
            rows = 0
        found[-1].append(slo)
        rows += own
    return found


def changes(
    accounts: Accounts, calendar: Calendar, slos: Iterable[Slo], recounts: Recounts
) -> list[tuple[Delta, QuietTimes]]:
    """Work out what twins gain, and the times that each of them stands for then.

    The same again for as long as no account changes otherwise.
    """
    found = (_revised(accounts, slo, calendar) for slo in slos)
    return [each.change(accounts, recounts) for each in found if each is not None]


def _revised(accounts: Accounts, slo: Slo, calendar: Calendar) -> _Revised | None:
    account, before = accounts[slo.name], accounts.twins.times(slo.name)
    wanted = calendar.wanted(slo)
    if not before and not wanted:
        return None
    begin, until = max(account.reach.begin, accounts.ledger.oldest(slo.name)), account.reach.until
    if begin >= until or not _is_revised(accounts, slo, wanted, begin):
        return None
    read = between(begin, until)
    times = (before.within(read), wanted.within(read))
    edges = _edges(times) or [until, until]
    mine = accounts.ledger.pieces(slo.name, edges[0], edges[-1])
    # One that stands for nothing holds nothing.
    theirs = accounts.ledger.pieces(twin_name(slo.name), edges[0], edges[-1]) if before else None
    revision = Revision.of(account, (mine, theirs), times, accounts.step)
    return _Revised(slo, account, before, wanted, revision)


def _is_revised(accounts: Accounts, slo: Slo, wanted: QuietTimes, begin: int) -> bool:
    """Whether the store does not know yet what is left out from ``begin`` on, and for ever."""
    twins, ever = accounts.twins, between(begin, FOR_EVER)
    is_unstored = twins.times_to_store(twin_name(slo.name)) is not None
    return is_unstored or twins.times(slo.name).within(ever) != wanted.within(ever)


def _edges(times: Sequence[QuietTimes]) -> list[int]:
    """Where anything changes, in order."""
    before, after = ({(c, edge) for c, spans in t.parts for edge in spans.edges} for t in times)
    return sorted(edge for _, edge in before ^ after)
