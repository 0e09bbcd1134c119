"""Which new series count from zero."""

from __future__ import annotations

from app.slo.births import SETTLING_SECONDS
from app.slo.samples import Feeding, Part
from tests.slo.making import (
    HERE,
    OLD_PROCESS,
    T0,
    THERE,
    Point,
    account,
    bad,
    counted,
    feeding,
    total,
)

NOON = T0 + 3600
"""Long enough after the first observation that settling in plays no part."""

HOME = feeding(path="/")


def gained(*newcomers: tuple[Feeding, list[Point]], without: Feeding | None = None) -> float:
    """Events of newcomers at NOON on targets whose other series are well known."""
    kept = account()
    known: list[tuple[Feeding, list[Point]]] = [
        (HOME, [(t, 1000.0, OLD_PROCESS) for t in range(T0 + 15, NOON + 30, 15)]),
    ]
    if without is not None:
        known[0] = (HOME, [point for point in known[0][1] if point[0] < NOON])
    counted(kept, NOON - 30, *known)
    return total(counted(kept, NOON + 30, *known, *newcomers))


def test_a_series_of_a_young_process_counts_from_zero() -> None:
    pod = feeding(target=THERE)
    assert gained((pod, [(NOON + 15, 7, NOON + 2.0)])) == 7


def test_a_process_has_some_time_until_it_is_first_scraped() -> None:
    pod, previous_observation = feeding(target=THERE), NOON
    settling = float(previous_observation - SETTLING_SECONDS)
    assert gained((pod, [(NOON + 10, 7, settling + 1)])) == 7
    assert gained((pod, [(NOON + 10, 7, settling - 1)])) == 0


def test_a_series_of_an_old_process_on_a_new_target_is_a_baseline() -> None:
    assert gained((feeding(target=THERE), [(NOON + 15, 7, OLD_PROCESS)])) == 0


def test_a_series_of_a_process_of_unknown_age_on_a_new_target_is_a_baseline() -> None:
    assert gained((feeding(target=THERE), [(NOON + 15, 7)])) == 0


def test_a_process_that_began_during_an_outage_counts_from_zero() -> None:
    kept = account()
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5, OLD_PROCESS)]))
    pod = feeding(target=THERE)
    assert total(counted(kept, NOON, (pod, [(NOON - 10, 7, T0 + 600.0)]))) == 7


def test_a_new_series_on_a_known_target_counts_from_zero() -> None:
    assert gained((feeding(path="/pay"), [(NOON + 15, 7, OLD_PROCESS)])) == 7


def test_a_new_series_on_a_known_target_needs_no_process_start() -> None:
    assert gained((feeding(path="/pay"), [(NOON + 15, 7)])) == 7


def test_the_first_error_of_a_known_target_counts() -> None:
    kept = account()
    error = feeding(Part.BAD, metric="errors_total")
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5)]))
    delta = counted(kept, T0 + 60, (HOME, [(T0 + 40, 9)]), (error, [(T0 + 40, 1)]))
    assert (bad(delta), total(delta)) == (1, 4)


def test_a_relabelled_series_on_a_known_target_is_a_baseline() -> None:
    renamed = feeding(path="/", version="2")
    assert gained((renamed, [(NOON, 1007.0, OLD_PROCESS)]), without=HOME) == 0


def test_a_series_that_vanished_earlier_makes_no_newcomer_a_relabelled_one() -> None:
    kept = account()
    gone = feeding(path="/gone")
    counted(kept, T0 + 60, (HOME, [(T0 + 10, 5), (T0 + 40, 5)]), (gone, [(T0 + 10, 9)]))
    pay = feeding(path="/pay")
    assert total(counted(kept, T0 + 90, (HOME, [(T0 + 70, 5)]), (pay, [(T0 + 70, 2)]))) == 2


def test_a_series_of_another_metric_that_vanished_makes_no_relabelled_one() -> None:
    kept = account()
    error = feeding(Part.BAD, metric="errors_total")
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5)]), (error, [(T0 + 10, 2)]))
    pay = feeding(path="/pay")
    assert total(counted(kept, T0 + 60, (HOME, [(T0 + 40, 5)]), (pay, [(T0 + 40, 2)]))) == 2


def test_a_series_whose_target_is_unknown_is_a_baseline() -> None:
    kept = account()
    nowhere = feeding(target=None, path="/")
    counted(kept, T0 + 30, (nowhere, [(T0 + 10, 5)]))
    other = feeding(target=None, path="/pay")
    delta = counted(kept, T0 + 60, (nowhere, [(T0 + 40, 5)]), (other, [(T0 + 40, 7)]))
    assert total(delta) == 0


def test_all_series_of_a_new_target_are_baselines_together() -> None:
    there, pay = feeding(target=THERE, path="/"), feeding(target=THERE, path="/pay")
    assert gained((there, [(NOON + 15, 500)]), (pay, [(NOON + 15, 70)])) == 0


def test_a_known_target_that_was_away_has_borne_what_it_returns_with() -> None:
    kept = account()
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5, OLD_PROCESS)]))
    pay = feeding(path="/pay")
    back = counted(
        kept,
        NOON,
        (HOME, [(NOON - 10, 9, OLD_PROCESS)]),
        (pay, [(NOON - 10, 3, OLD_PROCESS)]),
    )
    assert total(back) == 4 + 3


def test_in_the_first_reading_only_what_began_after_the_earliest_sample_is_young() -> None:
    old, young = feeding(target=HERE), feeding(target=THERE)
    delta = counted(
        account(),
        NOON,
        (old, [(T0 + 1500, 100, OLD_PROCESS)]),
        (young, [(T0 + 1600, 7, T0 + 1550.0)]),
    )
    assert total(delta) == 7


def test_a_series_is_judged_at_its_first_sample_and_not_when_it_is_read() -> None:
    pay = feeding(path="/pay")
    at_once = account()
    delta = counted(
        at_once,
        NOON,
        (HOME, [(t, 5.0) for t in range(T0 + 10, T0 + 610, 30)]),
        (pay, [(T0 + 310, 3), (T0 + 340, 4)]),
    )
    assert total(delta) == 4


def test_a_pod_born_in_an_outage_counts_from_zero_whichever_target_returns_first() -> None:
    kept = account()
    pod = feeding(target=THERE)
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5, OLD_PROCESS)]))
    counted(kept, T0 + 960, (HOME, [(T0 + 940, 9, OLD_PROCESS)]))
    later = counted(kept, T0 + 990, (pod, [(T0 + 965, 7, T0 + 400.0)]))
    assert total(later) == 7


def test_an_outage_long_ago_makes_no_process_young() -> None:
    kept = account()
    pod = feeding(target=THERE)
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 5, OLD_PROCESS)]))
    known: list[Point] = [(t, 9, OLD_PROCESS) for t in range(T0 + 940, NOON, 30)]
    counted(kept, NOON, (HOME, known))
    assert total(counted(kept, NOON + 30, (pod, [(NOON + 5, 7, T0 + 400.0)]))) == 0


def test_a_relabelled_series_of_a_young_process_is_a_baseline() -> None:
    kept = account()
    began = T0 + 2.0
    renamed = feeding(path="/", version="2")
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 9, began)]))
    assert total(counted(kept, T0 + 60, (renamed, [(T0 + 40, 10, began)]))) == 0


def test_children_of_a_process_that_restarted_count_from_zero_though_others_vanished() -> None:
    kept = account()
    pay = feeding(path="/pay")
    counted(kept, T0 + 30, (HOME, [(T0 + 10, 9, OLD_PROCESS)]))
    assert total(counted(kept, T0 + 60, (pay, [(T0 + 40, 2, T0 + 20.0)]))) == 2
