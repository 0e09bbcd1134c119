"""The generated truth is consistent with itself and with what was scraped of it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.history.loaded import END
from tests.history.month import BOUND, History, generate
from tests.history.scrape import Watched, series_of
from tests.history.simulate import KINDS
from tests.history.world import CHURN, GAPS, HOUR, IDLE, LOW, RESETS, STEADY, Timeline

LINE = Timeline.of(1, END)
EDGES = (LINE.scraped_from, END - 13 * HOUR - 370, END - 5 * HOUR - 20, END)


@pytest.fixture(scope="module")
def history() -> History:
    return generate(LINE, 7, (STEADY, RESETS, CHURN, GAPS, LOW, IDLE))


def test_a_seed_is_one_history_and_no_other() -> None:
    same, again, other = ("".join(generate(LINE, seed, (LOW, IDLE)).texts()) for seed in (1, 1, 2))
    assert same == again
    assert same != other


@pytest.mark.parametrize("service", ["steady", "resets", "churn", "gaps", "low"])
def test_windows_add_up_and_so_do_routes(history: History, service: str) -> None:
    truth = history.truth
    whole = truth.events(service, EDGES[0], EDGES[-1]).tally
    pieces = [truth.events(service, a, b).tally for a, b in pairwise(EDGES)]
    (story,) = (s for s in history.stories if s.service.name == service)
    routes = [
        truth.events(service, EDGES[0], EDGES[-1], route).tally for route in story.service.routes
    ]
    assert np.array_equal(whole, np.sum(pieces, axis=0))
    assert np.array_equal(whole, np.sum(routes, axis=0))


@pytest.mark.parametrize("service", ["steady", "resets", "churn", "gaps", "low"])
@pytest.mark.parametrize("start", EDGES[:-1])
def test_samples_miss_no_more_than_the_allowances(
    history: History, service: str, start: int
) -> None:
    truth, window = history.truth, (start, END - 50)
    missed = truth.events(service, *window).tally - truth.sampled(service, *window).tally
    allowed = truth.edges(service, *window).tally + truth.unseen(service, *window).tally
    assert (np.abs(missed) <= allowed).all()


def test_a_process_that_restarts_takes_what_was_not_scraped_with_it(history: History) -> None:
    assert history.truth.unseen("resets", LINE.scraped_from, END).total > 0
    assert history.truth.unseen("steady", LINE.scraped_from, END).total == 0


def test_an_idle_service_exports_counters_that_stand_still(history: History) -> None:
    assert history.truth.events("idle", LINE.scraped_from, END).total == 0
    (story,) = (s for s in history.stories if s.service.name == "idle")
    series = list(series_of(story, history.observed["idle"], LINE))
    requests = [one for one in series if one.name == "http_requests_total"]
    assert requests
    assert all(len(one.at) > 2000 and np.ptp(one.values) == 0 for one in requests)


def test_a_child_is_exported_from_its_first_event_on(history: History) -> None:
    (story,) = (s for s in history.stories if s.service.name == "churn")
    series = list(series_of(story, history.observed["churn"], LINE))
    assert all(one.values[0] > 0 for one in series if one.name == "http_requests_total")


def test_scrapes_lie_within_the_life_of_their_process(history: History) -> None:
    def inside(watched: Watched) -> bool:
        born, died = watched.process.born, watched.process.died
        return bool(((watched.at > born) & (watched.at <= died)).all())

    observed = [one for replicas in history.observed.values() for one in replicas]
    assert all(inside(watched) for replica in observed for watched in replica.watched)


def test_codes_and_buckets_count_the_same_requests(history: History) -> None:
    events = history.truth.events("steady", LINE.scraped_from, END)
    codes = sum(int(events.tally[KINDS.index(code)]) for code in ("200", "404", "500", "503"))
    assert codes == events.total
    assert 0 < events.slower_than(BOUND) < events.total
