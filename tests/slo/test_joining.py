"""A past that is read backwards, piece by piece, counts what reading it forward counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import Account, Delta, Heads, Reach
from app.slo.counter import count
from app.slo.joining import join
from app.slo.ledger import Ledger
from tests.slo.making import STEP, T0, ratio
from tests.slo.shop import END, Shop, shops

pytestmark = pytest.mark.slow

SLO = ratio(group_by=("path",))
OVERLAP = 60
STEPS = (END - T0) // STEP

thorough = settings(max_examples=40)

Cells = dict[tuple[str, int], tuple[float, float]]


def beginning(at: int) -> Account:
    """An account of which nothing has been read yet, neither before ``at`` nor after."""
    return Account(SLO.name, SLO.fingerprint, Reach(at, at), heads=Heads.none())


class Kept:
    """An account with its ledger, both ways."""

    def __init__(self, shop: Shop, at: int) -> None:
        self._shop = shop
        self.account = beginning(at)
        self.ledger = Ledger(STEP, END)
        self.ledger.open(SLO.name, 2 * 3600)

    def go_on(self, until: int) -> None:
        """Read on, as a cycle does."""
        after = self.account.reach.until
        samples = self._shop.between(after - OVERLAP, until)
        self._take(count(SLO, self.account, samples, until, STEP))

    def go_back(self, begin: int, *, is_oldest: bool) -> None:
        """Read the piece of the past before what has been read."""
        until = self.account.reach.begin
        piece = beginning(begin)
        delta = count(SLO, piece, self._shop.between(begin, until), until, STEP)
        self._take(join(SLO, delta, self.account, STEP, is_oldest=is_oldest))

    def _take(self, delta: Delta) -> None:
        self.ledger.apply(delta)
        self.account.apply(delta)

    def cells(self) -> Cells:
        """Events of every step and path."""
        found: Cells = {}
        for end in range(T0 + STEP, END + 1, STEP):
            window = self.ledger.window(SLO.name, end - STEP, end)
            for k, key in enumerate(self.account.rows):
                if window.total[k] or window.good[k]:
                    path = dict(key.group)["path"]
                    found[path, end] = (float(window.good[k]), float(window.total[k]))
        return found

    def cursors(self) -> dict[object, tuple[float, float, str]]:
        columns = (
            self.account.cursors.time,
            self.account.cursors.value,
            self.account.cursors.start,
        )
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return {
            feeding.series: (time, value, str(start))
            for feeding, (time, value, start) in zip(self.account.feedings, rows, strict=True)
        }


def reach(kept: Kept) -> Reach:
    """How far was read; the usual distance of samples is that of the latest ones."""
    return replace(kept.account.reach, scrape_seconds=None)


def forward(shop: Shop) -> Kept:
    kept = Kept(shop, T0)
    kept.go_on(END)
    return kept


def backward(shop: Shop, cuts: Sequence[int], steps: Iterable[int]) -> Kept:
    """Begin at the last of the cuts, go on step by step, and back from cut to cut meanwhile."""
    kept = Kept(shop, cuts[-1])
    behind = [(earlier, earlier == cuts[0]) for _, earlier in pairwise([0, *reversed(cuts)])][1:]
    for until in steps:
        kept.go_on(until)
        if behind:
            begin, is_oldest = behind.pop(0)
            kept.go_back(begin, is_oldest=is_oldest)
    for begin, is_oldest in behind:
        kept.go_back(begin, is_oldest=is_oldest)
    return kept


@given(shops(), st.sets(st.integers(1, STEPS - 1), min_size=1, max_size=6))
@thorough
def test_pieces_read_backwards_count_what_one_reading_counts(shop: Shop, cuts: set[int]) -> None:
    places = [T0, *(T0 + STEP * cut for cut in sorted(cuts))]
    whole = forward(shop)
    pieced = backward(shop, places, [END])
    assert pieced.cells() == whole.cells()
    assert pieced.cursors() == whole.cursors()
    assert reach(pieced) == reach(whole)
    assert pieced.account.heads is None


@given(shops(), st.sets(st.integers(1, STEPS - 2), min_size=1, max_size=5))
@thorough
def test_the_past_may_be_read_while_the_present_goes_on(shop: Shop, cuts: set[int]) -> None:
    places = [T0, *(T0 + STEP * cut for cut in sorted(cuts))]
    whole = forward(shop)
    living = backward(shop, places, range(places[-1] + STEP, END + 1, STEP))
    assert living.cells() == whole.cells()
    assert living.cursors() == whole.cursors()
    assert reach(living) == reach(whole)
