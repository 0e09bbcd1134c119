"""What Prometheus sums over instances, where what happened is known: each thing on its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.slo.definition import Slo
from app.slo.samples import Grain
from app.slo.snapshot import Counting, Data, Events, Reason, Status
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from tests.history.summing import summed
from tests.prometheus.reading import availability, latency
from tests.prometheus.server import PrometheusServer, require_prometheus
from tests.prometheus.test_counting_against_prometheus import (
    BEGAN,
    HALF,
    NOW,
    SCRAPE,
    counter,
    process_starts,
    scrapes,
    service,
    shop_latencies,
    shop_requests,
    starts,
)

pytestmark = pytest.mark.prometheus

MINUTE = 60

QUERIES = 1
"""A steady step of definitions that count one metric takes so many."""

DIGITS = 3
"""A sum of ten times as many instances is written with so many more characters at most."""


def requests() -> str:
    """What is known of single series, and what only happens between the samples of a sum."""
    n = {t: (t - BEGAN) // SCRAPE for t in scrapes()}
    before, after = [t for t in n if t <= HALF], [t for t in n if t > HALF]
    # Restarts in its place and has no error since: the old ones must not be counted twice.
    text = counter("in-place", 'instance="a",code="200"', {t: 10 * n[t] for t in before})
    text += counter("in-place", 'instance="a",code="200"', {t: 10 * (n[t] - 60) for t in after})
    text += counter("in-place", 'instance="a",code="500"', {t: 500 + n[t] for t in before})
    # Errors of a second process that come late, and at once are more than the first one's were.
    text += counter("late-error", 'instance="a",code="200"', {t: 10 * n[t] for t in before})
    text += counter("late-error", 'instance="a",code="200"', {t: 10 * (n[t] - 60) for t in after})
    text += counter("late-error", 'instance="a",code="500"', dict.fromkeys(before, 2))
    text += counter("late-error", 'instance="a",code="500"', dict.fromkeys(after[4:], 9))
    # Prometheus was away for 40 minutes; one pod stayed, the other was replaced meanwhile.
    there = [t for t in n if not HALF - 20 * MINUTE < t < HALF + 20 * MINUTE]
    text += counter("absence", 'instance="a",code="200"', {t: 10 * n[t] for t in there})
    old, new = [t for t in there if t < HALF], [t for t in there if t > HALF]
    text += counter("absence", 'instance="b",code="200"', {t: 10 * n[t] for t in old})
    return text + counter("absence", 'instance="c",code="200"', {t: 10 * (n[t] - 60) for t in new})


def more_starts() -> str:
    before, after = ([t for t in scrapes() if (t > HALF) is later] for later in (False, True))
    text = ""
    for name in ("in-place", "late-error"):
        began = dict.fromkeys(before, BEGAN) | dict.fromkeys(after, HALF)
        text += starts(f'service="{name}",instance="a"', began)
    there = [t for t in scrapes() if not HALF - 20 * MINUTE < t < HALF + 20 * MINUTE]
    text += starts('service="absence",instance="a"', dict.fromkeys(there, BEGAN))
    text += starts('service="absence",instance="b"', {t: BEGAN for t in there if t < HALF})
    return text + starts('service="absence",instance="c"', {t: HALF for t in there if t > HALF})


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require_prometheus()
    server = PrometheusServer(tmp_path_factory.mktemp("summed"))
    server.load_openmetrics(
        f"# TYPE http_requests counter\n{shop_requests()}{requests()}"
        f"# TYPE process_start_time_seconds gauge\n{process_starts()}{more_starts()}"
        f"# TYPE request_seconds histogram\n{shop_latencies()}# EOF\n"
    )
    with server:
        yield server.url


def _fleet(name: str, pods: int) -> str:
    return "".join(
        counter(
            name, f'instance="{p}",code="200"', {t: 3 * (t - BEGAN) for t in scrapes(NOW - 900)}
        )
        for p in range(pods)
    )


def _fleet_starts(name: str, pods: int) -> str:
    began = dict.fromkeys(scrapes(NOW - 900), BEGAN)
    return "".join(starts(f'service="{name}",instance="{p}"', began) for p in range(pods))


async def _steady_bytes(url: str, name: str) -> list[int]:
    """Sizes of the answers to one step, once everything is known that holds for longer."""
    sizes: list[int] = []
    client = PrometheusClient(Connection(url), lambda _o, _s, size, _n: sizes.append(size))
    source, slos = PrometheusSource(client), (availability(name, service(name)),)
    for until in (NOW - 30, NOW):
        sizes.clear()
        await source.observe(slos, until - 30, until, Grain(30, 0))
    await source.close()
    return sizes


async def status_of(url: str, slo: Slo) -> Status:
    (status,) = await summed(Connection(url), [slo], NOW)
    return status


EVENTS = {
    "steady": (120, 120 * 15),
    "restart": (0, 1200),
    "jump": (0, 600 + 10_000 + 600),
    "away": (0, 1200),
    "lazy": (3, 1203),
    "pods": (0, 1200),
    "found": (0, 590),
    "in-place": (500 + 60, 1200 + 500 + 60),
    "late-error": (2 + 9, 1200 + 2 + 9),
    "absence": (0, 1200 + 200 + 600),
}


@pytest.mark.parametrize("name", EVENTS)
async def test_every_event_is_counted_once(url: str, name: str) -> None:
    status = await status_of(url, availability(name, service(name)))
    bad, total = EVENTS[name]
    assert status.counting is Counting.AGGREGATED
    assert status.events == Events(total - bad, total)


@pytest.mark.parametrize("name", EVENTS)
async def test_longer_stretches_bring_as_much(url: str, name: str) -> None:
    slos = (availability(name, service(name)),)
    source = PrometheusSource(PrometheusClient(Connection(url)))
    samples = (await source.observe(slos, BEGAN - 600, NOW, Grain(SCRAPE, NOW)))[name]
    await source.close()
    assert max(np.diff(samples.time), default=0) > SCRAPE
    assert samples.value.sum() == EVENTS[name][1]


async def test_grouped_definitions_have_one_status_for_each_label_set(url: str) -> None:
    slo = availability("routes", service("steady"), group_by=("route",))
    statuses = await summed(Connection(url), [slo], NOW)
    assert {status.group: status.events for status in statuses} == {
        (("route", "/x"),): Events(1080, 1200),
        (("route", "/y"),): Events(600, 600),
    }


@pytest.mark.parametrize("name", ["exact", "spelled"])
async def test_latency_is_counted_at_a_bound_however_it_is_written(url: str, name: str) -> None:
    status = await status_of(url, latency(name, service(name)))
    assert (status.counting, status.data) == (Counting.AGGREGATED, Data.OK)
    assert status.events == Events(960, 1200)


async def test_a_bound_that_only_some_series_have_is_refused(url: str) -> None:
    status = await status_of(url, latency("some", service("some")))
    assert (status.data, status.reason) == (Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND)
    assert status.events is None


async def test_estimates_are_counted_series_by_series(url: str) -> None:
    status = await status_of(url, latency("between", service("between"), estimate=True))
    assert status.counting is Counting.EXACT


async def test_the_answer_does_not_grow_with_the_instances(tmp_path: Path) -> None:
    server = PrometheusServer(tmp_path)
    server.load_openmetrics(
        f"# TYPE http_requests counter\n{_fleet('few', 20)}{_fleet('many', 200)}"
        f"# TYPE process_start_time_seconds gauge\n{_fleet_starts('few', 20)}"
        f"{_fleet_starts('many', 200)}# EOF\n"
    )
    with server:
        few, many = [await _steady_bytes(server.url, name) for name in ("few", "many")]
    assert len(few) == len(many) == QUERIES
    assert all(more - less <= DIGITS for less, more in zip(few, many, strict=True))
    assert sum(many) < 1000
