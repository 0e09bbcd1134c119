from __future__ import annotations

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.api.metrics import duration
from app.slo.snapshot import Data, Status
from tests.api.builders import World, healthy, latency_slo, without_data, zero_traffic

Series = dict[tuple[str, ...], float]


async def page_of(world: World) -> dict[str, Series]:
    """Read the SLOs' part: per family its values by the labels beyond the identity."""
    answer = await world.get("/metrics")
    assert answer.status_code == 200
    page: dict[str, Series] = {}
    for family in text_string_to_metric_families(answer.text):
        if family.name.startswith("slo_monitor_slo_"):
            page[family.name.removeprefix("slo_monitor_slo_")] = {
                tuple(
                    value for name, value in sample.labels.items() if name not in IDENTITY
                ): sample.value
                for sample in family.samples
            }
    return page


IDENTITY = ("slo_id", "slo", "service", "group")


async def test_the_figures_of_a_status_are_exported() -> None:
    status = healthy()
    page = await page_of(World(status))
    assert status.budget is not None
    assert page["sli_ratio"] == {(): status.sli}
    assert page["target_ratio"] == {(): 0.95}
    assert page["budget_remaining_ratio"] == {(): status.budget.remaining_ratio}
    assert page["events"] == {("good",): 31032110.0, ("bad",): 1186543.0}
    assert page["burn_rate"] == {
        (window,): status.burn_rates[0].burn_rate
        for window in ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
    }
    assert page["latency_seconds"] == {("0.5",): 0.1, ("0.95",): 0.281}


async def test_exactly_one_state_and_one_data_is_1() -> None:
    page = await page_of(World(without_data(Data.STALE)))
    assert page["state"] == {
        ("HEALTHY",): 0.0,
        ("AT_RISK",): 0.0,
        ("EXHAUSTED",): 0.0,
        ("UNKNOWN",): 1.0,
    }
    assert [key for key, value in page["data"].items() if value] == [("STALE",)]


@pytest.mark.parametrize(
    "status",
    [without_data(Data.STALE), without_data(Data.NO_DATA), without_data(Data.QUERY_ERROR)],
    ids=lambda status: str(status.data),
)
async def test_what_is_not_known_is_absent(status: Status) -> None:
    page = await page_of(World(status))
    assert page["burn_rate"] == {}
    assert page["latency_seconds"] == {}
    assert len(page["sli_ratio"]) == (status.sli is not None)


async def test_zero_traffic_has_no_ratios() -> None:
    page = await page_of(World(zero_traffic()))
    assert page["sli_ratio"] == page["budget_remaining_ratio"] == page["burn_rate"] == {}
    assert page["events"] == {("good",): 0.0, ("bad",): 0.0}


async def test_an_expired_snapshot_exports_no_present() -> None:
    world = World(healthy())
    assert (await page_of(world))["burn_rate"] != {}
    world.expire()
    page = await page_of(world)
    assert page["burn_rate"] == page["latency_seconds"] == {}
    assert page["state"][("UNKNOWN",)] == 1.0


async def test_a_new_snapshot_replaces_the_old_one() -> None:
    world = World(healthy())
    await page_of(world)
    world.publish(zero_traffic())
    assert (await page_of(world))["data"][("ZERO_TRAFFIC",)] == 1.0


@pytest.mark.slow
async def test_thousands_of_slos_are_exported_once_each() -> None:
    names = [f"slo-{number:04}" for number in range(1_200)]
    answer = await World(*(healthy(latency_slo(name)) for name in names)).get("/metrics")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    sampled = [sample.labels["slo"] for sample in families["slo_monitor_slo_sli_ratio"].samples]
    assert sampled == names
    assert int(answer.headers["Content-Length"]) == len(answer.content)


async def test_before_the_first_cycle_no_slo_is_exported() -> None:
    assert all(series == {} for series in (await page_of(World())).values())


async def test_labels_are_escaped() -> None:
    slo = replace(latency_slo(), service='shop"\n\\é')
    text = (await World(healthy(slo)).get("/metrics")).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    (sample,) = families["slo_monitor_slo_sli_ratio"].samples
    assert sample.labels["service"] == 'shop"\n\\é'


@pytest.mark.parametrize(
    ("seconds", "text"), [(300, "5m"), (5400, "90m"), (86400, "1d"), (90, "90s")]
)
def test_a_window_is_written_as_prometheus_does(seconds: int, text: str) -> None:
    assert duration(seconds) == text
