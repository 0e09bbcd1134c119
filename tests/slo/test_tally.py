"""What is counted of a run: the events between its edges, and how much of it was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose

import pytest

from app.slo.definition import Slo
from app.slo.run import RunCounts, Span
from app.slo.samples import Bound, Feeding, Part, Samples, Series
from app.slo.tally import Tallied, Tally
from tests.slo.making import OLD_PROCESS, T0, THERE, Point, feeding, latency, ratio, samples

SCRAPE = 15
RUN = Span(T0 + 2.5, T0 + 302.5)
REQUESTS = feeding()
ERRORS = feeding(Part.BAD, metric="errors_total")
PUSHED = feeding(target=None, testid="abc")


def scraped(
    rate: float, begin: float = T0 - 300, end: float = T0 + 320, start: float | None = OLD_PROCESS
) -> list[Point]:
    """A counter that stood at 1,000 and gains ``rate`` with each scrape."""
    times = [begin + SCRAPE * k for k in range(int((end - begin) // SCRAPE) + 1)]
    values = [1000 + rate * k for k in range(len(times))]
    if start is None:
        return list(zip(times, values, strict=True))
    return [(time, value, start) for time, value in zip(times, values, strict=True)]


def tallied(
    *series: tuple[Feeding, Sequence[Point]],
    slo: Slo | None = None,
    before: Mapping[Series, float] | None = None,
) -> Tallied:
    tally = Tally(slo or ratio(), RUN)
    tally.add(samples(*series), RUN.end + 60, before or {})
    return tally.result()


def counts(*series: tuple[Feeding, Sequence[Point]], slo: Slo | None = None) -> RunCounts:
    found = tallied(*series, slo=slo).counts
    assert list(found) == [()]
    return found[()]


def test_only_what_was_scraped_between_the_edges_counts() -> None:
    found = counts((REQUESTS, scraped(10)))
    assert found.events.total == 200  # 20 scrapes from T0 + 15 to T0 + 300
    assert (found.start, found.end) == (T0, T0 + 300)
    assert found.scrape_seconds == SCRAPE
    assert found.lacking_seconds == 0


def test_what_may_lie_on_either_side_of_an_edge_is_told() -> None:
    found = counts((REQUESTS, scraped(10, end=T0 + 400)), (ERRORS, [(T0 + 15, 3), (T0 + 315, 4)]))
    assert (found.head.total, found.head.bad) == (10, 3)
    assert (found.tail.total, found.tail.bad) == (10, 1)
    assert (found.end, found.newest) == (T0 + 300, T0 + 360)
    assert (found.events.total, found.events.bad) == (200, 3)


def test_a_scrape_at_an_edge_leaves_nothing_open() -> None:
    tally = Tally(ratio(), Span(T0, T0 + 300))
    tally.add(samples((REQUESTS, scraped(10, end=T0 + 400))), T0 + 360, {})
    found = tally.result().counts[()]
    assert (found.head.total, found.tail.total, found.events.total) == (0, 0, 200)


def test_what_a_process_did_since_it_began_in_the_run_is_of_the_run() -> None:
    young = [(T0 + 15 + SCRAPE * k, 7.0 + k, T0 + 5.0) for k in range(19)]
    assert counts((feeding(target=THERE), young)).head.total == 0
    old = [(time, value, T0 - 20.0) for time, value, _ in young]
    assert counts((feeding(target=THERE), old)).head.total == 7


def test_the_first_errors_of_a_known_process_count_from_zero() -> None:
    found = counts((REQUESTS, scraped(10)), (ERRORS, [(T0 + 150, 3), (T0 + 165, 5)]))
    assert (found.events.bad, found.events.total) == (5, 200)


def test_a_counter_that_restarts_counts_from_zero_again() -> None:
    before = scraped(10, end=T0 + 150)
    after = [(T0 + 165 + SCRAPE * k, 4.0 + 10 * k, T0 + 160.0) for k in range(10)]
    assert counts((REQUESTS, [*before, *after])).events.total == 10 * 10 + 94


def test_a_process_that_begins_in_the_run_counts_from_zero() -> None:
    young = [(T0 + 60 + SCRAPE * k, 7.0 + k, T0 + 50.0) for k in range(17)]
    found = counts((feeding(target=THERE), young))
    assert (found.events.total, found.start, found.lacking_seconds) == (23, RUN.start, 0)


def test_an_old_process_that_is_seen_late_is_not_known_before() -> None:
    found = counts((REQUESTS, scraped(10, begin=T0 + 100)))
    assert found.events.total == 130
    assert found.start == T0 + 100
    assert isclose(found.lacking_seconds, 97.5)


def test_an_old_process_that_is_seen_within_a_scrape_is_known_well_enough() -> None:
    assert counts((REQUESTS, scraped(10, begin=T0 + 15))).lacking_seconds == 0


def test_a_series_that_names_no_process_is_asked_about() -> None:
    tally = Tally(ratio(), RUN)
    pushed = samples((PUSHED, [(T0 + 10, 40), (T0 + 15, 90)]), (REQUESTS, scraped(10)))
    assert tally.newcomers(pushed) == {PUSHED.series}
    old = samples((PUSHED, [(T0, 40), (T0 + 15, 90)]))
    assert tally.newcomers(old) == set()


def test_a_pushed_series_counts_from_what_it_stood_at() -> None:
    push: Sequence[Point] = [(T0 + 10 + 5 * k, 40.0 + k) for k in range(58)]
    fresh = tallied((PUSHED, push), before={PUSHED.series: 0.0}).counts[()]
    assert (fresh.events.total, fresh.are_pushed, fresh.start) == (97, True, RUN.start)
    known = tallied((PUSHED, push), before={PUSHED.series: 30.0}).counts[()]
    assert known.events.total == 67
    restarted = tallied((PUSHED, push), before={PUSHED.series: 5000.0}).counts[()]
    assert restarted.events.total == 97


def test_a_gap_that_a_process_outlives_loses_nothing() -> None:
    points = [p for p in scraped(10) if not T0 + 60 < p[0] < T0 + 240]
    found = counts((REQUESTS, points))
    assert (found.events.total, found.lacking_seconds) == (200, 0)


def test_a_gap_in_which_a_process_is_replaced_is_lacking() -> None:
    before = scraped(10, end=T0 + 60)
    after = [(T0 + 240 + SCRAPE * k, 10.0 + k, T0 + 100.0) for k in range(5)]
    assert counts((REQUESTS, [*before, *after])).lacking_seconds == 180


def test_a_gap_is_found_across_pieces() -> None:
    tally = Tally(ratio(), RUN)
    tally.add(samples((REQUESTS, scraped(10, end=T0 + 60))), T0 + 150, {})
    after = [(T0 + 240 + SCRAPE * k, 10.0 + k, T0 + 100.0) for k in range(5)]
    tally.add(samples((REQUESTS, after)), RUN.end, {})
    assert tally.result().counts[()].lacking_seconds == 180


@pytest.mark.parametrize("cut", [T0 + 15, T0 + 100, T0 + 290])
def test_pieces_add_up_to_the_whole(cut: float) -> None:
    errors: list[Point] = [(T0 + 150, 3), (T0 + 165, 5)]
    series = [(REQUESTS, scraped(10)), (ERRORS, errors)]
    tally = Tally(ratio(), RUN)
    for begin, end in ((0.0, cut), (cut, RUN.end + 60)):
        piece = [(f, [p for p in points if begin < p[0] <= end]) for f, points in series]
        tally.add(samples(*((f, points) for f, points in piece if points)), end, {})
    assert tally.result().counts == tallied(*series).counts


def test_what_ended_before_the_run_has_no_counts() -> None:
    found = tallied((REQUESTS, scraped(10, end=T0)))
    assert (dict(found.counts), found.any_series) == ({}, True)
    assert not tallied().any_series


def test_a_target_that_is_not_seen_at_the_end_is_named() -> None:
    there = feeding(target=THERE)
    found = counts((REQUESTS, scraped(10)), (there, scraped(1, end=T0 + 150)))
    assert (found.ended, found.end) == ((THERE,), T0 + 300)
    assert counts((REQUESTS, scraped(10)), (there, scraped(1, end=T0 + 285))).ended == ()


def test_groups_are_counted_each() -> None:
    pay, cart = ((("path", path),) for path in ("/pay", "/cart"))
    slo = ratio(group_by=("path",))
    found = tallied(
        (feeding(group=pay, path="/pay"), scraped(10)),
        (feeding(group=cart, path="/cart"), scraped(1)),
        slo=slo,
    )
    assert {group: each.events.total for group, each in found.counts.items()} == {
        pay: 200,
        cart: 20,
    }


def test_an_estimate_has_bounds() -> None:
    good = [
        (feeding(Part.GOOD, metric=f"good_{bound}", bound=bound), scraped(rate))
        for bound, rate in ((Bound.VALUE, 8), (Bound.LOW, 6), (Bound.HIGH, 9))
    ]
    found = counts((REQUESTS, scraped(10)), *good, slo=latency())
    assert (found.good_low, found.events.good, found.good_high) == (120, 160, 180)
    assert found.estimate is not None
    assert (found.estimate.sli_low, found.estimate.sli_high) == (0.6, 0.9)


def test_a_histogram_without_the_bound_is_told() -> None:
    found = tallied((feeding(Part.UNBOUNDED), scraped(10)), slo=latency())
    assert (list(found.unbounded), dict(found.counts)) == ([()], {})


def test_a_share_that_no_series_counts_is_told() -> None:
    found = tallied((REQUESTS, scraped(10)))
    assert (found.lacks_bad, found.lacks_good) == (True, False)


def test_no_samples_at_all_are_no_counts() -> None:
    tally = Tally(ratio(), RUN)
    tally.add(Samples.none(), RUN.end, {})
    assert dict(tally.result().counts) == {}


def test_what_an_earlier_run_knew_changes_nothing() -> None:
    first = Tally(ratio(), RUN)
    others = feeding(target=THERE, path="/old")
    first.add(
        samples((others, scraped(1)), (REQUESTS, scraped(10)), (ERRORS, scraped(2))), RUN.end, {}
    )
    pushes: list[Point] = [(T0 + 10, 40), (T0 + 295, 90)]
    series = ((PUSHED, pushes), (REQUESTS, scraped(10)))
    plain, knowing = Tally(ratio(), RUN), Tally(ratio(), RUN, first.register)
    for tally in (plain, knowing):
        assert tally.newcomers(samples(*series)) == {PUSHED.series}
        tally.add(samples(*series), RUN.end, {PUSHED.series: 0.0})
    assert knowing.result() == plain.result()
    assert knowing.result().lacks_bad
