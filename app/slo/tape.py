"""The new samples of many accounts on one tape, and the events that each of them brings.

The arithmetic of counting is done for all accounts of a reading at once: a thousand small ones
would otherwise spend their time on calls instead of numbers. Series and rows are numbered
throughout, those of the first account first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.account import Account, Cursors, Heads
from app.slo.births import RESTART_SECONDS, Sightings
from app.slo.layout import Layout
from app.slo.quick import quick
from app.slo.register import Register
from app.slo.samples import Flags, Floats, Integers, Samples


@quick
@dataclass(frozen=True, slots=True)
class Counted:
    """One account with what was read for it, and its register once that is part of it."""

    account: Account
    register: Register
    samples: Samples


@dataclass(frozen=True, slots=True)
class Tape:
    """The samples that are new, by series and time.

    Account ``a`` has the series ``first[a]:first[a + 1]``; ``cursors`` are those of all series
    before this reading. ``owner`` numbers the series of each sample, series ``i`` has the samples
    ``offsets[i]:offsets[i + 1]``.
    """

    first: Integers
    cursors: Cursors
    owner: Integers
    offsets: Integers
    time: Floats
    value: Floats
    start: Floats

    @staticmethod
    def of(counted: Sequence[Counted], layout: Layout, until: float) -> Tape:
        """Put what is new in the samples up to ``until`` on a tape."""
        first = layout.first_series
        cursors = _joined_cursors(counted)
        time, value, start = (
            np.concatenate([getattr(one.samples, name) for one in counted])
            for name in ("time", "value", "start")
        )
        owner = np.repeat(_numbers(counted, first), _lengths(counted))
        seen = time <= cursors.time[owner]  # False where there is no cursor: NaN
        order = np.flatnonzero(~seen & (time <= until))
        order = order[np.argsort(owner[order], kind="stable")]
        owner, value = owner[order], value[order]
        fell = value < preceding(value, owner, cursors.value)
        return Tape(
            first=first,
            cursors=cursors,
            owner=owner,
            offsets=np.searchsorted(owner, np.arange(first[-1] + 1)),
            time=time[order],
            value=value,
            start=filled(start[order], owner, cursors.start, fell),
        )

    def __len__(self) -> int:
        return len(self.time)

    def of_account(self, number: int) -> Tape:
        """Cut out the part of one account."""
        first, last = (int(n) for n in self.first[number : number + 2])
        begin, end = (int(n) for n in self.offsets[[first, last]])
        mine, samples = slice(first, last), slice(begin, end)
        return Tape(
            first=self.first[number : number + 2] - first,
            cursors=self.cursors.part(mine),
            owner=self.owner[samples] - first,
            offsets=self.offsets[first : last + 1] - begin,
            time=self.time[samples],
            value=self.value[samples],
            start=self.start[samples],
        )

    def advanced(self) -> Cursors:
        """Give the cursors after this reading."""
        before = self.cursors
        time, value, start = before.time.copy(), before.value.copy(), before.start.copy()
        time[self.owner], value[self.owner], start[self.owner] = self.time, self.value, self.start
        return Cursors(time, value, start)

    def first_times(self) -> Floats:
        """Give per series the time of its first new sample, NaN if it has none."""
        times = np.full(self.first[-1], np.nan)
        times[self.owner[::-1]] = self.time[::-1]
        return times

    def last_times(self) -> Floats:
        """Give per series the time of its last new sample, NaN if it has none."""
        times = np.full(self.first[-1], np.nan)
        times[self.owner] = self.time  # ascending within a series, so the last one stays
        return times

    def firsts(self) -> Flags:
        """Tell of each sample whether it is the first of its series that was ever read."""
        return np.isnan(preceding(self.time, self.owner, self.cursors.time))

    def accounts(self) -> Integers:
        """Number the account of each sample."""
        numbers: Integers = self.first.searchsorted(self.owner, side="right") - 1
        return numbers


def increases(tape: Tape, counted: Sequence[Counted], follows: Sequence[int]) -> Floats:
    """Events that each sample brings; ``follows`` as a layout says it."""
    last_value = preceding(tape.value, tape.owner, tape.cursors.value)
    went_on = np.maximum(tape.value - last_value, 0.0)
    increase = np.where(
        restarts(tape, [(number, counted[number].register) for number in follows]),
        tape.value,
        went_on,
    )
    begins = np.array([one.account.reach.begin for one in counted], float)
    early = tape.time <= begins[tape.accounts()]
    new = tape.firsts() & ~early
    if new.any():
        increase[new] = np.where(_born(tape, counted, new), tape.value[new], 0.0)
    increase[early] = 0.0
    return increase


def restarts(tape: Tape, following: Iterable[tuple[int, Register]]) -> Flags:
    """Tell of each sample whether its process began anew since the one before it.

    ``following`` are the numbers of accounts some of whose series restart with others.
    """
    last_value = preceding(tape.value, tape.owner, tape.cursors.value)
    last_start = preceding(tape.start, tape.owner, tape.cursors.start)
    restarted = (tape.value < last_value) | (np.abs(tape.start - last_start) > RESTART_SECONDS)
    _follow_leaders(restarted, tape, following)
    return restarted


def preceding(values: Floats, owner: Integers, before: Floats) -> Floats:
    """Give what each sample's series held one sample earlier; ``before`` (per series) at first."""
    if not len(values):
        return values
    shifted = np.concatenate([values[:1], values[:-1]])
    first = np.concatenate([[True], owner[1:] != owner[:-1]])
    return np.where(first, before[owner], shifted)


def _joined_cursors(counted: Sequence[Counted]) -> Cursors:
    extended = [one.account.cursors.extended(len(one.register.feedings)) for one in counted]
    return Cursors(
        np.concatenate([cursors.time for cursors in extended]),
        np.concatenate([cursors.value for cursors in extended]),
        np.concatenate([cursors.start for cursors in extended]),
    )


def _numbers(counted: Sequence[Counted], first: Integers) -> Integers:
    """The number of each series that was read, in the order of the samples."""
    own = [one.register.numbers(one.samples.feedings) for one in counted]
    known = [numbers for numbers in own if numbers is not None]  # all: the register is made so
    return np.concatenate(known) + np.repeat(first[:-1], [len(numbers) for numbers in known])


def _lengths(counted: Sequence[Counted]) -> Integers:
    offsets = [one.samples.offsets for one in counted]
    return np.concatenate([own[1:] - own[:-1] for own in offsets])  # np.diff takes longer


def filled(start: Floats, owner: Integers, before: Floats, fell: Flags) -> Floats:
    """Carry a known process start forward over samples that came without one.

    A value that fell without one belongs to a process whose start is yet to be learned: naming
    the old one would take the learning for a second restart.
    """
    if not len(start):
        return start
    known = np.where(np.isnan(start) & ~fell, -1, np.arange(len(start)))
    last = np.maximum.accumulate(known)
    same = (last >= 0) & (owner[np.maximum(last, 0)] == owner)
    return np.where(same, start[np.maximum(last, 0)], before[owner])


def _follow_leaders(
    restarted: Flags, tape: Tape, following: Iterable[tuple[int, Register]]
) -> None:
    """Let the parts of a native histogram restart when its count does, and only then."""
    for number, register in following:
        first = int(tape.first[number])
        for follower, leader in register.followers:
            own = slice(tape.offsets[first + follower], tape.offsets[first + follower + 1])
            led_by = slice(tape.offsets[first + leader], tape.offsets[first + leader + 1])
            restarted[own] = restarted[led_by]


def _born(tape: Tape, counted: Sequence[Counted], new: Flags) -> Flags:
    """Decide of each sample that is the first of its series whether it counts from zero."""
    own = tape.accounts()[new]
    born = np.zeros(len(own), np.bool_)
    for number in np.unique(own).tolist():
        mine = own == number
        first, last = tape.offsets[tape.first[number : number + 2]]
        places = np.flatnonzero(new[first:last])
        born[mine] = _born_in(tape.of_account(number), counted[number], places)
    return born


def _born_in(tape: Tape, one: Counted, new: Integers) -> Flags:
    owner, time, start = tape.owner[new], tape.time[new], tape.start[new]
    sightings = Sightings(
        one.register.feedings,
        tape.cursors,
        tape.offsets,
        tape.time,
        tape.start,
        one.account.reach.silence,
    )
    born = sightings.are_young(time, start)
    # Of a target that was never seen before, nothing but its age is known.
    known = _is_known_before(one.register.targets, tape, owner, time)
    born[known] = sightings.born(owner[known], time[known], start[known], born[known])
    return born


def _is_known_before(targets: Integers, tape: Tape, owner: Integers, time: Floats) -> Flags:
    """Whether the targets of some series had been seen before certain times."""
    first = np.fmin(tape.first_times(), tape.cursors.time)
    first_of_target = np.full(targets.max(initial=-1) + 2, np.inf)
    np.fmin.at(first_of_target, targets, first)  # the last one stands for "no target"
    known: Flags = (targets[owner] >= 0) & (first_of_target[targets[owner]] < time)
    return known


def heads_after(tape: Tape, increase: Floats, counted: Sequence[Counted]) -> list[Heads | None]:
    """Give, account by account, the first samples of its series: of old ones as they were."""
    wanted = any(one.account.heads is not None for one in counted)
    new: Integers = np.flatnonzero(tape.firsts()) if wanted else np.empty(0, np.int64)
    owner = tape.owner[new]
    columns = [column[new] for column in (tape.time, tape.value, tape.start, increase)]
    found: list[Heads | None] = []
    for number, one in enumerate(counted):
        if one.account.heads is None:
            found.append(None)
            continue
        heads = one.account.heads.extended(len(one.register.feedings))
        first, last = tape.first[number : number + 2]
        mine = (owner >= first) & (owner < last)
        series = owner[mine] - first
        for column, values in zip(
            (heads.time, heads.value, heads.start, heads.counted), columns, strict=True
        ):
            column[series] = values[mine]
        found.append(heads)
    return found


def usual_distances(tape: Tape) -> list[float | None]:
    """Give per account the median distance of new samples to those before them."""
    last = preceding(tape.time, tape.owner, tape.cursors.time)
    known = np.flatnonzero(~np.isnan(last))
    distance, account = (tape.time - last)[known], tape.accounts()[known]
    order = np.lexsort((distance, account))
    distance = distance[order]
    begins = account[order].searchsorted(np.arange(len(tape.first)))
    counts = np.diff(begins)
    there, medians = np.flatnonzero(counts), np.full(len(counts), np.nan)
    begins, most = begins[there], counts[there]
    middle = distance[begins + (most - 1) // 2] + distance[begins + most // 2]
    medians[there] = middle / 2
    return [None if median != median else median for median in medians.tolist()]  # noqa: PLR0124  # NaN


def settled(tape: Tape, seconds: float) -> list[bool]:
    """Tell of each account whether no new sample is so much later than all it had before."""
    accounts = np.repeat(np.arange(len(tape.first) - 1), np.diff(tape.first))
    before, newest = (np.full(len(tape.first) - 1, -np.inf) for _ in range(2))
    np.fmax.at(before, accounts, tape.cursors.time)
    np.maximum.at(newest, accounts[tape.owner], tape.time)
    found: list[bool] = (newest <= before + seconds).tolist()
    return found
