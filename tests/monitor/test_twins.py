"""Whatever is excluded, in whatever order: windows hold the events that are not, and no others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.monitor.twins import Twins
from app.slo.account import Account, Cells, Reach
from app.slo.ledger import HOUR, Ledger
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.reading import Reading
from app.slo.register import Register, RowKey
from app.slo.retroactive import Recount, Revision, Stretch
from app.slo.samples import Bound
from app.slo.spans import Spans, between
from app.slo.sums import Asked, Net
from app.slo.twin import twin_name
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

pytestmark = pytest.mark.slow

SLO = ratio()
KEEP = 8 * DAY
ROWS = tuple(
    RowKey((("route", route),), bound)
    for route, bound in [
        ("/", Bound.VALUE),
        ("/pay", Bound.VALUE),
        ("/pay", Bound.LOW),
        ("/pay", Bound.HIGH),
    ]
)
BEGIN = T0 - 7 * DAY
WINDOWS = (STEP, 300, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)

ago = st.one_of(st.integers(0, 40), st.integers(0, 7 * DAY // STEP))
counts = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=4, max_size=4)
happened = st.lists(st.tuples(ago, counts), max_size=12)
steps = st.tuples(st.sampled_from([0, 1, 7, 300, 2880]), happened)
conditions = st.sampled_from([(), (("route", "/"),), (("route", "/pay"),)])
edges = st.tuples(ago, st.one_of(st.integers(1, 300), st.integers(1, 5 * DAY // STEP)))
quiet = st.lists(st.tuples(conditions, edges), max_size=3)
Events = list[tuple[int, list[tuple[int, int]]]]


@dataclass
class Shop:
    """An account with its twin, and beside it a plain list of (end of the step, row, events)."""

    ledger: Ledger = field(default_factory=lambda: Ledger(STEP, T0))
    events: list[tuple[int, int, int, int]] = field(default_factory=list)
    asked: set[Stretch] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ledger.open(SLO.name, KEEP)
        self.twins = Twins(self.ledger)
        self.account = Account(SLO.name, SLO.fingerprint, Reach(BEGIN, T0), Register((), ROWS))
        self.move(0, [])

    def move(self, leap: int, happened: Events) -> None:
        """Go on, and count events, of which some are late."""
        head = self.ledger.head + leap * STEP
        self.ledger.advance(head)
        ends = sorted({head - ago * STEP for ago, _ in happened if head - ago * STEP > BEGIN})
        good, total = (np.zeros((len(ROWS), len(ends))) for _ in range(2))
        for ago, per_row in happened:
            end = head - ago * STEP
            for row, (well, badly) in enumerate(per_row if end in ends else ()):
                good[row, ends.index(end)] += well
                total[row, ends.index(end)] += well + badly
                self.events.append((end, row, well, well + badly))
        delta = delta_of(SLO, Reach(BEGIN, head), cells(ends, good, total), ROWS)
        (delta,) = self.twins.marked([delta])
        every = [delta, *self.twins.deltas([delta])]
        self.ledger.apply_together(every)
        self.account.apply(delta)
        for gained in every[1:]:
            self.twins.accounts[gained.slo_name].apply(gained)

    def exclude(self, wanted: QuietTimes) -> None:
        """Have these times excluded instead of those before, also as far as they have passed."""
        before, twin = self.twins.times(SLO.name), twin_name(SLO.name)
        read = between(max(BEGIN, self.ledger.oldest(SLO.name)), self.ledger.head)
        self.twins.begin(self.account)
        pieces = [
            self.ledger.pieces(name, read.edges[0], read.edges[1]) for name in (SLO.name, twin)
        ]
        times = before.within(read), wanted.within(read)
        revision = Revision.of(self.account, (pieces[0], pieces[1]), times, STEP)
        recounts = {stretch: self.recounted(stretch) for stretch in revision.needed()}
        self.asked |= recounts.keys()
        assert revision.gone(recounts, 15.0) == []
        unchanged = delta_of(SLO, self.account.reach, cells([], [[]] * 4, [[]] * 4), ROWS)
        delta = self.twins.delta(unchanged, revision.corrections(recounts))
        self.ledger.apply(delta)
        self.twins.accounts[twin].apply(delta)
        if not wanted:
            assert not self.ledger.pieces(twin, *read.edges).counts.any()
        self.twins.set(self.account, wanted)

    def recounted(self, stretch: Stretch) -> Recount:
        begin, end = stretch
        ends = np.arange(begin + STEP, end + 1, STEP)
        found = np.zeros((2, len(ROWS), len(ends)))
        for at, row, good, total in (e for e in self.events if begin < e[0] <= end):
            found[:, row, (at - begin) // STEP - 1] += good, total
        return Recount(ROWS, Cells(ends, found[0], found[1]), float(begin))

    def check(self) -> None:
        """Compare every window, as an evaluation sums it, with the list."""
        times, head = self.twins.times(SLO.name), self.ledger.head
        reading = Reading.of(SLO, self.account, times=times)
        net = Net.of(self.ledger, [Asked(reading, np.arange(len(ROWS)))])
        listed = np.array(self.events, float).reshape(-1, 4)
        for nominal in WINDOWS:
            counted, excluded = net.split(float(head - nominal), float(head))
            for row, key in enumerate(ROWS):
                start, end = counted.start[row], counted.end[row]
                own = listed[(listed[:, 1] == row) & (listed[:, 0] > start) & (listed[:, 0] <= end)]
                out = times.of_group(key.group).hold(own[:, 0].astype(np.int64))
                found = counted.good[row], counted.total[row], excluded.total[row]
                assert found == (*own[~out, 2:].sum(axis=0), own[out, 3].sum())


def times_of(
    drawn: list[tuple[tuple[tuple[str, str], ...], tuple[int, int]]], head: int
) -> QuietTimes:
    return QuietTimes.of(
        (condition, between(head - (ago - length // 3) * STEP - length * STEP, head - ago * STEP))
        for condition, (ago, length) in drawn
    )


@given(happened, st.lists(st.one_of(steps, quiet), min_size=2, max_size=5))
@settings(max_examples=40)
def test_windows_hold_what_is_not_excluded(
    past: Events,
    drawn: list[tuple[int, Events] | list[tuple[tuple[tuple[str, str], ...], tuple[int, int]]]],
) -> None:
    shop = Shop()
    shop.move(0, past)
    for each in drawn:
        if isinstance(each, tuple):
            shop.move(*each)
        else:
            shop.exclude(times_of(each, shop.ledger.head))
        shop.check()
    shop.exclude(NO_TIMES)
    shop.check()
    assert not shop.twins.has(SLO.name)


def test_only_pieces_that_an_edge_cuts_are_read_again() -> None:
    shop = Shop()
    shop.move(0, [(ago, [(9, 1)] * 4) for ago in range(0, 6 * DAY // STEP, 4)])
    fine, coarse, coarsest = T0 - HOUR + STEP, T0 - DAY + 90, T0 - 5 * DAY + 600
    shop.exclude(QuietTimes.of([((), Spans((coarsest, coarse, fine, T0 + DAY)))]))
    shop.check()
    assert shop.asked == {
        (T0 - 5 * DAY, T0 - 5 * DAY + HOUR),
        (T0 - DAY, T0 - DAY + 300),
    }


def test_a_piece_of_which_the_begin_is_gone_is_gone() -> None:
    shop = Shop()
    shop.move(0, [(ago, [(9, 1)] * 4) for ago in range(0, 6 * DAY // STEP, 4)])
    begin = T0 - 5 * DAY
    read = between(BEGIN, T0)
    pieces = shop.ledger.pieces(SLO.name, BEGIN, T0)
    times = QuietTimes.of([((("route", "/"),), between(begin + 600, begin + 1200))]).within(read)
    revision = Revision.of(shop.account, (pieces, None), (NO_TIMES, times), STEP)
    (stretch,) = revision.needed()
    whole = shop.recounted(stretch)
    late = Cells(whole.cells.ends[60:], whole.cells.good[:, 60:], whole.cells.total[:, 60:])
    for recount, gone in (
        (whole, []),
        (Recount(ROWS, late, float(begin + 1800)), [stretch]),
        (Recount(ROWS, Cells(late.ends[:0], late.good[:, :0], late.total[:, :0]), None), [stretch]),
        (Recount(ROWS, whole.cells, float(begin + 1800)), []),  # nothing happened before
    ):
        assert revision.gone({stretch: recount}, 15.0) == gone
    kept = revision.corrections({stretch: whole}, [stretch])
    assert kept.total.sum() == 0
