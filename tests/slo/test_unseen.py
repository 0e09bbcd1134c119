"""What processes may have counted while nobody looked: after their last scrape."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.slo.run import Span
from app.slo.samples import Feeding, Part
from app.slo.tally import Tally
from app.slo.unseen import BUSIER
from tests.slo.making import OLD_PROCESS, T0, THERE, Point, feeding, ratio, samples

SCRAPE = 15
RUN = Span(T0, T0 + 300)
Dated = tuple[float, float, float]
HERE, OTHER, PUSHED = feeding(), feeding(target=THERE), feeding(target=None, testid="abc")


def scraped(begin: float, end: float, start: float = OLD_PROCESS) -> list[Dated]:
    times = [begin + SCRAPE * k for k in range(int((end - begin) // SCRAPE) + 1)]
    return [(time, 30.0 * (k + 1), start) for k, time in enumerate(times)]


def undated(points: Sequence[Dated]) -> list[Point]:
    """The same of a process that does not say when it began."""
    return [(time, value) for time, value, _ in points]


def unseen(*series: tuple[Feeding, Sequence[Point]]) -> float:
    """Say for how many seconds of a process' busiest time nobody looked."""
    tally = Tally(ratio(), RUN)
    tally.add(samples(*series), T0 + 360, {})
    return tally.result().counts[()].unseen / BUSIER / (30 / SCRAPE)


def test_what_was_scraped_until_after_the_run_is_all_seen() -> None:
    assert unseen((HERE, scraped(T0 - 300, T0 + 360))) == 0


def test_a_process_whose_next_scrape_has_not_come_is_not_seen_since_the_last() -> None:
    assert unseen((HERE, scraped(T0 - 295, T0 + 299))) == 10  # the last one was at T0 + 290


def test_a_process_that_began_anew_was_not_seen_since_its_last_scrape() -> None:
    early, late = scraped(T0 - 300, T0 + 150), scraped(T0 + 165, T0 + 360, T0 + 158.0)
    assert unseen((HERE, [*early, *late])) == 8
    assert unseen((HERE, undated([*early, *late]))) == 15


def test_a_restart_is_one_however_many_series_tell_it() -> None:
    early, late = scraped(T0 - 300, T0 + 150), scraped(T0 + 165, T0 + 360, T0 + 158.0)
    errors = feeding(Part.BAD, metric="errors_total")
    fewer = [(time, value / 30, start) for time, value, start in [*early, *late]]
    assert unseen((HERE, [*early, *late]), (errors, fewer)) == 8


def test_a_restart_before_the_run_or_after_it_loses_nothing_of_it() -> None:
    for again in (T0 - 100, T0 + 325):
        early = scraped(T0 - 300, again - SCRAPE)
        late = scraped(again, T0 + 360, again - 5.0)
        assert unseen((HERE, [*early, *late])) == 0


def test_the_first_error_of_a_process_is_no_restart() -> None:
    errors = feeding(Part.BAD, metric="errors_total")
    first = [(T0 + 150, 1.0, OLD_PROCESS), (T0 + 165, 2.0, OLD_PROCESS)]
    assert unseen((HERE, scraped(T0 - 300, T0 + 360)), (errors, first)) == 0


def test_a_process_that_ended_was_not_seen_for_a_scrape() -> None:
    ended = scraped(T0 - 300, T0 + 150)
    assert unseen((HERE, ended), (OTHER, scraped(T0 - 300, T0 + 360))) == SCRAPE


def test_a_process_that_ended_long_before_the_run_has_nothing_to_do_with_it() -> None:
    gone = scraped(T0 - 300, T0 - 60)
    assert unseen((HERE, gone), (OTHER, scraped(T0 - 300, T0 + 360))) == 0


def test_an_old_process_that_is_seen_late_was_not_seen_before() -> None:
    assert unseen((HERE, scraped(T0 + 12, T0 + 360))) == 12


def test_pushed_series_end_with_whoever_sends_them() -> None:
    assert unseen((PUSHED, undated(scraped(T0 - 300, T0 + 290)))) == 0


def test_a_process_is_taken_for_as_busy_as_it_ever_was_in_the_run() -> None:
    early, late = scraped(T0 - 300, T0 + 150), scraped(T0 + 165, T0 + 360, T0 + 158.0)
    busy = [(time, value + 90 * (time >= T0 + 60), start) for time, value, start in early]
    assert unseen((HERE, [*busy, *late])) == 8 * 4


@pytest.mark.parametrize("cut", [T0 + 15, T0 + 155, T0 + 170])
def test_restarts_are_found_across_pieces(cut: float) -> None:
    points = [*scraped(T0 - 300, T0 + 150), *scraped(T0 + 165, T0 + 360, T0 + 158.0)]
    tally = Tally(ratio(), RUN)
    for begin, end in ((0.0, cut), (cut, T0 + 360)):
        tally.add(samples((HERE, [p for p in points if begin < p[0] <= end])), end, {})
    assert tally.result().counts[()].unseen / BUSIER / (30 / SCRAPE) == 8
