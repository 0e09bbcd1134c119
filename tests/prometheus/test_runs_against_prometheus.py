"""Verdicts on runs from a real Prometheus, where it is known what happened in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.gate.gate import Limits
from app.gate.question import OfTime, RunQuestion
from app.slo.definition import Matcher, NoData, RatioIndicator, Selector, Slo
from app.slo.interval import Confidence
from app.slo.run import RunRules
from tests.prometheus.judged_runs import judging
from tests.prometheus.reading import EQUAL, availability, latency
from tests.prometheus.remote_write import PushedSeries, push
from tests.prometheus.server import PrometheusServer, free_port, require_prometheus

pytestmark = pytest.mark.prometheus

NOW = 1_795_000_000 // 3600 * 3600
SCRAPE = 15
BEGAN = NOW - 3600
START, END = NOW - 1500, NOW - 1200
"""A run of five minutes, some time ago."""


def service(name: str) -> Matcher:
    return Matcher("service", EQUAL, name)


def scrapes(begin: int = BEGAN, end: int = NOW - 600) -> range:
    return range(begin, end + 1, SCRAPE)


def lines(metric: str, labels: str, value: Callable[[int], float], times: range) -> str:
    return "".join(f"{metric}{{{labels}}} {value(t)} {t}\n" for t in times)


def loaded(at: int, per_second: float) -> float:
    """A counter that stood at 500, and counts only during the run."""
    return 500 + per_second * max(0, min(at, END) - START)


STEADY = 'service="steady",instance="a",version="1.42"'
BAD = 'service="bad",instance="a",version="1.42"'
STOPPED = 'service="stopped",instance="a",version="1.42"'
OTHERS = 'service="steady",instance="b",version="1.41"'


def requests() -> str:
    def rate(per_second: float) -> Callable[[int], float]:
        return lambda at: loaded(at, per_second)

    every = scrapes()
    text = lines("http_requests_total", f'{STEADY},code="200"', rate(10), every)
    # The first errors of a process are a new series.
    errors = scrapes(begin=START + 60)
    text += lines(
        "http_requests_total", f'{STEADY},code="500"', lambda t: min(t, END) - START, errors
    )
    text += lines("http_requests_total", f'{OTHERS},code="200"', rate(7), every)
    text += lines("http_requests_total", f'{BAD},code="200"', rate(8), every)
    text += lines("http_requests_total", f'{BAD},code="500"', rate(2), every)
    text += lines("http_requests_total", f'{STOPPED},code="200"', rate(10), scrapes(end=START + 90))
    idle = 'service="idle",instance="a",version="1.42"'
    text += lines("http_requests_total", f'{idle},code="200"', lambda _: 77, every)
    gone = 'service="gone",instance="a",version="1.42"'
    return text + lines(
        "http_requests_total", f'{gone},code="200"', rate(1), scrapes(end=START - 900)
    )


def replicas() -> str:
    """Of two processes, one is not seen to the end: its scrapes fail, or it is gone."""
    text = ""
    for name in ("half", "rolled"):
        for instance, end in (("a", NOW - 600), ("b", START + 90)):
            labels = f'service="{name}",instance="{name}-{instance}",code="200"'
            text += lines("http_requests_total", labels, lambda t: loaded(t, 5), scrapes(end=end))
    return text


def ups() -> str:
    failing = 'service="half",instance="half-b"'
    return lines("up", failing, lambda t: float(t <= START + 90), scrapes()) + lines(
        "up", 'service="rolled",instance="rolled-b"', lambda _: 1.0, scrapes(end=START + 90)
    )


def failures() -> str:
    """Failures are counted by a metric of their own, without the label of the version."""
    return lines(
        "payments_total", 'instance="p",version="1.42"', lambda t: loaded(t, 1), scrapes()
    ) + (lines("payment_failures_total", 'instance="p",kind="other"', lambda _: 5, scrapes()))


def latencies() -> str:
    def buckets(labels: str, cumulative: Mapping[str, float]) -> str:
        return "".join(
            lines(
                "request_seconds_bucket",
                f'{labels},le="{bound}"',
                lambda at, rate=rate: loaded(at, rate),  # type: ignore[misc]
                scrapes(),
            )
            for bound, rate in cumulative.items()
        )

    fast = {"0.25": 9, "0.3": 9.8, "0.5": 10, "+Inf": 10}
    slow = {"0.25": 6, "0.3": 8, "0.5": 9.9, "+Inf": 10}
    text = buckets('service="fast",instance="a"', fast) + buckets(
        'service="slow",instance="a"', slow
    )
    return text + buckets('service="coarse",instance="a"', {"0.25": 9, "0.5": 10, "+Inf": 10})


def processes() -> str:
    targets = ("steady", "bad", "idle", "fast", "slow", "coarse")
    return "".join(
        lines(
            "process_start_time_seconds",
            f'service="{name}",instance="a"',
            lambda _: BEGAN - 86_400,
            scrapes(),
        )
        for name in targets
    )


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    require_prometheus()
    server = PrometheusServer(Path(tmp_path_factory.mktemp("runs")))
    server.load_openmetrics(
        f"# TYPE http_requests counter\n{requests()}{replicas()}"
        f"# TYPE up gauge\n{ups()}"
        f"# TYPE process_start_time_seconds gauge\n{processes()}"
        f"# TYPE payments counter\n{failures().partition('payment_failures')[0]}"
        "# TYPE payment_failures counter\n"
        f"payment_failures{failures().partition('payment_failures')[2]}"
        f"# TYPE request_seconds histogram\n{latencies()}# EOF\n"
    )
    with server:
        yield server


SLOS = [
    availability("steady", service("steady")),
    availability("bad", service("bad")),
    availability("stopped", service("stopped")),
    availability("half", service("half")),
    availability("rolled", service("rolled")),
    availability("idle", service("idle")),
    availability("gone", service("gone")),
    availability("nowhere", service("nowhere")),
    availability("by-version", service("steady"), group_by=("version",)),
    latency("fast", service("fast")),
    latency("slow", service("slow")),
    latency("coarse", service("coarse")),
    latency("coarse-estimate", service("coarse"), estimate=True),
]


def payments() -> Slo:
    total, bad = Selector("payments_total"), Selector("payment_failures_total")
    return replace(SLOS[0], name="payments", indicator=RatioIndicator(total, bad=bad))


def about(name: str, **changes: object) -> RunQuestion:
    asked = RunQuestion(slos=(name,), start=START, end=END)
    return replace(asked, **changes)  # type: ignore[arg-type]


async def told(
    history: PrometheusServer, question: RunQuestion, now: float = NOW
) -> tuple[str, str]:
    async with judging(history.url, [*SLOS, payments()], now) as open_:
        result = await open_.result(question)
    return result.verdict.value, result.reason.value


async def test_every_event_of_a_run_is_counted_and_no_other(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("bad"))
    assert (result.verdict.value, result.reason.value) == ("FAIL", "BELOW_TARGET")
    assert result.events is not None
    assert (result.events.good, result.events.total) == (2400, 3000)
    assert (result.start, result.end) == (START, END)
    assert result.covered_ratio == 1
    assert 'service="bad"' in result.query


async def test_the_first_errors_of_a_process_are_counted(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("steady", match={"version": "1.42"}))
    assert result.events is not None
    assert (result.events.bad, result.events.total) == (300, 3300)
    assert 'version="1.42"' in result.query


async def test_only_series_with_the_labels_are_counted(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("steady", match={"version": "1.41"}))
    assert result.events is not None
    assert (result.events.good, result.events.total) == (2100, 2100)
    assert result.verdict.value == "PASS"


async def test_each_group_is_judged(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        verdict = await open_.verdict(about("by-version"))
    found = {dict(each.group)["version"]: each.verdict.value for each in verdict.results}
    assert found == {"1.41": "PASS", "1.42": "FAIL"}
    one = next(each.slo for each in verdict.results if each.verdict.value == "PASS")
    async with judging(history.url, SLOS, NOW) as open_:
        assert (await open_.result(about(one))).verdict.value == "PASS"


async def test_a_slow_run_fails_for_its_p95(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        verdict = await open_.verdict(RunQuestion(slos=("fast", "slow"), start=START, end=END))
    fast, slow = verdict.results
    assert (fast.verdict.value, fast.reason.value) == ("PASS", "ABOVE_TARGET")
    assert (slow.verdict.value, slow.reason.value) == ("FAIL", "P95_ABOVE_THRESHOLD")
    assert slow.quantile is not None
    assert (slow.quantile.quantile, slow.quantile.low_seconds) == (0.95, 0.3)
    assert verdict.verdict.value == "FAIL"


async def test_a_threshold_that_is_no_bound_is_not_judged(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("coarse"))
    assert (result.verdict.value, result.reason.value) == ("INCONCLUSIVE", "QUERY_ERROR")
    assert "the nearest bounds are 0.25 s and 0.5 s" in result.message


async def test_an_estimate_around_the_target_is_not_judged(history: PrometheusServer) -> None:
    found = await told(history, about("coarse-estimate"))
    assert found == ("INCONCLUSIVE", "ESTIMATE_STRADDLES_TARGET")


@pytest.mark.parametrize("policy", [None, NoData.PASS])
async def test_an_empty_run_is_no_pass_by_itself(
    history: PrometheusServer, policy: NoData | None
) -> None:
    expected = "PASS" if policy else "INCONCLUSIVE"
    rules = RunRules(no_data=policy)
    assert await told(history, about("idle", rules=rules)) == (expected, "NO_TRAFFIC")
    assert await told(history, about("gone", rules=rules)) == (expected, "NO_DATA")
    # What matches nothing is a mistake, whatever is asked for.
    assert await told(history, about("nowhere", rules=rules)) == ("INCONCLUSIVE", "NO_DATA")


async def test_a_label_that_a_metric_does_not_have_is_told(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(
            about("steady", match={"testid": "x"}, rules=RunRules(no_data=NoData.PASS))
        )
    assert (result.verdict.value, result.reason.value) == ("INCONCLUSIVE", "UNKNOWN_LABEL")
    assert result.message == (
        "http_requests_total has no label testid; it has code, instance, service, version."
    )


async def test_a_value_that_a_label_does_not_have_is_told(history: PrometheusServer) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(
            about("steady", match={"version": "2.0"}, rules=RunRules(no_data=NoData.PASS))
        )
    assert (result.verdict.value, result.reason.value) == ("INCONCLUSIVE", "NO_DATA")
    assert "no series of http_requests_total has version='2.0'" in result.message
    assert "version='1.42'" in result.message


async def test_failures_without_the_label_are_not_taken_for_none(history: PrometheusServer) -> None:
    assert await told(history, about("payments")) == ("PASS", "ABOVE_TARGET")
    asked = about("payments", match={"version": "1.42"})
    assert await told(history, asked) == ("INCONCLUSIVE", "UNKNOWN_LABEL")


@pytest.mark.parametrize("name", ["version", "service"])
async def test_values_are_never_pasted_into_a_query(history: PrometheusServer, name: str) -> None:
    asked = about("bad", match={name: '1.42"} or vector(1) #'})
    assert await told(history, asked) == ("INCONCLUSIVE", "NO_DATA")


async def test_samples_that_stop_in_a_run_are_told(history: PrometheusServer) -> None:
    assert await told(history, about("stopped")) == ("INCONCLUSIVE", "PARTIAL_DATA")
    assert await told(history, about("stopped"), END + 60) == ("INCONCLUSIVE", "NOT_SETTLED")


async def test_a_process_that_cannot_be_scraped_to_the_end_is_told(
    history: PrometheusServer,
) -> None:
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("half"))
    assert (result.verdict.value, result.reason.value) == ("INCONCLUSIVE", "PARTIAL_DATA")
    assert result.message == "The scrapes of instance='half-b' fail."


async def test_what_a_process_did_after_its_last_scrape_is_allowed_for(
    history: PrometheusServer,
) -> None:
    assert await told(history, about("rolled")) == ("INCONCLUSIVE", "EDGES_STRADDLE_TARGET")
    easier = [replace(slo, target=Decimal("0.9")) for slo in SLOS]
    async with judging(history.url, easier, NOW) as open_:
        assert (await open_.result(about("rolled"))).verdict.value == "PASS"


async def test_too_few_events_are_told(history: PrometheusServer) -> None:
    asked = about("bad", rules=RunRules(min_events=10_000))
    assert await told(history, asked) == ("INCONCLUSIVE", "TOO_FEW_EVENTS")


async def test_a_borderline_run_is_not_judged_with_confidence(history: PrometheusServer) -> None:
    barely = replace(SLOS[1], target=Decimal("0.795"))  # 80% of 3,000 events are good
    sure = RunRules(confidence=Confidence(0.95))
    async with judging(history.url, [barely], NOW) as open_:
        assert (await open_.result(about("bad"))).verdict.value == "PASS"
        result = await open_.result(about("bad", rules=sure))
    assert result.reason.value == "INTERVAL_STRADDLES_TARGET"


async def test_a_run_without_any_scrape_in_it_is_told(history: PrometheusServer) -> None:
    asked = about("bad", start=START + 1.0, end=START + 14.0)
    assert await told(history, asked) == ("INCONCLUSIVE", "NO_DATA")


async def test_a_run_is_compared_to_another_time(history: PrometheusServer) -> None:
    quiet = about("steady", match={"version": "1.41"}, baseline=OfTime(window_seconds=300))
    assert await told(history, quiet) == ("INCONCLUSIVE", "NO_BASELINE")
    before = OfTime(START, START + 45, match={"version": "1.42"})
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(about("steady", start=START + 60.0, baseline=before))
    assert result.baseline is not None
    assert (result.baseline.events.bad, result.baseline.regressed) == (0, True)


async def test_a_long_run_is_read_in_pieces_that_add_up(history: PrometheusServer) -> None:
    asked = about("bad", start=BEGAN - 3600.0, end=NOW - 600.0)
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(asked)
        assert open_.queries >= 4
    assert result.events is not None
    assert result.events.total == 3000


async def test_the_time_that_was_really_read_is_told(history: PrometheusServer) -> None:
    asked = about("bad", start=START + 20.0, end=END - 20.0)
    async with judging(history.url, SLOS, NOW) as open_:
        result = await open_.result(asked)
    assert (result.start, result.end) == (START + 15, END - 30)
    assert result.events is not None
    assert result.events.total == 10 * (300 - 45)


# A k6 that pushes


def pushed(testid: str, at: float, requests: float, failed: float) -> list[PushedSeries]:
    """What k6 sends: counters without a process, above zero from the first push on."""
    return [
        PushedSeries(
            {"__name__": "k6_http_reqs_total", "testid": testid, "failed": name},
            [(at + 5 * k, value * (k + 1)) for k in range(13)],
        )
        for name, value in (("false", requests), ("true", failed))
        if value
    ]


K6 = replace(
    SLOS[0],
    name="k6",
    indicator=RatioIndicator(
        Selector("k6_http_reqs_total"),
        bad=Selector("k6_http_reqs_total", (Matcher("failed", EQUAL, "true"),)),
    ),
)


async def test_what_k6_pushes_first_is_counted(prometheus: PrometheusServer) -> None:
    began = int(time.time()) - 120
    push(prometheus.url, pushed("new", began, 100, 1))
    push(prometheus.url, pushed("old", began - 240, 50, 0))
    run = RunQuestion(start=began - 4, end=began + 61, match={"testid": "new"})
    async with judging(prometheus.url, [K6], began + 65) as open_:
        result = await open_.result(run)
        everything = await open_.result(replace(run, match={}))
    assert result.events is not None
    assert (result.events.total, result.events.bad) == (1313, 13)
    assert everything.events is not None
    assert everything.events.total == 1313
    assert (result.verdict.value, result.reason.value) == ("PASS", "ABOVE_TARGET")


async def test_series_that_were_pushed_before_go_on_from_there(
    prometheus: PrometheusServer,
) -> None:
    began = int(time.time()) - 1800
    push(prometheus.url, pushed("same", began, 100, 0))
    (again,) = pushed("same", began + 1200, 100, 0)
    more = [(at, value + 1300) for at, value in again.samples]
    push(prometheus.url, [replace(again, samples=more)])
    run = RunQuestion(start=began + 1195, end=began + 1262, match={"testid": "same"})
    async with judging(prometheus.url, [K6], began + 1270) as open_:
        result = await open_.result(run)
    assert result.events is not None
    assert result.events.total == 1300


# Waiting for data


def live(url: str, at: float) -> None:
    push(
        url,
        [
            PushedSeries(
                {
                    "__name__": "http_requests_total",
                    "service": "live",
                    "instance": "a",
                    "job": "shop",
                    "code": "200",
                },
                [(at, at)],
            )
        ],
    )


async def test_a_check_waits_until_the_data_has_come(prometheus: PrometheusServer) -> None:
    end = int(time.time()) - 30
    for at in range(end - 60, end, 5):
        live(prometheus.url, at)
    async with judging(prometheus.url, [availability("live", service("live"))], end + 1) as open_:
        real_sleep = open_.sleep

        async def sleep(seconds: float) -> None:
            await real_sleep(seconds)
            if len(open_.slept) == 3:
                live(prometheus.url, end + 1)

        open_.sleep = sleep  # type: ignore[method-assign]
        verdict = await open_.verdict(RunQuestion(start=end - 50, end=end, settle_seconds=20))
    assert len(open_.slept) == 3
    assert verdict.newest_sample == end + 1
    assert verdict.verdict.value == "PASS"


async def test_a_check_waits_no_longer_than_it_may(prometheus: PrometheusServer) -> None:
    end = int(time.time()) - 30
    for at in range(end - 60, end - 20, 5):
        live(prometheus.url, at)
    async with judging(prometheus.url, [availability("live", service("live"))], end + 1) as open_:
        result = await open_.result(RunQuestion(start=end - 50, end=end, settle_seconds=20))
    assert sum(open_.slept) == 20
    assert (result.verdict.value, result.reason.value) == ("INCONCLUSIVE", "NOT_SETTLED")


# Prometheus away


async def test_a_prometheus_that_is_away_is_an_error() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    async with judging(url, SLOS, NOW) as open_:
        verdict = await open_.verdict(RunQuestion(start=START, end=END))
    assert {each.reason.value for each in verdict.results} == {"SOURCE_UNREACHABLE"}
    assert verdict.verdict.value == "ERROR"


async def test_a_prometheus_that_hangs_is_given_up_at_the_deadline(
    prometheus: PrometheusServer,
) -> None:
    prometheus.pause()
    began = time.monotonic()
    limits = Limits(deadline_seconds=0.3)
    async with judging(prometheus.url, SLOS, NOW, limits) as open_:
        verdict = await open_.verdict(RunQuestion(start=START, end=END))
    assert time.monotonic() - began < 5
    assert {each.reason.value for each in verdict.results} == {"SOURCE_TIMEOUT"}
    assert verdict.verdict.value == "ERROR"
