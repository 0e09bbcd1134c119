"""What the service counts from a real Prometheus, where what happened is known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.slo.definition import Matcher
from app.slo.snapshot import Counting, Data, Events, Reason
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource
from tests.prometheus.reading import EQUAL, availability, evaluated, latency
from tests.prometheus.remote_write import PushedHistogram, PushedSeries, Span, push
from tests.prometheus.server import PrometheusServer, require_prometheus

pytestmark = pytest.mark.prometheus

NOW = 1_795_000_000 // 3600 * 3600
SCRAPE = 30
BEGAN = NOW - 3600


def service(name: str) -> Matcher:
    return Matcher("service", EQUAL, name)


def line(metric: str, labels: str, value: float, at: int) -> str:
    return f"{metric}{{{labels}}} {value} {at}\n"


def counter(service_name: str, labels: str, values: Mapping[int, float]) -> str:
    full = f'service="{service_name}",{labels}'
    return "".join(line("http_requests_total", full, v, t) for t, v in values.items())


def starts(labels: str, began: dict[int, int]) -> str:
    return "".join(line("process_start_time_seconds", labels, v, t) for t, v in began.items())


def scrapes(begin: int = BEGAN, end: int = NOW) -> range:
    return range(begin + SCRAPE, end + 1, SCRAPE)


HALF = BEGAN + 1800
OK_A = 'instance="a",code="200"'
ERROR_A = 'instance="a",code="500"'


def shop_requests() -> str:
    """Ten requests a scrape, one of them bad; and each thing that can happen to a counter."""
    n = {t: (t - BEGAN) // SCRAPE for t in scrapes()}
    late = {t: (t - HALF) // SCRAPE for t in n if t > HALF}
    early = {t: 10 * k for t, k in n.items() if t <= HALF}
    text = counter("steady", f'{OK_A},route="/x"', {t: 9 * k for t, k in n.items()})
    text += counter("steady", f'{ERROR_A},route="/x"', {t: k for t, k in n.items()})  # noqa: C416 - as its neighbours
    text += counter("steady", f'{OK_A},route="/y"', {t: 5 * k for t, k in n.items()})
    text += counter("restart", OK_A, early | {t: 10 * k for t, k in late.items()})
    # The new process has served more than the old one when it is first seen: nothing falls.
    text += counter("jump", OK_A, early | {t: 10_000 + 10 * k for t, k in late.items()})
    present = {t: 10 * k for t, k in n.items() if not HALF - 900 < t < HALF + 900}
    text += counter("away", OK_A, present)
    text += counter("lazy", OK_A, {t: 10 * k for t, k in n.items()})
    text += counter("lazy", ERROR_A, dict.fromkeys(late, 3))
    text += counter("pods", OK_A, early)
    text += counter("pods", 'instance="b",code="200"', {t: 10 * k for t, k in late.items()})
    old = {t: 50_000 + 10 * k for t, k in late.items()}
    return text + counter("found", 'instance="z",code="200"', old)


def process_starts() -> str:
    text = ""
    for name in ("steady", "away", "lazy", "exact", "between", "some", "spelled"):
        text += starts(f'service="{name}",instance="a"', dict.fromkeys(scrapes(), BEGAN))
    for name in ("restart", "jump"):
        began = {t: BEGAN if t <= HALF else HALF for t in scrapes()}
        text += starts(f'service="{name}",instance="a"', began)
    second_half = [t for t in scrapes() if t > HALF]
    first_half = [t for t in scrapes() if t <= HALF]
    text += starts('service="pods",instance="a"', dict.fromkeys(first_half, BEGAN))
    text += starts('service="pods",instance="b"', dict.fromkeys(second_half, HALF))
    long_ago = BEGAN - 86_400
    return text + starts('service="found",instance="z"', dict.fromkeys(second_half, long_ago))


def buckets(labels: str, cumulative: dict[str, int]) -> str:
    return "".join(
        line("request_seconds_bucket", f'{labels},le="{bound}"', count * ((t - BEGAN) // SCRAPE), t)
        for bound, count in cumulative.items()
        for t in scrapes()
    )


def shop_latencies() -> str:
    text = buckets('service="exact",instance="a"', {"0.25": 6, "0.3": 8, "0.5": 9, "+Inf": 10})
    text += buckets('service="between",instance="a"', {"0.25": 6, "0.5": 8, "+Inf": 10})
    text += buckets('service="some",instance="a"', {"0.25": 6, "0.3": 8, "+Inf": 10})
    text += buckets('service="some",instance="b"', {"0.25": 6, "0.5": 8, "+Inf": 10})
    return text + buckets('service="spelled",instance="a"', {"3e-01": 8, "1.0": 9, "+Inf": 10})


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    require_prometheus()
    server = PrometheusServer(Path(tmp_path_factory.mktemp("history")))
    server.load_openmetrics(
        f"# TYPE http_requests counter\n{shop_requests()}"
        f"# TYPE process_start_time_seconds gauge\n{process_starts()}"
        f"# TYPE request_seconds histogram\n{shop_latencies()}# EOF\n"
    )
    with server:
        yield server


@pytest.mark.parametrize(
    ("name", "good", "total"),
    [
        ("steady", 120 * 14, 120 * 15),
        ("restart", 1200, 1200),
        ("jump", 600 + 10_000 + 600, 600 + 10_000 + 600),
        ("away", 1200, 1200),
        ("lazy", 1200, 1203),
        ("pods", 1200, 1200),
        ("found", 590, 590),
    ],
)
async def test_every_event_is_counted_once(
    history: PrometheusServer, name: str, good: float, total: float
) -> None:
    slo = availability(name, service(name))
    status = (await evaluated(history.url, [slo], NOW))[name]
    assert (status.data, status.counting) == (Data.OK, Counting.EXACT)
    assert status.events == Events(good, total)


async def test_grouped_definitions_have_one_status_for_each_label_set(
    history: PrometheusServer,
) -> None:
    slo = availability("routes", service("steady"), group_by=("route",))
    statuses = await evaluated(history.url, [slo], NOW)
    found = {status.group: status.events for status in statuses.values()}
    assert found == {
        (("route", "/x"),): Events(1080, 1200),
        (("route", "/y"),): Events(600, 600),
    }
    assert all(status_id.startswith("routes.") for status_id in statuses)


async def test_an_absent_error_series_is_no_error(history: PrometheusServer) -> None:
    slo = availability("away", service("away"))
    status = (await evaluated(history.url, [slo], NOW))["away"]
    assert status.sli == 1.0


@pytest.mark.parametrize("name", ["exact", "spelled"])
async def test_latency_is_counted_at_a_bucket_bound_however_it_is_written(
    history: PrometheusServer, name: str
) -> None:
    status = (await evaluated(history.url, [latency(name, service(name))], NOW))[name]
    assert (status.data, status.estimate) == (Data.OK, None)
    assert status.events == Events(960, 1200)


async def test_quantiles_come_as_the_bucket_that_holds_them(history: PrometheusServer) -> None:
    status = (await evaluated(history.url, [latency("exact", service("exact"))], NOW))["exact"]
    assert status.latency is not None
    p50, p95, p99 = status.latency.quantiles
    assert (p50.low_seconds, p50.high_seconds) == (0.0, 0.25)
    assert (p95.low_seconds, p95.high_seconds, p95.value_seconds) == (0.5, None, None)
    assert p99.high_seconds is None


async def test_a_threshold_between_two_bounds_is_refused_with_both_of_them(
    history: PrometheusServer,
) -> None:
    slos = [latency("between", service("between")), latency("exact", service("exact"))]
    statuses = await evaluated(history.url, slos, NOW)
    status = statuses["between"]
    assert (status.data, status.reason) == (Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND)
    assert "0.25 s and 0.5 s" in (status.message or "")
    assert status.events is None
    assert statuses["exact"].data is Data.OK


async def test_a_bound_that_only_some_series_have_is_refused(history: PrometheusServer) -> None:
    status = (await evaluated(history.url, [latency("some", service("some"))], NOW))["some"]
    assert (status.data, status.reason) == (Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND)
    assert "some series have that bound" in (status.message or "")


async def test_an_estimate_is_marked_and_bounded(history: PrometheusServer) -> None:
    slo = latency("between", service("between"), estimate=True)
    status = (await evaluated(history.url, [slo], NOW))["between"]
    assert status.estimate is not None
    assert (status.estimate.sli_low, status.estimate.sli_high) == (0.6, 0.8)
    assert status.sli == pytest.approx(0.64)


async def test_native_histograms_are_estimated(prometheus: PrometheusServer) -> None:
    def observed(k: int) -> PushedHistogram:
        # Schema 0: bucket -1 is (0.25, 0.5], bucket 0 is (0.5, 1].
        return PushedHistogram(10 * k, 4.0 * k, 0, [Span(-1, 2)], [8 * k, -6 * k])

    labels = {"__name__": "request_seconds", "instance": "a"}
    now = int(time.time()) // SCRAPE * SCRAPE  # remote write takes recent samples only
    points = [(float(now - 600 + t), observed(t // SCRAPE)) for t in range(SCRAPE, 601, SCRAPE)]
    push(prometheus.url, [PushedSeries(labels, histograms=points)])
    status = (await evaluated(prometheus.url, [latency("native")], now))["native"]
    assert status.events is not None
    assert status.events.total == 190  # the first sample of an unknown process is a baseline
    assert status.estimate is not None
    assert (status.estimate.sli_low, status.estimate.sli_high) == (0.0, 0.8)
    assert 0.0 < (status.sli or 0.0) < 0.8


async def test_queries_of_a_cycle_do_not_grow_with_the_definitions(
    history: PrometheusServer,
) -> None:
    asked = {}
    for number in (10, 1000):
        slos = [availability(f"slo-{i}", service(f"service-{i}")) for i in range(number)]
        count = 0

        def one_more(*_: object) -> None:
            nonlocal count
            count += 1

        client = PrometheusClient(Connection(history.url), on_query=one_more)
        source = PrometheusSource(client)
        for group in source.plan(slos):
            await source.observe(group, NOW - 60, NOW)
        await source.close()
        asked[number] = count
    assert asked == {10: 2, 1000: 2}
