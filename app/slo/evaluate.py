"""From counts to a snapshot: what every SLO looks like at one evaluation time.

``evaluate`` changes nothing. It reads the ledger as if the readings' deltas had been applied; the
caller stores them first and applies them afterwards. The rules stand in ``docs/slo-math.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from app.slo.alert import Alert, Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.calling import Calls, Floor, call, settled
from app.slo.choice import Choice, Member, choose
from app.slo.definition import Group, Slo
from app.slo.health import Seen
from app.slo.judged import Judged
from app.slo.ledger import Ledger
from app.slo.reading import Reading
from app.slo.roll import Roll
from app.slo.samples import Integers
from app.slo.selection import Windows
from app.slo.sheet import Latencies, Sheet, covered
from app.slo.snapshot import Snapshot, Statuses
from app.slo.sums import Asked, sums
from app.slo.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Evaluated(Snapshot):
    """A snapshot with what its statuses are worked out from."""

    choices: Sequence[Choice]
    sheet: Sheet
    calls: Calls

    @property
    def firing(self) -> Collection[Alert]:
        """The alerts that fire, in no order; no status is worked out for that."""
        return self.calls.board.alerts.values()

    @property
    def happened(self) -> Happened:
        """What has to be stored before the snapshot is published."""
        calls = self.calls
        return Happened(int(self.evaluated_at), self.generation, calls.transitions, calls.changed)


@dataclass(frozen=True, slots=True)
class Background:
    """What a step has to know besides counts.

    ``latencies`` are the quantiles read last, by SLO name and group, ``annotations`` what was
    noted lately. ``open_alerts`` are those that fired before this step, as the store has them;
    ``None``: those of the previous snapshot. ``settled`` are those that fire after this step,
    where somebody else has decided that already.
    """

    latencies: Latencies = field(default_factory=dict)
    annotations: Sequence[Annotation] = ()
    open_alerts: Sequence[OpenAlert] | None = None
    settled: Sequence[OpenAlert] | None = None


def evaluate(
    ledger: Ledger,
    readings: Iterable[Reading],
    background: Background,
    at: int,
    step: int,
    previous: Snapshot | None = None,
) -> Evaluated:
    """Build the snapshot of the step that ends at ``at`` (Unix seconds, on the grid).

    Figures of an SLO without new data stand as they stood in ``previous``: the ledger forgets the
    past that they sum. Its alerts go on as they were there.
    """
    before = previous if isinstance(previous, Evaluated) else None
    choices = choose(list(readings), before.choices if before is not None else (), at)
    called = _called(choices, before)
    placed = _placed(choices, before)
    sheet = _sheet(ledger, choices, (called, placed), background.latencies, at)
    if before is not None:
        _keep_as_they_stood(sheet, called.roll, before)
    calls = _calls(Floor(sheet, called.roll), before, background)
    return _evaluated(at // step, called.roll, choices, sheet, calls)


def _calls(floor: Floor, before: Evaluated | None, background: Background) -> Calls:
    if background.settled is not None:
        return settled(floor, background.settled)
    earlier = None
    if before is not None and background.open_alerts is None:
        earlier = (Floor(before.sheet, before.roll), before.calls.board)
    return call(floor, earlier, background.open_alerts or (), background.annotations)


def recalled(evaluated: Evaluated, open_alerts: Iterable[OpenAlert]) -> Evaluated:
    """Give the same step as it is if these alerts fired before it."""
    calls = call(Floor(evaluated.sheet, evaluated.roll), None, open_alerts, ())
    return _evaluated(
        evaluated.generation, evaluated.roll, evaluated.choices, evaluated.sheet, calls
    )


def _evaluated(
    generation: int, roll: Roll, choices: Sequence[Choice], sheet: Sheet, calls: Calls
) -> Evaluated:
    judged, order = Judged(sheet, calls.board), roll.order.tolist()
    return Evaluated(
        generation=generation,
        evaluated_at=float(sheet.at),
        roll=roll,
        statuses=Statuses(len(roll.members), lambda place: judged.status(order[place])),
        choices=choices,
        sheet=sheet,
        calls=calls,
    )


class _Called(NamedTuple):
    """Whom a step speaks of, and what they promise."""

    roll: Roll
    members: Sequence[Member]
    reads: Integers
    terms: Terms


def _called(choices: Sequence[Choice], before: Evaluated | None) -> _Called:
    """Call those of this step: mostly the same as in the last one."""
    if before is not None and _are_alike(choices, before.choices):
        sheet = before.sheet
        return _Called(before.roll, sheet.members, sheet.reads, sheet.terms)
    members = [member for number, one in enumerate(choices) for member in one.members(number)]
    roll = Roll.of([_named(choices[number].reading, row) for number, row in members])
    reads = np.array([number for number, _ in members], np.int64)
    return _Called(roll, members, reads, Terms.of([choice.reading.slo for choice in choices]))


def _are_alike(some: Sequence[Choice], others: Sequence[Choice]) -> bool:
    return len(some) == len(others) and all(map(Choice.is_like, some, others))


def _named(reading: Reading, row: int | None) -> tuple[Slo, Group]:
    return reading.slo, () if row is None else reading.register.rows[row].group


def _sheet(
    ledger: Ledger,
    choices: Sequence[Choice],
    spoken_of: tuple[_Called, _Placed],
    latencies: Latencies,
    at: int,
) -> Sheet:
    called, placed = spoken_of
    readings = [choice.reading for choice in choices]
    asked = [Asked(choice.reading, choice.summed) for choice in choices]
    seen = Seen.of(readings, [choice.standing for choice in choices], at)
    found = sums(ledger, asked, seen.until, called.terms.windows, at)
    return Sheet(
        at=at,
        readings=readings,
        counts=placed.counts,
        members=called.members,
        reads=called.reads,
        terms=called.terms,
        places=placed.places,
        bounds=placed.bounds,
        sums=found,
        missing=~seen.present,
        covered=covered(readings, placed.counts, found.period.start, seen.until),
        latencies=latencies,
    )


class _Placed(NamedTuple):
    """How many rows are summed of each reading, and where SLOs and bounds stand among them."""

    counts: Integers
    places: Integers
    bounds: Mapping[int, tuple[int, int]]


def _placed(choices: Sequence[Choice], before: Evaluated | None) -> _Placed:
    """Place what is chosen: mostly the same as in the last step."""
    if before is not None and len(choices) == len(before.choices):
        same = map(Choice.has_the_rows_of, choices, before.choices)
        if all(same):
            return _Placed(before.sheet.counts, before.sheet.places, before.sheet.bounds)
    counts = np.array([len(one.summed) for one in choices], np.int64)
    first = [0, *np.cumsum(counts).tolist()]
    places = [one.places(begin) for begin, one in zip(first, choices, strict=False)]
    bounds = [one.bounds_at(begin) for begin, one in zip(first, choices, strict=False)]
    return _Placed(
        counts,
        np.concatenate([np.empty(0, np.int64), *places]),
        {place: two for some in bounds for place, two in some.items()},
    )


def _keep_as_they_stood(sheet: Sheet, roll: Roll, before: Evaluated) -> None:
    """Keep the period's figures of SLOs of which nothing new is known."""
    pairs = [pair for n in sheet.missing_members() for pair in _same_places(sheet, roll, n, before)]
    if not pairs:
        return
    now, then = np.array(pairs).T
    _copy(sheet.sums.period, now, before.sheet.sums.period, then)
    _copy(sheet.sums.before, now, before.sheet.sums.before, then)
    _copy(sheet.sums.excluded, now, before.sheet.sums.excluded, then)
    sheet.covered[now] = before.sheet.covered[then]


def _same_places(
    sheet: Sheet, roll: Roll, number: int, before: Evaluated
) -> Iterator[tuple[int, int]]:
    """Pair the places of an SLO of which nothing is new, now and then: value and bounds."""
    earlier = before.sheet
    other = number if roll is before.roll else before.roll.numbers.get(roll.ids[number])
    if other is None or sheet.slo(number) is not earlier.slo(other):
        return
    if sheet.times(number) != earlier.times(other):
        return
    now, then = int(sheet.places[number]), int(earlier.places[other])
    if then >= 0 and earlier.missing[then] and sheet.sums.until[now] == earlier.sums.until[then]:
        yield now, then
        yield from zip(sheet.bounds.get(now, ()), earlier.bounds.get(then, ()), strict=False)


def _copy(into: Windows, now: Integers, source: Windows, then: Integers) -> None:
    into.start[now], into.end[now] = source.start[then], source.end[then]
    into.good[now], into.total[now] = source.good[then], source.total[then]
