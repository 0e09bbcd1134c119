"""When sums can stand for series, and as what they reach the counter."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import numpy as np
import pytest

from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.errors import SourceRejected
from app.slo.samples import Extent, Feed, Grain, Part
from app.sources.aggregated import Aggregation
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.flavour import Flavour
from app.sources.table import Table

AT = 86_400.0
POD = {"job": "shop", "instance": "a"}
CODE = Matcher("code", MatchOperator.REGEX, "5..")


class Answering(PrometheusClient):
    """Answers instant queries by what they begin with."""

    def __init__(self, series: dict[str, str], flavour: Flavour = Flavour.PROMETHEUS) -> None:
        super().__init__(Connection("http://prometheus.test", flavour=flavour))
        self.series = series
        self.metrics = {"x_total": 100}

    async def instant(self, query: str, at: float) -> Table:
        if query.startswith("count by (__name__)"):
            return table([({"__name__": name}, n) for name, n in self.metrics.items()], at)
        if query.startswith("topk"):
            labels = POD if "process_start" in query or "up[" in query else self.series
            return table([(labels, 1)], at)
        if query.startswith("count("):
            return table([({}, 2)], at)
        return table([({"code": "200"}, 9), ({"code": "500"}, 1)], at)


def table(series: list[tuple[dict[str, str], float]], at: float) -> Table:
    return Table(
        keys=tuple(msgspec.json.encode(labels) for labels, _ in series),
        offsets=np.arange(len(series) + 1),
        times=np.full(len(series), at),
        values=np.array([value for _, value in series], float),
        histograms={},
    )


def ratio() -> Slo:
    indicator = RatioIndicator(Selector("x_total"), bad=Selector("x_total", (CODE,)))
    return Slo("ratio", "shop", Decimal("0.9"), RollingPeriod(3600), indicator)


def latency(*, estimate: bool = False) -> Slo:
    indicator = LatencyIndicator("x", (), 0.3, estimate)
    return Slo("latency", "shop", Decimal("0.9"), RollingPeriod(3600), indicator)


async def extent(client: Answering, slo: Slo, worth_series: int = 0) -> Extent:
    found = await Aggregation(client, [slo]).extent(AT, worth_series)
    await client.close()
    return found


async def test_an_extent_counts_series_and_sums() -> None:
    assert await extent(Answering(POD), ratio()) == Extent(100, 2)


async def test_sums_are_not_looked_for_where_there_are_few_series() -> None:
    assert await extent(Answering(POD), ratio(), 100) == Extent(100, None)


async def test_nothing_is_summed_by_another_language() -> None:
    client = Answering(POD, Flavour.VICTORIAMETRICS)
    assert await extent(client, ratio()) == Extent(100, None)


async def test_instances_that_no_label_tells_apart_are_not_summed() -> None:
    client = Answering({"job": "shop"})
    assert await extent(client, ratio()) == Extent(100, None)
    with pytest.raises(SourceRejected, match="tells apart"):
        await Aggregation(client, [ratio()]).samples(AT - 30, AT, Grain(30, 0))


@pytest.mark.parametrize(
    ("slo", "metrics"),
    [(latency(estimate=True), {"x_bucket": 100}), (latency(), {"x_bucket": 60, "x": 40})],
    ids=["an estimate", "native histograms"],
)
async def test_what_each_series_says_for_itself_is_not_summed(
    slo: Slo, metrics: dict[str, int]
) -> None:
    client = Answering(POD)
    client.metrics = metrics
    assert await extent(client, slo) == Extent(100, None)


async def test_a_sum_is_a_sample_of_a_process_that_has_just_begun() -> None:
    client = Answering(POD)
    samples = (await Aggregation(client, [ratio()]).samples(AT - 30, AT, Grain(30, 0)))["ratio"]
    await client.close()
    fine, bad = samples.feedings
    assert (fine.series.metric, fine.series.labels) == ("x_total#sum", (("code", "200"),))
    assert all(feeding.series.is_sum and feeding.target is None for feeding in samples.feedings)
    assert bad.feeds == (Feed((), Part.TOTAL), Feed((), Part.BAD))
    assert (samples.time.tolist(), samples.value.tolist()) == ([AT, AT], [9, 1])
    assert (samples.start < samples.time).all()
    assert (samples.start > AT - 30).all()


async def test_sums_that_come_again_are_the_very_same_series() -> None:
    client = Answering(POD)
    aggregation = Aggregation(client, [ratio()])
    first, second = [
        (await aggregation.samples(at - 30, at, Grain(30, 0)))["ratio"] for at in (AT, AT + 30)
    ]
    await client.close()
    assert first.feedings is second.feedings
