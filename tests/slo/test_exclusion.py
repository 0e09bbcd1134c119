"""Which SLOs an exclusion is about, and what is left out of each of their groups."""

from __future__ import annotations

import pytest

from app.slo.definition import Group
from app.slo.exclusion import Exclusion
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.spans import Spans, between
from tests.slo.making import ratio

GROUPED = ratio("grouped", labels={"team": "payments"}, group_by=("route", "zone"))


def exclusion(slos: tuple[str, ...] = (), labels: Group = ()) -> Exclusion:
    return Exclusion("x", slos, labels, 0.0, 60.0, None, "maintenance")


@pytest.mark.parametrize(
    ("slos", "labels", "condition"),
    [
        ((), (), ()),
        (("grouped",), (), ()),
        (("other", "grouped"), (), ()),
        (("other",), (), None),
        ((), (("service", "shop"),), ()),
        ((), (("service", "bank"),), None),
        ((), (("team", "payments"), ("route", "/pay")), (("route", "/pay"),)),
        ((), (("team", "search"), ("route", "/pay")), None),
        ((), (("country", "de"),), None),
        (("grouped",), (("team", "search"),), None),
    ],
)
def test_all_that_is_named_must_hold(
    slos: tuple[str, ...], labels: Group, condition: Group | None
) -> None:
    assert exclusion(slos, labels).condition_on(GROUPED) == condition


def test_a_group_is_left_out_by_every_condition_that_it_meets() -> None:
    times = QuietTimes.of(
        [
            ((), between(0, 60)),
            ((("route", "/pay"),), between(60, 120)),
            ((("route", "/pay"), ("zone", "a")), between(300, 360)),
        ]
    )
    assert times.of_group((("route", "/pay"), ("zone", "a"))) == Spans((0, 120, 300, 360))
    assert times.of_group((("route", "/pay"), ("zone", "b"))) == Spans((0, 120))
    assert times.of_group((("route", "/"), ("zone", "a"))) == Spans((0, 60))


def test_times_are_joined_where_others_apply() -> None:
    mine, other = (QuietTimes.of([((), between(*edges))]) for edges in ((0, 600), (300, 900)))
    assert mine.joined(other, between(0, 450)) == QuietTimes.of([((), between(300, 600))])
    assert mine.joined(NO_TIMES, between(0, 600)) == NO_TIMES


def test_times_are_read_back_as_they_were_written() -> None:
    times = QuietTimes.of([((), between(0, 60)), ((("route", "/pay"),), Spans((0, 30, 60, 90)))])
    assert QuietTimes.from_json(times.as_json()) == times
