"""The client and the query text against a real VictoriaMetrics, with its own defaults.

What is the same in both servers is held here as it is for Prometheus; what differs stands in
docs/accuracy.md.
"""

from __future__ import annotations

import math
import struct
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from app.slo.definition import Matcher, MatchOperator
from app.slo.errors import SourceRejected
from app.sources import promql
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.flavour import Flavour
from tests.prometheus.remote_write import PushedHistogram, PushedSeries, Span
from tests.prometheus.victoriametrics import VictoriaMetricsServer, require_victoriametrics

pytestmark = pytest.mark.prometheus

ODD_VALUES = [
    'say "hi"',
    r"back\slash",
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
MARKER = struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000002))[0]
"""What Prometheus writes where a series ended."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VictoriaMetricsServer]:
    require_victoriametrics()
    with VictoriaMetricsServer(tmp_path_factory.mktemp("victoriametrics")) as server:
        yield server


@pytest.fixture
async def client(server: VictoriaMetricsServer) -> AsyncIterator[PrometheusClient]:
    client = PrometheusClient(Connection(server.url, flavour=Flavour.VICTORIAMETRICS))
    yield client
    await client.close()


@pytest.fixture
def now() -> float:
    return math.floor(time.time())


@pytest.mark.parametrize("operator", [MatchOperator.EQUAL, MatchOperator.REGEX])
async def test_an_odd_label_value_selects_exactly_its_series(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float, operator: MatchOperator
) -> None:
    labels = [{"__name__": f"odd_{operator.name}", "value": value} for value in ODD_VALUES]
    server.write(PushedSeries(one, [(now, i)]) for i, one in enumerate(labels))
    for i, one in enumerate(labels):
        value = one["value"]
        pattern = value if operator is MatchOperator.EQUAL else promql.alternation([value])
        text = promql.selector(one["__name__"], [Matcher("value", operator, pattern)])
        found = await client.matrix(promql.range_selector(text, 60), now)
        assert [(series.labels, series.values) for series in found] == [(one, [i])]


async def test_a_metric_named_like_a_keyword_can_be_asked_for(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    numbers = {"inf", "nan"}  # these two it refuses, however they are written
    names = sorted(promql._KEYWORDS - numbers | {"default", "if", "limit", "rate", "with"})
    server.write(PushedSeries({"__name__": name}, [(now, 1)]) for name in names)
    for name in names:
        [series] = await client.matrix(promql.range_selector(promql.selector(name), 60), now)
        assert series.labels == {"__name__": name}


async def test_a_range_selector_gives_raw_samples_without_the_one_at_its_beginning(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    points = [(now - 60, 1), (now - 59.999, 2), (now - 15.5, 3), (now, 4)]
    server.write([PushedSeries({"__name__": "raw", "a": "b"}, points)])
    [series] = await client.matrix(promql.range_selector("raw", 60), now)
    assert (series.times, series.values) == ([now - 59.999, now - 15.5, now], [2, 3, 4])


async def test_the_newest_samples_are_read_although_others_are_made_to_wait(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    server.write([PushedSeries({"__name__": "new"}, [(now - 40, 1), (now, 2)])])
    another = PrometheusClient(Connection(server.url))  # without the parameters of the flavour
    assert [series.values for series in await another.instant("new", now)] == [[1]]
    await another.close()
    assert [series.values for series in await client.instant("new", now)] == [[2]]
    [series] = await client.matrix(promql.range_selector("new", 60), now)
    assert series.values == [1, 2]


async def test_markers_of_an_ended_series_are_no_samples(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    server.write([PushedSeries({"__name__": "ended"}, [(now - 30, 7), (now, MARKER)])])
    [series] = await client.matrix(promql.range_selector("ended", 60), now)
    assert (series.times, series.values) == ([now - 30], [7])


async def test_whole_numbers_are_kept_exactly(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    values = [0, 1, 10**9 + 7, 10**15 + 1, 2**53 - 1]
    points = [(now - 40 + 10 * k, value) for k, value in enumerate(values)]
    server.write([PushedSeries({"__name__": "whole"}, points)])
    [series] = await client.matrix(promql.range_selector("whole", 60), now)
    assert series.values == values


async def test_fractions_are_kept_to_twelve_digits(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    values = [1 / 3, 55.4384106642436, 1e6 / 7]
    points = [(now - 20 + 10 * k, value) for k, value in enumerate(values)]
    server.write([PushedSeries({"__name__": "fractions"}, points)])
    [series] = await client.matrix(promql.range_selector("fractions", 60), now)
    assert series.values != values
    assert series.values == pytest.approx(values, rel=2e-12)


async def test_samples_that_were_written_twice_come_twice_and_in_order_of_time(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    labels = {"__name__": "twice"}
    server.write([PushedSeries(labels, [(now - 10, 5)])])
    server.write([PushedSeries(labels, [(now - 20, 4), (now - 10, 5)])])
    [series] = await client.matrix(promql.range_selector("twice", 60), now)
    assert (series.times, series.values) == ([now - 20, now - 10, now - 10], [4, 5, 5])


async def test_native_histograms_are_not_kept(
    server: VictoriaMetricsServer, client: PrometheusClient, now: float
) -> None:
    one = PushedHistogram(5, 6.5, 0, [Span(0, 2)], [2, 1])
    server.write([PushedSeries({"__name__": "native"}, histograms=[(now, one)])])
    assert list(await client.matrix("native[1m]", now)) == []


async def test_a_wrong_query_is_rejected(client: PrometheusClient, now: float) -> None:
    with pytest.raises(SourceRejected, match="refused the query"):
        await client.instant("sum(", now)
