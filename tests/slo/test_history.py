"""How an SLO got where it stands: bins that add up, and a budget that burns down to its status."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import Reach
from app.slo.definition import CalendarPeriod, CalendarUnit, RollingPeriod, Slo
from app.slo.errors import InvalidQuestion
from app.slo.evaluate import evaluate
from app.slo.history import MOST_POINTS, History, Past, Point, Span, history
from app.slo.ledger import Ledger
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Events
from tests.slo.evaluating import HOUR, NOTHING, Row, new_ledger, reading
from tests.slo.making import DAY, STEP, T0, ratio, status

MONTH = CalendarPeriod(CalendarUnit.MONTH, "Asia/Kolkata")


def past_of(
    row: Row, slo: Slo | None = None, head: int = T0, reach: Reach | None = None
) -> tuple[Ledger, Past]:
    """What is kept of one SLO after an evaluation."""
    slo = slo or ratio()
    ledger = new_ledger(slo, head)
    read = reading(ledger, {RowKey((), Bound.VALUE): row}, slo, [head - 10], reach=reach)
    (found,) = evaluate(ledger, [read], NOTHING, head, STEP)
    return ledger, Past(found, ledger.curves(slo.name, 0))


def points(row: Row, span: Span) -> tuple[Point, ...]:
    return tuple(history(past_of(row)[1], span).points)


def summed(found: History) -> Events:
    return Events(
        sum(point.events.good for point in found.points),
        sum(point.events.total for point in found.points),
    )


events = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 200), st.integers(0, 40 * DAY // STEP)).map(
            lambda steps: T0 - steps * STEP
        ),
        st.integers(0, 100),
        st.integers(0, 20),
    ),
    max_size=20,
    unique_by=lambda cell: cell[0],
)
ages = st.one_of(st.integers(1, 5 * HOUR), st.integers(1, 3 * DAY), st.integers(1, 40 * DAY))


@settings(max_examples=50)
@given(
    events,
    st.sampled_from([ratio(), ratio(period=MONTH)]),
    ages,
    st.one_of(st.just(0), ages),
    st.one_of(st.none(), st.integers(300, DAY)),
)
def test_bins_add_up_to_the_window_that_they_make(
    row: Row, slo: Slo, length: int, ended_before: int, step: int | None
) -> None:
    ledger, past = past_of(row, slo)
    end = T0 - ended_before
    found = history(past, Span(end - length, end, step))
    if not found.points:
        assert end <= past.curves[-1].begin
        return
    edges = [found.points[0].start, *(point.end for point in found.points)]
    assert all(one.end == other.start for one, other in pairwise(found.points))
    assert edges == sorted(set(edges))
    window = ledger.window(slo.name, edges[0], edges[-1])
    assert (window.start, window.end) == (edges[0], edges[-1])
    assert summed(found) == Events(window.good[0], window.total[0])


@settings(max_examples=40)
@given(events, st.sampled_from([ratio(), ratio(period=MONTH)]), st.integers(0, 11), ages)
def test_the_budget_burns_down_to_what_the_status_says(
    row: Row, slo: Slo, later: int, age: int
) -> None:
    _, past = past_of(row, slo, head=T0 + later * STEP)
    found = history(past, Span(start=T0 - age))
    budget = past.status.budget
    assert budget is not None
    assert found.points[-1].remaining_ratio == budget.remaining_ratio
    left = [p.remaining_ratio for p in found.points if p.remaining_ratio is not None]
    assert left == sorted(left, reverse=True)


def test_the_period_is_shown_in_about_three_hundred_points() -> None:
    _, past = past_of([(T0 - DAY, 95, 5)])
    found = history(past, Span())
    assert (found.start, found.end) == (T0 - 30 * DAY, T0)
    assert (found.step_seconds, found.cell_seconds, len(found.points)) == (3 * HOUR, HOUR, 241)
    assert found.points[0].remaining_ratio == 1.0
    assert found.points[-1].remaining_ratio == pytest.approx(1 - 5 / 1)


def test_a_bin_burns_as_its_events_do() -> None:
    busy, idle = points([(T0 - STEP, 90, 10)], Span(T0 - 2 * STEP, T0, STEP))
    assert (busy.start, busy.end, busy.events) == (T0 - 2 * STEP, T0 - STEP, Events(90, 100))
    assert busy.burn_rate == pytest.approx(10)
    assert (idle.events, idle.events.sli, idle.burn_rate) == (Events(0, 0), None, None)


@pytest.mark.parametrize(
    ("age", "asked", "taken"),
    [
        (6 * HOUR, STEP, STEP),
        (7 * HOUR, STEP, 300),
        (7 * HOUR, 301, 600),
        (4 * DAY, 300, HOUR),
        (4 * DAY, HOUR, HOUR),
    ],
)
def test_a_step_that_is_no_longer_kept_is_widened(age: int, asked: int, taken: int) -> None:
    _, past = past_of([(T0, 1, 0)])
    found = history(past, Span(T0 - age, T0, asked))
    assert (found.step_seconds, found.is_widened) == (taken, taken != asked)


def test_bins_are_cut_on_the_clock_and_at_the_ends() -> None:
    found = points([(T0, 1, 0)], Span(T0 - 700, T0 - 30, 300))
    assert [point.end - T0 for point in found] == [-600, -300, -30]
    assert found[0].start == T0 - 720, "at most one cell early"


def test_what_is_no_longer_kept_is_left_out() -> None:
    _, past = past_of([(T0, 1, 0)])
    found = history(past, Span(T0 - 400 * DAY, T0 + 400 * DAY, DAY))
    assert found.points[0].start == past.curves[-1].begin
    assert found.points[-1].end == T0


def test_what_has_not_been_read_yet_is_left_out() -> None:
    _, past = past_of([(T0, 1, 0)])
    found = history(replace(past, read_from=T0 - DAY + 90), Span())
    assert found.points[0].start == T0 - DAY + 300, "the first cell that was read whole"
    nothing = history(replace(past, read_from=T0 - 1), Span(T0 - STEP, T0, STEP))
    assert nothing.points == ()


def test_what_came_after_the_evaluation_is_left_out() -> None:
    ledger, past = past_of([(T0, 1, 0)])
    ledger.advance(T0 + 2 * HOUR)
    later = replace(past, curves=ledger.curves("availability", 0))
    assert history(later, Span()).points[-1].end == T0


def test_points_end_with_the_data() -> None:
    _, past = past_of([(T0 - HOUR, 1, 0)])
    silent = replace(past.status, data=status().data.STALE, data_until=T0 - HOUR - 7.0)
    found = history(replace(past, status=silent), Span(T0 - 2 * HOUR, T0, STEP))
    assert found.points[-1].end == T0 - HOUR


def test_nothing_is_known_of_an_slo_without_samples() -> None:
    found = history(Past(status(), ()), Span())
    assert (found.points, found.step_seconds, found.cell_seconds) == ((), None, None)
    assert found.end == T0


def test_before_the_period_no_budget_is_left_of_it() -> None:
    found = points([(T0 - 30 * DAY, 9, 1), (T0, 9, 1)], Span(T0 - 31 * DAY, T0, 6 * HOUR))
    assert all((p.remaining_ratio is None) == (p.end <= T0 - 30 * DAY) for p in found)
    assert found[0].remaining_ratio is None


def test_without_a_budget_none_is_left_or_spent() -> None:
    _, past = past_of([(T0, 1, 0)])
    unread = replace(past, status=replace(past.status, budget=None, events=None))
    assert {p.remaining_ratio for p in history(unread, Span()).points} == {None}


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (Span(T0, T0), "start"),
        (Span(T0 + 1), "start"),
        (Span(T0, T0 - 1), "start"),
    ],
)
def test_a_range_without_time_in_it_is_refused(span: Span, field: str) -> None:
    _, past = past_of([(T0, 1, 0)])
    with pytest.raises(InvalidQuestion) as refused:
        history(past, span)
    assert refused.value.field == field


def test_too_many_points_are_refused_and_the_step_that_would_do_is_told() -> None:
    _, past = past_of([(T0, 1, 0)], ratio(period=RollingPeriod(366 * DAY)))
    # A year of hours is allowed; the finer cells do not reach back so far.
    assert len(history(past, Span(step_seconds=1)).points) == 366 * 24
    assert MOST_POINTS > 366 * 24
    short = Ledger(1, T0)
    short.open("availability", 30 * DAY)
    fine = reading(short, {RowKey((), Bound.VALUE): [(T0, 1, 0)]}, ratio(), [T0 - 1])
    (found,) = evaluate(short, [fine], NOTHING, T0, 1)
    past = Past(found, short.curves("availability", 0))
    with pytest.raises(InvalidQuestion, match="ask for 2 s") as refused:
        history(past, Span(T0 - 6 * HOUR, T0, 1))
    assert refused.value.field == "step"
    assert len(history(past, Span(T0 - 6 * HOUR, T0, 2)).points) == 3 * HOUR
