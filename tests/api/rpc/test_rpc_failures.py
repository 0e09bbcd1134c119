"""Bad input and bad days over gRPC: the same stable codes as over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from prometheus_client import generate_latest

from app.api.admission import Access, Admission
from app.api.app import backend_of, check_runs
from app.api.body_limit import LARGEST_BODY_BYTES
from app.api.errors import KINDS
from app.api.refusals import REFUSALS
from app.api.rpc.guard import host_of
from app.api.rpc.server import Address, listening
from app.api.tries import MOST_TRIES
from app.slo.errors import SourceError, SourceTimeout, SourceUnreachable
from tests.api.builders import EVALUATED_AT, World, healthy
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, WRONG_TOKEN
from tests.api.rpc.calling import LOOPBACK, Calls, calling
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.slo.making import ratio

WITH_KEYS = Access(keys=(READ_KEY, WRITE_KEY))
EXCLUSION: dict[str, Any] = {"all": True, "start": "2026-11-22T10:00:00Z", "reason": "x"}
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("CreateExclusion", EXCLUSION),
    ("CheckSlos", {"window": 60.0}),
]


@pytest.fixture
async def world() -> World:
    return World(healthy())


@pytest.fixture
async def calls(world: World) -> AsyncIterator[Calls]:
    async with calling(world) as made:
        yield made


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def counted(world: World, family: str) -> list[str]:
    lines = generate_latest(world.telemetry.registry).decode().splitlines()
    return [one for one in lines if one.startswith(family) and not one.endswith(" 0.0")]


# Bad input


async def test_an_unknown_slo_is_not_found(calls: Calls) -> None:
    refused = await calls.refused("GetSlo", id="nope")
    assert (refused.status, refused.code) == ("NOT_FOUND", "UNKNOWN_SLO")
    assert "nope" in refused.message


async def test_a_field_that_is_wrong_is_named(calls: Calls) -> None:
    refused = await calls.refused("ListSlos", limit=0)
    assert (refused.status, refused.code, refused.field) == (
        "INVALID_ARGUMENT",
        "INVALID_QUESTION",
        "limit",
    )


async def test_a_field_that_is_missing_is_named(calls: Calls) -> None:
    assert (await calls.refused("GetSlo")).field == "id"


async def test_a_field_inside_a_message_is_named(calls: Calls) -> None:
    refused = await calls.refused("CheckSlos", window=60.0, confidence={"level": 2.0})
    assert refused.field == "confidence.level"


async def test_what_the_service_says_of_a_question_is_the_same(world: World, calls: Calls) -> None:
    refused = await calls.refused("CreateExclusion", **EXCLUSION)
    answer = await world.post("/exclusions", EXCLUSION)
    assert refused.code == answer.json()["code"]
    assert refused.field == answer.json()["field"]
    assert refused.message == answer.json()["detail"]


async def test_bytes_that_are_no_message_are_refused(calls: Calls) -> None:
    refused = await calls.refused_bytes("ListSlos", b"\xff\xff\xff")
    assert (refused.status, refused.code) == ("INVALID_ARGUMENT", "INVALID_QUESTION")
    assert "ListSlosRequest" in refused.message


async def test_a_field_of_a_later_version_is_not_left_out_silently(calls: Calls) -> None:
    refused = await calls.refused_bytes("ListSlos", b"\xfa\x3e\x01x")  # field 1007
    assert (refused.code, refused.field) == ("INVALID_QUESTION", "request.1007")


async def test_a_word_of_a_later_version_is_refused(calls: Calls) -> None:
    refused = await calls.refused_bytes("ListSlos", b"\x10\x63")  # state = 99
    assert (refused.code, refused.field) == ("INVALID_QUESTION", "state")


async def test_a_time_that_is_none_is_refused(calls: Calls) -> None:
    far = b"\x12\x0c\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x10\x01"  # start, the end of int64
    refused = await calls.refused_bytes("GetSloHistory", b"\x0a\x01x" + far)
    assert (refused.code, refused.field) == ("INVALID_QUESTION", "start")


async def test_a_message_that_is_too_large_is_refused(calls: Calls) -> None:
    refused = await calls.refused_bytes("GetSlo", b"x" * (LARGEST_BODY_BYTES + 1))
    assert (refused.status, refused.code) == ("RESOURCE_EXHAUSTED", "CONTENT_TOO_LARGE")


async def test_a_method_that_is_none_is_unimplemented(calls: Calls) -> None:
    call: Any = calls.channel.unary_unary("/slo_monitor.v1.SloMonitor/Guess")
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call(b"")
    assert failed.value.code() is grpc.StatusCode.UNIMPLEMENTED


# Who may call


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, "UNAUTHENTICATED", "UNAUTHENTICATED"),
        (bearer(WRONG_TOKEN), "UNAUTHENTICATED", "UNAUTHENTICATED"),
        (bearer("word"), "UNAUTHENTICATED", "UNAUTHENTICATED"),
    ],
)
async def test_with_keys_a_call_needs_one(
    world: World, headers: dict[str, str], status: str, code: str
) -> None:
    async with calling(world, WITH_KEYS, headers=headers) as calls:
        refused = await calls.refused("ListSlos")
        assert (refused.status, refused.code) == (status, code)
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await calls.listen().read()
        assert failed.value.code().name == status


async def test_a_key_that_reads_may_read_and_not_write(world: World) -> None:
    async with calling(world, WITH_KEYS, headers=bearer(READ_TOKEN)) as calls:
        await calls.ask("ListSlos")
        for method, question in WRITES:
            refused = await calls.refused(method, **question)
            assert (refused.status, refused.code) == ("PERMISSION_DENIED", "INSUFFICIENT_SCOPE")
    assert world.desk.exclusions == {}


async def test_who_guesses_at_a_key_is_stopped_on_every_face(world: World) -> None:
    async with calling(world, WITH_KEYS, headers=bearer(WRONG_TOKEN)) as calls:
        for _ in range(MOST_TRIES):
            await calls.refused("ListSlos")
        refused = await calls.refused("ListSlos")
    assert (refused.status, refused.code) == ("RESOURCE_EXHAUSTED", "TOO_MANY_TRIES")
    assert refused.retry_after_seconds is not None
    assert 0 < refused.retry_after_seconds <= 60


async def test_a_write_is_recorded_with_who_wrote_and_what(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "app.audit")
    async with calling(world, WITH_KEYS, headers=bearer(WRITE_TOKEN)) as calls:
        await calls.ask("CreateExclusion", **EXCLUSION, end="2026-11-22T11:00:00Z")
        await calls.refused("CreateExclusion", **EXCLUSION)
    (created,) = world.desk.exclusions
    assert [record.message for record in caplog.records] == [
        f"GRPC CreateExclusion by ci from 127.0.0.1: 200, wrote exclusion {created}",
        "GRPC CreateExclusion by ci from 127.0.0.1: 422, wrote nothing",
    ]


async def test_beyond_loopback_nobody_writes_without_keys(world: World) -> None:
    async with calling(world, Access(beyond_loopback=True)) as calls:
        await calls.ask("ListSlos")
        refused = await calls.refused("CreateExclusion", **EXCLUSION)
        assert (refused.status, refused.code) == ("PERMISSION_DENIED", "WRITES_CLOSED")


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("ipv4:127.0.0.1:5000", "127.0.0.1"),
        ("ipv6:%5B::1%5D:5000", "::1"),
        ("ipv6:[2001:db8::1]:5000", "2001:db8::1"),
        ("unix:/run/x", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_address_of_a_peer_is_read(peer: str, host: str) -> None:
    assert host_of(peer) == host


# Bad days


async def test_before_the_first_evaluation_there_is_a_time_to_ask_again() -> None:
    async with calling(World()) as calls:
        refused = await calls.refused("ListSlos")
        assert (refused.status, refused.code) == ("UNAVAILABLE", "NOT_YET_EVALUATED")
        assert refused.retry_after_seconds == 30
        refused = await calls.refused("ListAlertHistory")
        assert (refused.status, refused.code) == ("UNAVAILABLE", "NOT_YET_EVALUATED")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (SourceUnreachable("away"), "UNAVAILABLE", "SOURCE_UNREACHABLE"),
        (SourceTimeout("slow"), "DEADLINE_EXCEEDED", "SOURCE_TIMEOUT"),
    ],
)
async def test_a_run_that_cannot_be_read_fails_with_the_verdict(
    world: World, error: SourceError, status: str, code: str
) -> None:
    runs = ScriptedRuns({"availability": (counter(1, EVALUATED_AT - 7200, EVALUATED_AT), ())})
    runs.failing["availability"] = error
    check_runs(world.app, gate_over(runs, [ratio()], lambda: world.now))
    async with calling(world) as calls:
        span = {"start": "2026-11-22T14:50:00Z", "end": "2026-11-22T15:00:00Z"}
        refused = await calls.refused("CheckSlos", slos=["availability"], **span)
    assert (refused.status, refused.code) == (status, code)
    assert refused.more == ("slo_monitor.v1.Verdict",)


async def test_what_nobody_foresaw_is_logged_and_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret")

    monkeypatch.setattr(world.service, "statuses", broken)
    async with calling(world) as calls:
        refused = await calls.refused("ListSlos")
    assert (refused.status, refused.code) == ("INTERNAL", "INTERNAL_ERROR")
    assert "secret" not in refused.message
    assert "the secret" in caplog.text


async def test_a_deadline_that_passes_ends_the_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()

    async def never(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    check_runs(world.app, gate_over(ScriptedRuns({}), [ratio()], lambda: world.now))
    monkeypatch.setattr(backend_of(world.app).gate, "check", never)
    async with calling(world) as calls:
        data = calls.request("CheckSlos", window=60.0)
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await calls.raw("CheckSlos", data, timeout=0.2)
        assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        async with asyncio.timeout(5):
            await ended.wait()


async def test_calls_are_counted_by_method_and_status(world: World, calls: Calls) -> None:
    await calls.ask("ListSlos")
    await calls.refused("GetSlo", id="nope")
    assert counted(world, "slo_monitor_grpc_calls_total") == [
        'slo_monitor_grpc_calls_total{code="OK",method="ListSlos"} 1.0',
        'slo_monitor_grpc_calls_total{code="NOT_FOUND",method="GetSlo"} 1.0',
    ]


# Around the service


async def test_health_says_when_there_is_something_to_answer_and_needs_no_key() -> None:
    world, ready = World(), asyncio.Event()
    serving = health_pb2.HealthCheckResponse.SERVING
    async with calling(world, WITH_KEYS, ready=ready) as calls:
        stub: Any = health_pb2_grpc.HealthStub(calls.channel)
        watching = stub.Watch(health_pb2.HealthCheckRequest())
        before = await watching.read()
        assert before.status == health_pb2.HealthCheckResponse.NOT_SERVING
        ready.set()
        assert (await watching.read()).status == serving
        for service in ("", "slo_monitor.v1.SloMonitor"):
            asked = health_pb2.HealthCheckRequest(service=service)
            assert (await stub.Check(asked)).status == serving
        watching.cancel()


async def test_reflection_describes_the_service_to_who_may_read(world: World) -> None:
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    async with calling(world, WITH_KEYS) as calls:
        channel: Any = calls.channel
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await stub.ServerReflectionInfo(iter([request])).read()
        assert failed.value.code() is grpc.StatusCode.UNAUTHENTICATED
        metadata = tuple(bearer(READ_TOKEN).items())
        answer = await stub.ServerReflectionInfo(iter([request]), metadata=metadata).read()
    names = [each.name for each in answer.list_services_response.service]
    assert "slo_monitor.v1.SloMonitor" in names


async def test_a_port_that_is_taken_is_said_with_the_setting(world: World, calls: Calls) -> None:
    taken = Address(LOOPBACK, calls.port)
    backend = backend_of(world.app)
    with pytest.raises(OSError, match="SLO_MONITOR_GRPC_PORT"):
        async with listening(taken, backend, Admission(Access()), world.telemetry, asyncio.Event()):
            pass


def test_every_kind_of_problem_has_a_status_of_grpc() -> None:
    for kind in [*KINDS.values(), *(refusal.kind for refusal in REFUSALS)]:
        assert kind.grpc is not grpc.StatusCode.OK
