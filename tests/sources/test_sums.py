"""Sums as they come from Prometheus: what is judged, what is open, and how it is asked again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.sources.matching import condition
from app.sources.sums import Sums, label_set_of, matchers_of
from app.sources.table import Table

A, B = (("service", "a"),), (("service", "b"),)


def answer(*series: tuple[dict[str, str], Sequence[tuple[float, float]]]) -> Table:
    return Table(
        keys=tuple(msgspec.json.encode(labels) for labels, _ in series),
        offsets=np.cumsum([0, *(len(points) for _, points in series)]),
        times=np.array([t for _, points in series for t, _ in points], float),
        values=np.array([v for _, points in series for _, v in points], float),
        histograms={},
    )


def sums(*series: tuple[dict[str, str], Sequence[tuple[float, float]]]) -> Sums:
    found = Sums()
    found.add(answer(*series))
    return found


def test_what_comes_under_its_name_is_open_and_counts_nothing() -> None:
    found = sums(
        ({"service": "a"}, [(30, 5), (60, 7)]),
        ({"__name__": "x_total", "service": "a"}, [(60, 900)]),
        ({"__name__": "x_total", "service": "b"}, [(60, 800)]),
    )
    assert found.gained == {A: {30: 5, 60: 7}, B: {60: 0}}
    assert found.open == {60: {A, B}}


def test_bounds_of_one_value_are_one_bucket() -> None:
    found = sums(*(({"le": le}, [(30, 2)]) for le in ("0.3", "3e-01", "+Inf", "Inf")))
    assert found.gained == {(("le", "0.3"),): {30: 4}, (("le", "+Inf"),): {30: 4}}


def test_a_stretch_is_replaced_by_the_steps_in_it() -> None:
    found = sums(({"service": "a"}, [(300, 5), (600, 7)]), ({"service": "b"}, [(600, 1)]))
    again = sums(({"service": "a"}, [(300, 99), (330, 1), (600, 8), (630, 99)]))
    found.replace(300, 600, [A], again)
    assert found.gained == {A: {300: 5, 330: 1, 600: 8}, B: {600: 1}}


def test_what_is_not_found_again_is_not_there() -> None:
    found = sums(({"service": "a"}, [(300, 5)]))
    found.replace(0, 300, [A], Sums())
    assert len(found.table("x_total")) == 0


def test_sums_are_series_in_a_fixed_order_and_of_rising_time() -> None:
    table = sums(({"service": "b"}, [(60, 1)]), ({"service": "a"}, [(60, 2), (30, 3)])).table("x")
    assert [(one.labels, one.times, one.values) for one in table] == [
        ({"__name__": "x", "service": "a"}, [30, 60], [3, 2]),
        ({"__name__": "x", "service": "b"}, [60], [1]),
    ]


values = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), values), min_size=1, max_size=5))
def test_matchers_meet_every_label_set_that_they_were_written_for(
    found: list[dict[str, str]],
) -> None:
    meets = condition(matchers_of([label_set_of(labels) for labels in found], "abc"))
    assert all(meets(labels) for labels in found)


def test_matchers_leave_out_what_no_label_set_has() -> None:
    meets = condition(matchers_of([A, B], ["service"]))
    assert not meets({"service": "c"})
    assert not meets({})
