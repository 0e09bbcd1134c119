"""The client and the query text against a real Prometheus."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.slo.definition import Matcher, MatchOperator
from app.slo.errors import SourceRejected, SourceTimeout, SourceUnreachable
from app.sources import promql
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.table import NativeHistogram
from tests.prometheus.remote_write import PushedHistogram, PushedSeries, Span, push
from tests.prometheus.server import PrometheusServer, require_prometheus

require_prometheus()
pytestmark = pytest.mark.prometheus

ODD_VALUES = [
    'say "hi"',
    r"back\slash",
    r"\u0041 is not A",
    "line\nbreak",
    "tab\tand\rreturn",
    "bell\x07 and delete\x7f",
    '{a="b"}[5m] or vector(1) # \'`',
    "a|b",
    "a.b",
    "axb",
    "^(?i)x$",
    "€ é 漢 😀",
    "replaced \ufffd",
    " ",
]


@pytest.fixture
def now() -> float:
    return math.floor(time.time())


@pytest.fixture
async def client(prometheus: PrometheusServer) -> AsyncIterator[PrometheusClient]:
    client = PrometheusClient(Connection(prometheus.url, timeout_seconds=10))
    yield client
    await client.close()


@pytest.mark.parametrize("operator", [MatchOperator.EQUAL, MatchOperator.REGEX])
async def test_an_odd_label_value_selects_exactly_its_series(
    prometheus: PrometheusServer, client: PrometheusClient, now: float, operator: MatchOperator
) -> None:
    labels = [{"__name__": "odd", "value": value} for value in ODD_VALUES]
    push(prometheus.url, [PushedSeries(one, [(now, i)]) for i, one in enumerate(labels)])
    for i, one in enumerate(labels):
        value = one["value"]
        pattern = value if operator is MatchOperator.EQUAL else promql.alternation([value])
        text = promql.selector("odd", [Matcher("value", operator, pattern)])
        assert [(s.labels, s.values) for s in await client.instant(text, now)] == [(one, [i])]


async def test_several_odd_values_are_selected_by_one_alternation(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    push(
        prometheus.url,
        [PushedSeries({"__name__": "odd", "value": v}, [(now, 1)]) for v in ODD_VALUES],
    )
    wanted = ODD_VALUES[::2]
    pattern = promql.alternation(wanted)
    text = promql.selector("odd", [Matcher("value", MatchOperator.REGEX, pattern)])
    found = [sample.labels["value"] for sample in await client.instant(text, now)]
    assert sorted(found) == sorted(wanted)


async def test_a_metric_named_like_a_keyword_can_be_asked_for(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    names = sorted(promql._KEYWORDS | {"rate", "job:x:rate5m"})
    push(prometheus.url, [PushedSeries({"__name__": name}, [(now, 1)]) for name in names])
    found = [(await client.instant(promql.selector(name), now)).labels(0) for name in names]
    assert found == [{"__name__": name} for name in names]


async def test_every_spelling_of_a_bound_is_found_and_no_other(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    spellings = ["1", "1.0", "1e+00", "0.1", "10", "1e+01", "+Inf"]
    push(prometheus.url, [PushedSeries({"__name__": "b", "le": s}, [(now, 1)]) for s in spellings])
    found = {}
    for bound in (1.0, math.inf):
        matcher = Matcher("le", MatchOperator.REGEX, promql.le_pattern(bound))
        samples = await client.instant(promql.selector("b", [matcher]), now)
        found[bound] = {sample.labels["le"] for sample in samples}
    assert found == {1.0: {"1", "1.0", "1e+00"}, math.inf: {"+Inf"}}


async def test_the_raw_samples_of_a_range_come_back_as_they_were_written(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    points = [(now - 30, 0.1), (now - 15.5, math.inf), (now - 10.25, math.nan), (now, 1e300)]
    push(prometheus.url, [PushedSeries({"__name__": "x", "a": "b"}, points)])
    [series] = await client.matrix(promql.range_selector("x", 60), now)
    assert series.labels == {"__name__": "x", "a": "b"}
    assert (series.times, series.values) == ([now - 30, now], [0.1, 1e300])


async def test_a_range_of_milliseconds_is_kept(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    push(
        prometheus.url, [PushedSeries({"__name__": "x"}, [(now - 2, 1), (now - 1.5, 2), (now, 3)])]
    )
    [series] = await client.matrix(promql.range_selector("x", 1.75), now)
    assert series.values == [2, 3]


async def test_a_native_histogram_comes_back_with_its_buckets(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    early = PushedHistogram(5, 6.5, 0, [Span(0, 2)], [2, 1])
    late = PushedHistogram(9, 20.5, 0, [Span(0, 2), Span(1, 1)], [2, 1, -2], zero_count=3)
    labels = {"__name__": "latency_seconds"}
    push(prometheus.url, [PushedSeries(labels, histograms=[(now - 15, early), (now, late)])])
    [series] = await client.matrix("latency_seconds[1m]", now)
    assert (series.labels, series.times, series.values) == (labels, [], [])
    assert [time for time, _ in series.histograms] == [now - 15, now]
    assert series.histograms[0][1] == NativeHistogram(5, 6.5, ((0.5, 1, 2), (1, 2, 3)))
    newest = series.histograms[1][1]
    assert newest.buckets[1:] == ((0.5, 1, 2), (1, 2, 3), (4, 8, 1))
    [sample] = await client.instant("latency_seconds", now)
    assert (sample.values, [each for _, each in sample.histograms]) == ([], [newest])


async def test_a_range_query_gives_a_point_per_step(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    push(prometheus.url, [PushedSeries({"__name__": "x"}, [(now - 60, 1), (now, 2)])])
    [series] = await client.over("x", now - 60, now, 30)
    assert (series.times, series.values) == ([now - 60, now - 30, now], [1, 1, 2])


async def test_as_many_points_as_prometheus_allows_are_allowed_here(
    client: PrometheusClient,
) -> None:
    assert len(await client.over("vector(1) > 1", 0, 11_000, 1)) == 0


async def test_history_loaded_before_the_start_is_found(tmp_path: Path) -> None:
    server = PrometheusServer(tmp_path)
    day = math.floor(time.time()) - 86_400
    lines = "".join(f'shop_total{{a="b"}} {i} {day + 60 * i}\n' for i in range(5))
    server.load_openmetrics(f"# TYPE shop counter\n{lines}# EOF\n")
    with server:
        client = PrometheusClient(Connection(server.url))
        [series] = await client.matrix("shop_total[10m]", day + 240)
        await client.close()
    assert series.values == [0, 1, 2, 3, 4]


async def test_a_query_that_is_no_promql_is_rejected_in_prometheus_words(
    client: PrometheusClient,
) -> None:
    with pytest.raises(SourceRejected, match="unclosed left parenthesis"):
        await client.instant("sum(x", 0)


async def test_a_query_that_cannot_be_executed_is_rejected(
    prometheus: PrometheusServer, client: PrometheusClient, now: float
) -> None:
    names = itertools.product("xy", "12")
    push(prometheus.url, [PushedSeries({"__name__": n, "a": a}, [(now, 1)]) for n, a in names])
    with pytest.raises(SourceRejected, match="many-to-many"):
        await client.instant("x * on () y", now)


async def test_a_vector_where_raw_samples_were_asked_for_is_no_answer(
    client: PrometheusClient,
) -> None:
    with pytest.raises(SourceUnreachable, match="a vector instead of a matrix"):
        await client.matrix("vector(1)", 0)


async def test_a_hanging_prometheus_is_a_timeout_and_is_asked_again_after(
    prometheus: PrometheusServer,
) -> None:
    client = PrometheusClient(Connection(prometheus.url, timeout_seconds=0.5))
    began = time.monotonic()
    prometheus.pause()
    with pytest.raises(SourceTimeout, match="did not answer"):
        await client.instant("vector(1)", 0)
    assert time.monotonic() - began < 2
    prometheus.resume()
    assert [s.values for s in await client.instant("vector(1)", 0)] == [[1]]
    await client.close()


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_prometheus_that_is_gone_is_unreachable_until_it_is_back(
    prometheus: PrometheusServer, client: PrometheusClient, now: float, end: str
) -> None:
    push(prometheus.url, [PushedSeries({"__name__": "x"}, [(now, 1)])])
    await client.instant("x", now)
    getattr(prometheus, end)()
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        await client.instant("x", now)
    prometheus.start()
    assert [s.values for s in await client.instant("x", now)] == [[1]]


async def test_a_port_that_speaks_no_http_is_unreachable(prometheus: PrometheusServer) -> None:
    client = PrometheusClient(Connection(prometheus.url.replace("http:", "https:")))
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        await client.instant("x", 0)
    await client.close()


@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_prometheus_reads_a_quoted_text_as_itself(
    shared_prometheus: PrometheusServer, value: str
) -> None:
    client = PrometheusClient(Connection(shared_prometheus.url))
    [sample] = await client.instant(
        f'label_replace(vector(1), "a", {promql.quote(value.replace("$", "$$"))}, "", "")', 0
    )
    await client.close()
    assert sample.labels == {"a": value}
