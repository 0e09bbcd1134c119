"""Which rows the events of a series go to: groups, and the bounds of estimates."""

from __future__ import annotations

from app.slo.definition import Group
from app.slo.register import RowKey
from app.slo.samples import Bound, Feeding, Part
from tests.slo.making import (
    OLD_PROCESS,
    T0,
    Point,
    account,
    counted,
    feeding,
    latency,
    ratio,
)

HOME: Group = (("route", "/"),)
PAY: Group = (("route", "/pay"),)
NATIVE = feeding(Part.TOTAL, metric="duration_seconds")


def of_group(group: Group) -> Feeding:
    return feeding(group=group, route=group[0][1])


def native(part: str, bound: Bound) -> Feeding:
    return feeding(Part.GOOD, metric=f"duration_seconds#{part}", bound=bound, leader=NATIVE.series)


LOW, VALUE, HIGH = (native(b.name.lower(), b) for b in (Bound.LOW, Bound.VALUE, Bound.HIGH))


def test_each_group_has_a_row_of_its_own_in_order_of_discovery() -> None:
    slo = ratio(group_by=("route",))
    delta = counted(
        account(slo),
        T0 + 30,
        (of_group(PAY), [(T0 + 5, 0), (T0 + 20, 3)]),
        (of_group(HOME), [(T0 + 5, 0), (T0 + 20, 8)]),
        slo=slo,
    )
    assert delta.rows == (RowKey(PAY, Bound.VALUE), RowKey(HOME, Bound.VALUE))
    assert delta.cells.total.tolist() == [[3], [8]]


def test_a_group_that_appears_later_is_appended() -> None:
    slo = ratio(group_by=("route",))
    kept = account(slo)
    counted(kept, T0 + 30, (of_group(PAY), [(T0 + 5, 0)]), slo=slo)
    both = [(of_group(HOME), [(T0 + 35, 4)]), (of_group(PAY), [(T0 + 35, 2)])]
    delta = counted(kept, T0 + 60, *both, slo=slo)
    assert (delta.known_rows, len(delta.rows)) == (1, 2)
    assert delta.cells.total.tolist() == [[2], [4]]
    assert [row.group for row in kept.rows] == [PAY, HOME]


def test_groups_beyond_the_limit_are_left_out_and_the_others_go_on() -> None:
    slo = ratio(group_by=("route",), max_groups=1)
    kept = account(slo)
    points: list[Point] = [(T0 + 5, 0), (T0 + 20, 3)]
    counted(kept, T0 + 30, (of_group(PAY), points), (of_group(HOME), points), slo=slo)
    assert [row.group for row in kept.rows] == [PAY]
    later: list[Point] = [(T0 + 50, 9)]
    delta = counted(kept, T0 + 60, (of_group(HOME), later), (of_group(PAY), later), slo=slo)
    assert delta.cells.total.tolist() == [[6]]


def test_a_group_that_was_left_out_counts_from_when_there_is_room() -> None:
    slo = ratio(group_by=("route",), max_groups=0)
    kept = account(slo)
    counted(kept, T0 + 30, (of_group(PAY), [(T0 + 5, 0), (T0 + 20, 3)]), slo=slo)
    roomy = ratio(group_by=("route",))
    delta = counted(kept, T0 + 60, (of_group(PAY), [(T0 + 50, 9)]), slo=roomy)
    assert delta.cells.total.tolist() == [[6]]


def test_an_estimate_keeps_its_value_and_its_bounds_apart() -> None:
    slo = latency()
    delta = counted(
        account(slo),
        T0 + 30,
        (NATIVE, [(T0 + 5, 0), (T0 + 20, 10)]),
        (LOW, [(T0 + 5, 0), (T0 + 20, 4)]),
        (VALUE, [(T0 + 5, 0), (T0 + 20, 5.5)]),
        (HIGH, [(T0 + 5, 0), (T0 + 20, 7)]),
        slo=slo,
    )
    good = dict(zip(delta.rows, delta.cells.good[:, 0].tolist(), strict=True))
    assert good == {
        RowKey((), Bound.VALUE): 5.5,
        RowKey((), Bound.LOW): 4,
        RowKey((), Bound.HIGH): 7,
    }
    assert delta.cells.total.tolist() == [[10], [10], [10]]


def test_exact_series_count_for_the_bounds_of_an_estimate_too() -> None:
    slo = latency()
    exact = feeding(Part.GOOD, metric="duration_seconds_bucket", le="0.3")
    delta = counted(
        account(slo),
        T0 + 30,
        (exact, [(T0 + 5, 0), (T0 + 20, 2)]),
        (NATIVE, [(T0 + 5, 0), (T0 + 20, 10)]),
        (LOW, [(T0 + 5, 0), (T0 + 20, 4)]),
        slo=slo,
    )
    good = dict(zip(delta.rows, delta.cells.good[:, 0].tolist(), strict=True))
    assert good == {RowKey((), Bound.VALUE): 2, RowKey((), Bound.LOW): 6}


def test_the_parts_of_a_native_histogram_restart_with_its_count() -> None:
    slo = latency()
    delta = counted(
        account(slo),
        T0 + 60,
        (NATIVE, [(T0 + 5, 10, OLD_PROCESS), (T0 + 40, 6, OLD_PROCESS)]),
        (VALUE, [(T0 + 5, 2, OLD_PROCESS), (T0 + 40, 5, OLD_PROCESS)]),
        slo=slo,
    )
    assert delta.cells.total.sum() == 6
    assert delta.cells.good.sum() == 5


def test_an_estimate_that_falls_alone_is_no_restart() -> None:
    slo = latency()
    delta = counted(
        account(slo),
        T0 + 60,
        (NATIVE, [(T0 + 5, 10), (T0 + 40, 12)]),
        (VALUE, [(T0 + 5, 5.5), (T0 + 40, 5.2)]),
        slo=slo,
    )
    assert delta.cells.good.sum() == 0


def test_a_part_restarts_in_its_own_time_where_it_stands_before_its_count() -> None:
    slo = latency()
    kept = account(slo)
    before: list[Point] = [(T0 + 5, 10)]
    counted(kept, T0 + 30, (VALUE, before), (LOW, before), (NATIVE, before), slo=slo)
    after: list[Point] = [(T0 + 40, 3)]
    delta = counted(kept, T0 + 60, (VALUE, after), (LOW, after), (NATIVE, after), slo=slo)
    assert delta.cells.good.tolist() == [[3], [3]]
