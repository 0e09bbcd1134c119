"""A real service answers gRPC while it counts, and its listeners go home when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest

from app.api.gen import slo_monitor_pb2 as messages
from tests.e2e.test_live_events import ENDS_WITHIN_SECONDS, Service, listening

pytestmark = pytest.mark.e2e

SERVICE = "/slo_monitor.v1.SloMonitor"


@contextmanager
def calls(service: Service) -> Iterator[Any]:
    with grpc.insecure_channel(f"127.0.0.1:{service.grpc_port}") as channel:
        yield channel


def told(channel: Any, **question: Any) -> Any:  # noqa: ANN401  # a call, as its library types it
    listen = channel.unary_stream(
        f"{SERVICE}/ListenToEvents",
        request_serializer=messages.ListenToEventsRequest.SerializeToString,
        response_deserializer=messages.Event.FromString,
    )
    return listen(messages.ListenToEventsRequest(**question), timeout=30)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


def test_a_listener_hears_over_grpc_what_others_hear_over_http(service: Service) -> None:
    with calls(service) as channel, listening(service) as events:
        first = next(events)
        over_grpc = told(channel, after_id=int(first.id) - 1)
        assert next(over_grpc).id == int(first.id)
        assert next(over_grpc).id == int(next(events).id)
        over_grpc.cancel()


def test_a_listener_resumes_over_grpc_where_it_was_cut_off(service: Service) -> None:
    with calls(service) as channel:
        stream = told(channel)
        seen = [next(stream), next(stream)]
        stream.cancel()
        assert next(told(channel, after_id=seen[0].id)) == seen[1]


def test_a_listener_over_grpc_does_not_keep_a_service_from_ending(tmp_path: Path) -> None:
    with Service(tmp_path) as service, calls(service) as channel:
        stream = told(channel)
        next(stream)
        code, seconds = service.terminate()
        assert {event.kind for event in stream} <= {messages.TOLD_KIND_SNAPSHOT_PUBLISHED}
        assert stream.code() is grpc.StatusCode.OK
    assert code == 0
    assert seconds < ENDS_WITHIN_SECONDS
