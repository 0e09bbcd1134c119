"""The text of queries that take differences; what they answer is tested against a Prometheus."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.slo.definition import Matcher, MatchOperator
from app.sources import differences
from app.sources.differences import Family, Join

SHOP = Matcher("service", MatchOperator.EQUAL, "shop")
ERRORS = Matcher("code", MatchOperator.REGEX, "5..")
JOIN = Join(("instance", "service"), "process_start_time_seconds", has_starts=True)
FAMILY = Family("x_total", (SHOP, ERRORS), ("code", "service"), JOIN)


def test_what_went_on_is_a_difference_and_the_rest_keeps_its_name() -> None:
    series = 'x_total{service="shop",code=~"5.."}'
    starts = 'process_start_time_seconds{service="shop"}'
    assert differences.plain_gains(FAMILY, 30) == (
        "sum by (__name__, code, service) ("
        f"((last_over_time({series}[30s]) unless on (instance, service) "
        f"(last_over_time({starts}[300s]) > time() - 330))"
        f" - last_over_time({series}[300s] offset 30s) >= 0)"
        f" or last_over_time({series}[30s]))"
    )


@pytest.mark.parametrize("write", [differences.plain_gains, differences.gains])
def test_without_process_starts_none_are_asked_for(
    write: differences.Write,
) -> None:
    family = replace(FAMILY, join=Join(("instance", "job"), "up", has_starts=False))
    assert "process_start_time_seconds" not in write(family, 30)


def test_a_target_counts_as_seen_only_if_its_scrape_succeeded() -> None:
    family = replace(FAMILY, join=Join(("instance",), "up", has_starts=False))
    assert "(max_over_time(up[3600s] offset 30s) == 1)" in differences.gains(family, 30)


def test_where_nothing_tells_of_targets_their_other_series_do() -> None:
    family = replace(FAMILY, join=Join(("instance",), "", has_starts=False))
    series = family.series
    assert (
        f"(last_over_time({series}[30s]) and on (instance)"
        f" last_over_time({series}[3600s] offset 30s))"
    ) in differences.gains(family, 30)


def test_targets_are_narrowed_by_the_labels_that_they_share() -> None:
    assert FAMILY.of_targets("up") == 'up{service="shop"}'


def test_values_of_users_stand_in_quotes() -> None:
    strange = Matcher("service", MatchOperator.EQUAL, 'a"} or vector(1) #\\')
    family = replace(FAMILY, matchers=(strange,))
    quoted = 'x_total{service="a\\"} or vector(1) #\\\\"}'
    for write in (differences.plain_gains, differences.gains, differences.present):
        assert quoted in write(family, 30)
        assert 'service="a"}' not in write(family, 30)


def test_labels_that_are_no_names_are_refused() -> None:
    for family in (
        replace(FAMILY, by=("a) or (b",)),
        replace(FAMILY, join=replace(JOIN, labels=("a) or (b",))),
    ):
        with pytest.raises(ValueError, match="not a label name"):
            differences.gains(family, 30)
