"""How far a reading has to look back: to the last one, and to samples that come late.

A remote writer may lag by minutes, and what it wrote must be counted once it is there. So every
few minutes a reading looks far back; where that finds something late, those that follow look
back as far as that was late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.monitor.accounts import Accounts
from app.slo.account import Account
from app.slo.definition import Slo
from app.slo.samples import Samples

SCRAPE_SECONDS = (15.0, 60.0)
"""A reading looks back by one scrape, which is taken to be at least and at most so long."""

FAR_SECONDS = 600
FAR_EVERY_SECONDS = 300
"""So far back a reading looks so often, for writers of which nothing is known yet."""

REMEMBERED_SECONDS = 900


class Lateness:
    """Remembers of definitions how late their samples were lately."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._late: dict[str, tuple[float, int]] = {}

    def look_back(self, slos: Sequence[Slo], until: int) -> float:
        """Say how far before the last reading the next one, up to ``until``, has to begin."""
        if until % FAR_EVERY_SECONDS < self._accounts.step:
            return FAR_SECONDS
        known = [self._late[slo.name] for slo in slos if slo.name in self._late]
        late = max((s for s, seen in known if until - seen <= REMEMBERED_SECONDS), default=0.0)
        scrape = max(self._scrape_seconds(slo) for slo in slos)
        return min(late + scrape, FAR_SECONDS)

    def learn(self, slos: Sequence[Slo], found: Mapping[str, Samples], until: int) -> None:
        """Learn from what a reading up to ``until`` brought, before it is counted."""
        for slo in slos:
            late = _late_seconds(self._accounts[slo.name], found[slo.name], until)
            if late:
                self._late[slo.name] = (late, until)

    def _scrape_seconds(self, slo: Slo) -> float:
        shortest, longest = SCRAPE_SECONDS
        usual = self._accounts[slo.name].reach.scrape_seconds or longest
        return min(max(usual, shortest), longest)


def _late_seconds(account: Account, samples: Samples, until: int) -> float:
    """How old the newest new sample is of a series that has none since the last reading."""
    ends = samples.offsets[1:]
    behind = np.flatnonzero((np.diff(samples.offsets) > 0) & (ends > 0))
    newest = samples.time[ends[behind] - 1]
    behind, newest = behind[newest <= account.reach.until], newest[newest <= account.reach.until]
    numbers = account.register.numbers(samples.feedings) if len(behind) else None
    if numbers is None:
        return 0.0 if not len(behind) else float(until - newest.min())
    seen = account.cursors.time[numbers[behind]]
    new = newest[~(newest <= seen)]
    return float(until - new.min()) if len(new) else 0.0
