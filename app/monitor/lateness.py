"""How far a reading has to look back: to the last one, and to samples that come late.

A remote writer may lag by minutes, and what it wrote must be counted once it is there. Where
samples are found that were not there yet when their time was read, the readings that follow look
back as far as those were late; the next one, as far as the oldest that nobody has counted.
Refuses to know who looks for them, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.monitor.accounts import Accounts
from app.slo.account import Account
from app.slo.definition import Slo
from app.slo.samples import Floats, Samples

SCRAPE_SECONDS = (15.0, 60.0)
"""The distance of two scrapes is taken to be at least and at most so long."""

LONGEST_SECONDS = 600
"""A writer that lags by more is not followed."""

REMEMBERED_SECONDS = 900


@dataclass(frozen=True, slots=True)
class _Seen:
    """How late samples were, and the evaluation time of the reading that found them so."""

    late_seconds: float
    at: int


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Samples of a time that has been read, which were not there then.

    ``oldest`` is the time of the first of them (Unix seconds).
    """

    oldest: float
    late_seconds: float


class Lateness:
    """Remembers of definitions how late their samples were lately, and what is not counted yet.

    ``offset_seconds`` is how old the time that a step reads up to is at least.
    """

    def __init__(self, accounts: Accounts, offset_seconds: float) -> None:
        self._accounts = accounts
        self._offset = offset_seconds
        self._late: dict[str, _Seen] = {}
        self._owed: dict[str, float] = {}

    def look_back(self, slos: tuple[Slo, ...], until: int) -> float:
        """Say how far before the last reading the next one, up to ``until``, has to begin.

        Not at all where nobody is late: a scrape is there before the next one is due, so that
        an offset of one scrape leaves none to come. What it lacks is looked back.
        """
        return max(self._seconds(slo, until) for slo in slos)

    def learn(
        self, accounts: Mapping[str, Account] | Accounts, found: Mapping[str, Samples], at: int
    ) -> None:
        """Learn how late samples were from what the step ``at`` read, before it is counted."""
        for name, samples in found.items():
            unseen = _unseen(accounts[name], samples, at)
            if unseen is not None:
                self._remember(name, unseen.late_seconds, at)

    def owe(
        self, accounts: Mapping[str, Account], found: Mapping[str, Samples], at: int, begin: float
    ) -> None:
        """Learn it from samples that nobody counts, but for those that the step ``at`` did.

        That one read what came after ``begin``; ``accounts`` are those before it.
        """
        for name, samples in found.items():
            unseen = _unseen(accounts[name], samples, at)
            if unseen is not None:
                self._remember(name, unseen.late_seconds, at)
                if unseen.oldest <= begin:
                    self._owed[name] = unseen.oldest - 1  # a range may leave out its begin

    def paid(self, slos: tuple[Slo, ...], begin: float) -> None:
        """Learn that everything after ``begin`` that there is has been counted, and stored."""
        for slo in slos:
            if self._owed.get(slo.name, -np.inf) >= begin:
                del self._owed[slo.name]

    def _seconds(self, slo: Slo, until: int) -> float:
        reach = self._accounts[slo.name].reach
        shortest, longest = SCRAPE_SECONDS
        scrape = min(max(reach.scrape_seconds or longest, shortest), longest)
        owed = reach.until - self._owed.get(slo.name, reach.until)
        seen = self._late.get(slo.name)
        late = 0.0 if seen is None or self._is_forgotten(seen, until) else seen.late_seconds
        return max(late + scrape if late else round(scrape - self._offset), owed, 0.0)

    def _remember(self, slo_name: str, late_seconds: float, at: int) -> None:
        """Keep the most that was seen lately: one reading does not show how late they can be."""
        seen = self._late.get(slo_name)
        late = min(late_seconds, LONGEST_SECONDS)
        if seen is None or late >= seen.late_seconds or self._is_forgotten(seen, at):
            self._late[slo_name] = _Seen(late, at)

    def _is_forgotten(self, seen: _Seen, at: int) -> bool:
        return at - seen.at > max(REMEMBERED_SECONDS, 2 * self._accounts.step)


def _unseen(account: Account, samples: Samples, at: int) -> _Unseen | None:
    """What is new in a time that the account has been read over; ``at`` is when that was found.

    A writer's delay is at most what its newest sample is old. It is also at most a scrape more
    than its oldest new one was old at the last reading, if that counted all that there was; the
    scrape is added by whoever looks back.
    """
    reach, time = account.reach, samples.time
    counts = np.diff(samples.offsets)
    seen = np.repeat(_cursor_times(account, samples), counts)
    new = np.flatnonzero((time > reach.begin) & (time <= reach.until) & ~(time <= seen))
    if not len(new):
        return None
    owner, time = np.repeat(np.arange(len(counts)), counts)[new], time[new]
    changes = np.flatnonzero(np.diff(owner))
    oldest = time[np.concatenate([[0], changes + 1])]
    newest = time[np.concatenate([changes, [len(time) - 1]])]
    late = np.minimum(at - newest, reach.until - oldest)
    return _Unseen(float(oldest.min()), max(float(late.max()), 1.0))


def _cursor_times(account: Account, samples: Samples) -> Floats:
    """When each series of a reading was seen last; NaN if never."""
    register, times = account.register, account.cursors.time
    numbers = register.numbers(samples.feedings)
    if numbers is not None:
        return times[numbers]
    places = [register.index.get(feeding.series, len(times)) for feeding in samples.feedings]
    return np.append(times, np.nan)[np.array(places, np.int64)]
