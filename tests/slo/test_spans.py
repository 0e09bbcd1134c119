"""Sets of time say what sets of their steps say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.slo.spans import NONE, Spans, between

STEP, MOST = 30, 40
intervals = st.lists(
    st.tuples(st.integers(0, MOST * STEP), st.integers(0, MOST * STEP)), max_size=6
)
spans = intervals.map(lambda some: Spans.of(some, STEP))


def steps(of: Spans) -> set[int]:
    ends = np.arange(-2, MOST + 3) * STEP
    return set(ends[of.hold(ends)].tolist())


@given(intervals)
def test_intervals_are_widened_to_whole_steps_and_united(some: list[tuple[int, int]]) -> None:
    touched = {
        end
        for begin, until in some
        for end in range(0, MOST * STEP + 1, STEP)
        if begin < until and end > begin and end - STEP < until
    }
    found = Spans.of(some, STEP)
    assert steps(found) == touched
    assert all(b - a >= STEP for a, b in zip(found.edges, found.edges[1:], strict=False))


@given(spans, spans)
def test_operations_are_those_of_sets(one: Spans, other: Spans) -> None:
    a, b = steps(one), steps(other)
    assert steps(one & other) == a & b
    assert steps(one | other) == a | b
    assert steps(one ^ other) == a ^ b
    assert steps(one - other) == a - b
    for found in (one & other, one | other, one ^ other, one - other):
        assert list(found.edges) == sorted(set(found.edges))


@given(spans, st.lists(st.tuples(st.integers(0, MOST), st.integers(1, 8)), min_size=1))
def test_pieces_lie_inside_or_outside_or_are_cut(of: Spans, some: list[tuple[int, int]]) -> None:
    begins = np.array([begin * STEP for begin, _ in some])
    ends = begins + np.array([length * STEP for _, length in some])
    whole, cut = of.cover(begins, ends)
    for k, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        own = set(range(begin + STEP, end + 1, STEP))
        inside = own & steps(of)
        assert (whole[k], cut[k]) == (inside == own, bool(inside) and inside != own)


@given(spans, st.integers(0, MOST * STEP), st.integers(0, MOST * STEP))
def test_seconds_are_those_of_what_is_inside(of: Spans, start: int, length: int) -> None:
    seconds = of.seconds(np.array([float(start)]), np.array([float(start + length)]))[0]
    assert seconds == sum(max(min(end, start + length) - max(begin, start), 0) for begin, end in of)


def test_an_interval_that_does_not_last_is_none() -> None:
    assert between(60, 60) is NONE
    assert Spans.of([(60, 60), (90, 30)], STEP) == NONE
