"""What a cycle learned of each definition, put together for the evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.catch_up import CatchUp
from app.monitor.hints import Hints
from app.slo.account import Delta
from app.slo.definition import Slo
from app.slo.reading import Reading, Trouble
from app.slo.snapshot import Reason


@dataclass(frozen=True, slots=True)
class Readings:
    """Makes readings of the step that ends at ``at`` (Unix seconds)."""

    accounts: Accounts
    catch_up: CatchUp
    hints: Hints
    at: int

    def of(self, slo: Slo, delta: Delta | None, trouble: Trouble | None) -> Reading:
        """Say what is known of a definition, and why not more."""
        accounts = self.accounts
        incomplete = self.catch_up.trouble(slo) if accounts.is_unread(slo) else None
        if delta is None and trouble is None:
            if accounts.lag(slo, self.at) > 0:
                trouble = self.catch_up.trouble(slo)
            elif incomplete is not None and incomplete.reason is not Reason.BACKFILLING:
                trouble = incomplete
        unread = incomplete.message if incomplete is not None else None
        hint, times = self.hints.of(slo), accounts.twins.times(slo.name)
        return Reading.of(slo, accounts[slo.name], delta, trouble, hint, unread, times)
