from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.api.builders import World, healthy


async def samples_of(world: World, name: str) -> list[Sample]:
    text = (await world.get("/metrics")).text
    families = text_string_to_metric_families(text)
    return [sample for family in families for sample in family.samples if sample.name == name]


async def counted(world: World) -> list[Sample]:
    found = await samples_of(world, "slo_monitor_http_requests_total")
    return [sample for sample in found if sample.value > 0]


async def test_the_process_lives_before_the_first_cycle() -> None:
    answer = await World().get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "ALIVE", "details": []})


async def test_it_is_not_ready_before_the_first_cycle() -> None:
    answer = await World().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "NOT_READY"
    assert answer.json()["details"] == ["the first cycle has not finished"]


async def test_it_is_ready_after_the_first_cycle() -> None:
    answer = await World(healthy()).get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "READY", "details": []})


async def test_readiness_tells_of_a_refused_reload() -> None:
    world = World(healthy())
    world.book.note("catalog", "the catalog in force is an older one")
    answer = await world.get("/readyz")
    assert (answer.status_code, answer.json()["details"]) == (
        200,
        ["the catalog in force is an older one"],
    )


async def test_requests_are_counted_by_route_template() -> None:
    world = World(healthy())
    for path in ("/slos/checkout-latency", "/slos/nobody", "/slos/also-nobody", "/nothing"):
        await world.get(path)
    by_labels = {
        (s.labels["method"], s.labels["route"], s.labels["code"]): s.value
        for s in await counted(world)
    }
    assert by_labels == {
        ("GET", "/slos/{id}", "200"): 1.0,
        ("GET", "/slos/{id}", "404"): 2.0,
        ("GET", "other", "404"): 1.0,
    }


async def test_request_durations_have_the_buckets_of_the_demo() -> None:
    world = World(healthy())
    await world.get("/slos")
    name = "slo_monitor_http_request_duration_seconds_bucket"
    found = await samples_of(world, name)
    bounds = [s.labels["le"] for s in found if s.labels["route"] == "/slos"]
    assert bounds == (
        ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "+Inf"]
    )


async def test_every_route_is_shown_from_the_start_at_zero() -> None:
    found = await samples_of(World(), "slo_monitor_http_requests_total")
    shown = {(s.labels["method"], s.labels["route"]): s.value for s in found}
    assert shown[("GET", "/slo/check")] == shown[("POST", "/slo/check")] == 0
    assert not any(route in {"/livez", "/metrics"} for _, route in shown)


async def test_probes_and_scrapes_are_not_counted() -> None:
    world = World(healthy())
    for path in ("/livez", "/readyz", "/metrics"):
        await world.get(path)
    assert await counted(world) == []


async def test_a_refusal_and_a_made_up_method_are_counted_as_other() -> None:
    world = World(healthy())
    async with world.client() as client:
        await client.request("BREW", "/slos", headers={"Host": "evil.example"})
    (sample,) = await counted(world)
    assert sample.labels == {"method": "other", "route": "other", "code": "421"}


async def test_the_process_start_is_told() -> None:
    assert len(await samples_of(World(), "process_start_time_seconds")) == 1
