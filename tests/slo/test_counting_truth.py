"""However the samples of a shop are read, what is counted is what happened."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import Account, Delta
from app.slo.counter import count
from tests.slo.making import STEP, T0, account, ratio
from tests.slo.shop import END, PATHS, Shop, shops

pytestmark = pytest.mark.slow

SLO = ratio(group_by=("path",))
OVERLAP = 60
STEPS = (END - T0) // STEP

thorough = settings(max_examples=40)

Counts = dict[tuple[str, bool], list[float]]


def read(shop: Shop, ends: Iterable[int], *, late: bool = False) -> tuple[Account, Counts]:
    """Count a shop in readings up to each of the ends; events by path, errors apart, per step."""
    kept = account(SLO)
    counts: Counts = {(path, wrong): [] for path in PATHS for wrong in (False, True)}
    for until in ends:
        after = kept.reach.until - (OVERLAP * 2 if late else OVERLAP)
        known_at = until if late and until < END + OVERLAP * 2 else END * 2.0
        delta = count(SLO, kept, shop.between(after, until, known_at), until, STEP)
        kept.apply(delta)
        _add(counts, delta)
    return kept, counts


def _add(counts: Counts, delta: Delta) -> None:
    rows = {dict(key.group)["path"]: i for i, key in enumerate(delta.rows)}
    for path in PATHS:
        if path in rows:
            good, total = delta.cells.good[rows[path]], delta.cells.total[rows[path]]
        else:
            good = total = np.zeros(len(delta.cells.ends))
        counts[path, False] += total.tolist()
        counts[path, True] += (total - good).tolist()


def cursors(kept: Account) -> dict[object, tuple[float, float, str]]:
    columns = (kept.cursors.time, kept.cursors.value, kept.cursors.start)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        feeding.series: (time, value, str(start))  # as text, for NaN is not NaN
        for feeding, (time, value, start) in zip(kept.feedings, rows, strict=True)
    }


def sums(counts: Counts) -> dict[tuple[str, bool], int]:
    return {key: int(sum(events)) for key, events in counts.items() if sum(events)}


@given(shops())
@thorough
def test_one_reading_counts_what_happened(shop: Shop) -> None:
    assert sums(read(shop, [END])[1]) == shop.truth()


@given(shops(), st.sets(st.integers(1, STEPS), max_size=12))
@thorough
def test_steps_chunks_and_one_reading_count_the_same(shop: Shop, cuts: set[int]) -> None:
    kept, counts = read(shop, [END])
    chunks = [T0 + STEP * cut for cut in sorted(cuts | {STEPS})]
    every_step = list(range(T0 + STEP, END + 1, STEP))
    for ends in (chunks, every_step):
        kept_too, counts_too = read(shop, ends)
        assert counts_too == counts
        assert cursors(kept_too) == cursors(kept)


@given(shops())
@thorough
def test_no_cell_is_negative_and_none_has_more_good_events_than_events(shop: Shop) -> None:
    counts = read(shop, range(T0 + STEP, END + 1, STEP))[1]
    for path in PATHS:
        for total, errors in zip(counts[path, False], counts[path, True], strict=True):
            assert 0 <= errors <= total


@given(shops(late=True))
@thorough
def test_samples_that_arrive_late_are_counted_once(shop: Shop) -> None:
    ends = range(T0 + STEP, END + 4 * STEP + 1, STEP)
    assert sums(read(shop, ends, late=True)[1]) == shop.truth()
