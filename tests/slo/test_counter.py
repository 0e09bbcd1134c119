"""Which events a reading adds, series by series."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from app.slo.counter import count, nothing
from app.slo.register import RowKey
from app.slo.samples import Bound, Part, Samples
from tests.slo.making import (
    DAY,
    OLD_PROCESS,
    STEP,
    T0,
    Point,
    account,
    bad,
    counted,
    feeding,
    latency,
    ratio,
    ratio_good,
    samples,
    total,
)

TOTAL = feeding()
BAD = feeding(Part.BAD, metric="errors_total")


def test_the_first_value_of_an_old_series_is_a_baseline() -> None:
    delta = counted(account(), T0 + 30, (TOTAL, [(T0 + 10, 500)]))
    assert total(delta) == 0
    assert delta.cursors.value.tolist() == [500]


def test_events_are_the_difference_of_two_samples() -> None:
    delta = counted(account(), T0 + 60, (TOTAL, [(T0 + 10, 500), (T0 + 40, 507)]))
    assert delta.cells.total.tolist() == [[0, 7]]


def test_pieces_telescope_however_they_are_cut() -> None:
    points = [(T0 + 10 + 15 * k, 500.0 + k * k) for k in range(40)]
    at_once = counted(account(), T0 + 900, (TOTAL, points))
    account_in_steps = account()
    pieces = [counted(account_in_steps, T0 + t, (TOTAL, points)) for t in range(30, 901, 30)]
    in_steps = np.concatenate([piece.cells.total for piece in pieces], axis=1)
    assert np.array_equal(at_once.cells.total, in_steps)
    assert total(at_once) == 39**2


def test_a_counter_that_falls_began_again_from_zero() -> None:
    delta = counted(account(), T0 + 60, (TOTAL, [(T0 + 10, 500), (T0 + 25, 3), (T0 + 40, 5)]))
    assert total(delta) == 5


def test_a_counter_that_falls_between_two_readings_began_again_from_zero() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 500)]))
    assert total(counted(kept, T0 + 60, (TOTAL, [(T0 + 40, 3)]))) == 3


def test_another_process_start_is_a_restart_though_the_value_did_not_fall() -> None:
    points = [(T0 + 10, 5, OLD_PROCESS), (T0 + 40, 8, T0 + 20.0)]
    assert total(counted(account(), T0 + 60, (TOTAL, points))) == 8


def test_a_restart_between_two_readings_is_seen_by_the_process_start() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 5, OLD_PROCESS)]))
    assert total(counted(kept, T0 + 60, (TOTAL, [(T0 + 40, 8, T0 + 20.0)]))) == 8


def test_a_process_start_that_wobbles_by_less_than_a_second_is_no_restart() -> None:
    points = [(T0 + 10, 5, OLD_PROCESS), (T0 + 40, 8, OLD_PROCESS + 0.9)]
    assert total(counted(account(), T0 + 60, (TOTAL, points))) == 3


def test_a_process_start_is_carried_over_samples_that_come_without_one() -> None:
    points: list[Point] = [(T0 + 10, 5, OLD_PROCESS), (T0 + 25, 6), (T0 + 40, 8, OLD_PROCESS)]
    delta = counted(account(), T0 + 60, (TOTAL, points))
    assert total(delta) == 3
    assert delta.cursors.start.tolist() == [OLD_PROCESS]


def test_a_process_start_is_carried_from_reading_to_reading() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 5, OLD_PROCESS)]))
    counted(kept, T0 + 60, (TOTAL, [(T0 + 40, 6)]))
    assert total(counted(kept, T0 + 90, (TOTAL, [(T0 + 70, 9, T0 + 50.0)]))) == 9


def test_a_process_start_that_becomes_known_later_is_no_restart() -> None:
    points: list[Point] = [(T0 + 10, 5), (T0 + 40, 8, OLD_PROCESS)]
    assert total(counted(account(), T0 + 60, (TOTAL, points))) == 3


def test_a_process_start_that_is_learned_after_the_fall_is_no_second_restart() -> None:
    points: list[Point] = [(T0 + 10, 100, OLD_PROCESS), (T0 + 25, 3), (T0 + 40, 5, T0 + 20.0)]
    assert total(counted(account(), T0 + 60, (TOTAL, points))) == 5


def test_a_start_learned_one_reading_after_the_fall_is_no_second_restart() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 100, OLD_PROCESS)]))
    fell = counted(kept, T0 + 60, (TOTAL, [(T0 + 40, 3)]))
    learned = counted(kept, T0 + 90, (TOTAL, [(T0 + 70, 5, T0 + 20.0)]))
    assert [total(fell), total(learned)] == [3, 2]


def test_a_series_that_was_away_for_hours_continues_from_its_last_value() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 500, OLD_PROCESS)]))
    later = T0 + 7 * 3600
    for empty in range(T0 + 60, later, 30 * 60):
        counted(kept, empty // STEP * STEP)
    assert total(counted(kept, later, (TOTAL, [(later - 5, 620, OLD_PROCESS)]))) == 120


def test_a_late_sample_is_counted_once_in_the_first_new_step() -> None:
    kept = account()
    counted(kept, T0 + 60, (TOTAL, [(T0 + 10, 5)]))
    points = [(T0 + 10, 5), (T0 + 40, 9)]
    late = counted(kept, T0 + 120, (TOTAL, points))
    again = counted(kept, T0 + 150, (TOTAL, points))
    assert late.cells.total.tolist() == [[4, 0]]
    assert total(again) == 0


def test_samples_older_than_the_cursor_are_ignored() -> None:
    kept = account()
    counted(kept, T0 + 60, (TOTAL, [(T0 + 40, 9)]))
    delta = counted(kept, T0 + 90, (TOTAL, [(T0 + 10, 5), (T0 + 70, 10)]))
    assert total(delta) == 1


def test_samples_after_the_end_wait_for_the_next_reading() -> None:
    kept, points = account(), [(T0 + 10.0, 5.0), (T0 + 31.0, 9.0)]
    early = counted(kept, T0 + 30, (TOTAL, points))
    assert total(early) == 0
    assert early.cursors.time.tolist() == [T0 + 10]
    assert total(counted(kept, T0 + 60, (TOTAL, points))) == 4


def test_a_sample_exactly_on_the_end_of_a_step_belongs_to_it() -> None:
    points = [(T0 + 1, 0), (T0 + 30, 1), (T0 + 30.001, 3), (T0 + 60, 7)]
    delta = counted(account(), T0 + 90, (TOTAL, points))
    assert delta.cells.ends.tolist() == [T0 + 30, T0 + 60, T0 + 90]
    assert delta.cells.total.tolist() == [[1, 6, 0]]


def test_samples_at_or_before_the_begin_are_a_baseline_only() -> None:
    points = [(T0 - 60, 100), (T0 - 30, 140), (T0, 150), (T0 + 20, 151)]
    delta = counted(account(), T0 + 30, (TOTAL, points))
    assert delta.cells.total.tolist() == [[1]]


def test_reading_again_up_to_the_same_time_changes_nothing_and_loses_nothing() -> None:
    kept = account()
    counted(kept, T0 + 60, (TOTAL, [(T0 + 10, 5)]))
    again = counted(kept, T0 + 60, (TOTAL, [(T0 + 10, 5), (T0 + 40, 9)]))
    assert again.cells.total.shape == (1, 0)
    assert total(counted(kept, T0 + 90, (TOTAL, [(T0 + 40, 9)]))) == 4


def test_a_reading_never_moves_an_account_back() -> None:
    kept = account()
    counted(kept, T0 + 60, (TOTAL, [(T0 + 10, 5)]))
    assert counted(kept, T0 + 30, (TOTAL, [(T0 + 25, 6)])).reach.until == T0 + 60


def test_steps_stay_on_the_grid_when_their_length_was_changed() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 10, 5)]))
    delta = count(ratio(), kept, samples((TOTAL, [(T0 + 40, 9), (T0 + 100, 10)])), T0 + 120, 60)
    assert delta.cells.ends.tolist() == [T0 + 60, T0 + 120]
    assert delta.cells.total.tolist() == [[4, 1]]


def test_a_stretch_without_samples_moves_the_reach_and_keeps_the_rest() -> None:
    kept = account()
    counted(kept, T0 + 60, (TOTAL, [(T0 + 10, 5)]))
    empty = nothing(ratio(), kept, T0 + 3600)
    read = count(ratio(), kept, Samples.none(), T0 + 3600, STEP)
    assert empty.reach == read.reach
    assert empty.rows == read.rows
    assert (total(empty), total(read)) == (0, 0)
    assert np.array_equal(empty.cursors.value, read.cursors.value)


def test_no_series_at_all_leave_an_account_without_rows() -> None:
    delta = counted(account(), T0 + 60)
    assert delta.cells.total.shape == (0, 2)
    assert delta.rows == ()
    assert delta.reach.earliest is None


def test_good_events_of_bad_ones_are_the_rest_of_the_total() -> None:
    delta = counted(
        account(),
        T0 + 30,
        (TOTAL, [(T0 + 5, 0), (T0 + 20, 10)]),
        (BAD, [(T0 + 5, 0), (T0 + 20, 3)]),
    )
    assert delta.cells.good.tolist() == [[7]]


def test_an_absent_error_series_beside_a_present_total_is_no_error() -> None:
    delta = counted(account(), T0 + 30, (TOTAL, [(T0 + 5, 0), (T0 + 20, 10)]))
    assert delta.cells.good.tolist() == [[10]]


def test_good_events_are_counted_where_the_definition_names_them() -> None:
    slo = ratio_good()
    good = feeding(Part.GOOD, metric="good_total")
    delta = counted(
        account(slo),
        T0 + 30,
        (TOTAL, [(T0 + 5, 0), (T0 + 20, 10)]),
        (good, [(T0 + 5, 0), (T0 + 20, 4)]),
        slo=slo,
    )
    assert (delta.cells.good.tolist(), delta.cells.total.tolist()) == ([[4]], [[10]])


def test_one_series_may_count_for_both_parts() -> None:
    both = feeding(Part.TOTAL, Part.BAD)
    delta = counted(account(), T0 + 30, (both, [(T0 + 5, 0), (T0 + 20, 10)]))
    assert (bad(delta), total(delta)) == (10, 10)


def test_buckets_at_the_threshold_are_the_good_events() -> None:
    slo = latency()
    under = feeding(Part.GOOD, metric="duration_seconds_bucket", le="0.3")
    every = feeding(Part.TOTAL, metric="duration_seconds_bucket", le="+Inf")
    delta = counted(
        account(slo),
        T0 + 30,
        (under, [(T0 + 5, 0), (T0 + 20, 8)]),
        (every, [(T0 + 5, 0), (T0 + 20, 10)]),
        slo=slo,
    )
    assert (delta.cells.good.tolist(), delta.cells.total.tolist()) == ([[8]], [[10]])


def test_a_histogram_without_the_bound_is_reported_and_not_counted() -> None:
    slo = latency()
    lacking = feeding(Part.UNBOUNDED, metric="duration_seconds_bucket", le="+Inf")
    delta = counted(account(slo), T0 + 30, (lacking, [(T0 + 5, 0), (T0 + 20, 10)]), slo=slo)
    assert total(delta) == 0
    assert delta.rows == (RowKey((), Bound.VALUE),)
    assert delta.unbounded.tolist() == [T0 + 20]
    assert math.isnan(delta.newest[0])


def test_the_newest_sample_of_the_total_is_remembered_per_row() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 20, 5)]), (BAD, [(T0 + 25, 1)]))
    assert kept.newest.tolist() == [T0 + 20]
    counted(kept, T0 + 60, (BAD, [(T0 + 55, 1)]))
    assert kept.newest.tolist() == [T0 + 20]


def test_the_time_of_the_earliest_sample_stays() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 20, 5)]))
    assert counted(kept, T0 + 60, (TOTAL, [(T0 + 50, 5)])).reach.earliest == T0 + 20


@pytest.mark.parametrize("apart", [15, 600])
def test_the_distance_of_scrapes_is_learned_however_often_is_read(apart: int) -> None:
    kept = account()
    for until in range(T0 + 30, T0 + 3630, 30):
        points = [(float(t), 1.0) for t in range(T0 + 5, until, apart)]
        counted(kept, until, (TOTAL, points))
    assert kept.reach.scrape_seconds == apart


def test_the_begin_moves_on_with_what_is_kept() -> None:
    far = T0 + 400 * DAY
    assert counted(account(), far).reach.begin == far - 31 * DAY
    assert counted(account(), T0 + DAY).reach.begin == T0


def test_counting_leaves_the_account_as_it_was() -> None:
    kept = account()
    counted(kept, T0 + 30, (TOTAL, [(T0 + 20, 5)]))
    before = replace(kept.reach), kept.cursors.value.tolist(), kept.register, kept.newest.tolist()
    count(ratio(), kept, samples((TOTAL, [(T0 + 50, 9)]), (BAD, [(T0 + 50, 1)])), T0 + 60, STEP)
    after = kept.reach, kept.cursors.value.tolist(), kept.register, kept.newest.tolist()
    assert before == after
