"""A real gRPC server over a world, and a real client of it; messages as REST would write them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from grpc_status import rpc_status

from app.api.admission import Access, Admission
from app.api.app import backend_of
from app.api.rpc.methods import SERVICE
from app.api.rpc.server import Address, Certificate, listening
from app.api.rpc.words import prefix_of
from tests.api.builders import World

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Refusal:
    """How a call failed: the status of gRPC, our code, and what helps."""

    status: str
    code: str
    message: str
    field: str | None = None
    retry_after_seconds: float | None = None
    more: tuple[str, ...] = ()


class Calls:
    """Calls the methods of a server."""

    def __init__(self, channel: grpc.aio.Channel, port: int, headers: Mapping[str, str]) -> None:
        self.channel: Any = channel  # its stubs leave the types of messages open
        self.port = port
        self._metadata = tuple(headers.items())

    def request(self, method: str, **fields: Any) -> bytes:  # noqa: ANN401  # any field
        message = GetMessageClass(SERVICE.methods_by_name[method].input_type)()
        return ParseDict(fields, message).SerializeToString()

    async def raw(self, method: str, data: bytes, **options: Any) -> Message:  # noqa: ANN401
        kind = GetMessageClass(SERVICE.methods_by_name[method].output_type)
        call = self.channel.unary_unary(
            f"/{SERVICE.full_name}/{method}", response_deserializer=kind.FromString
        )
        answer: Message = await call(data, **{"metadata": self._metadata, "timeout": 10} | options)
        return answer

    async def ask(self, method: str, **fields: Any) -> Message:  # noqa: ANN401
        return await self.raw(method, self.request(method, **fields))

    async def refused(self, method: str, **fields: Any) -> Refusal:  # noqa: ANN401
        return await self.refused_bytes(method, self.request(method, **fields))

    async def refused_bytes(self, method: str, data: bytes) -> Refusal:
        try:
            await self.raw(method, data)
        except grpc.aio.AioRpcError as error:
            return refusal_of(error)
        raise AssertionError(f"{method} was answered")

    def listen(self, **fields: Any) -> Any:  # noqa: ANN401  # a call, as its library types it
        method = "ListenToEvents"
        kind = GetMessageClass(SERVICE.methods_by_name[method].output_type)
        call = self.channel.unary_stream(
            f"/{SERVICE.full_name}/{method}", response_deserializer=kind.FromString
        )
        return call(self.request(method, **fields), metadata=self._metadata, timeout=20)


def refusal_of(error: grpc.aio.AioRpcError) -> Refusal:
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # an error is a call too
    code, field, wait, more = "", None, None, []
    for detail in status.details if status is not None else ():
        info, bad, retry = ErrorInfo(), BadRequest(), RetryInfo()
        if detail.Unpack(info):
            code = info.reason
        elif detail.Unpack(bad):
            field = bad.field_violations[0].field
        elif detail.Unpack(retry):
            wait = retry.retry_delay.ToMilliseconds() / 1000
        else:
            more.append(detail.TypeName())
    return Refusal(error.code().name, code, error.details() or "", field, wait, tuple(more))


@asynccontextmanager
async def calling(
    world: World,
    access: Access | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    certificate: Certificate | None = None,
    ready: asyncio.Event | None = None,
) -> AsyncIterator[Calls]:
    """Serve a world, and call it."""
    address = Address(LOOPBACK, 0, certificate)
    admission = Admission(access or Access())
    ready = ready or asyncio.Event()
    async with (
        listening(address, backend_of(world.app), admission, world.telemetry, ready) as port,
        channel_to(port, certificate) as channel,
    ):
        yield Calls(channel, port, headers or {})


def channel_to(port: int, certificate: Certificate | None = None) -> grpc.aio.Channel:
    if certificate is None:
        return grpc.aio.insecure_channel(f"{LOOPBACK}:{port}")
    trusted = grpc.ssl_channel_credentials(certificate.chain)
    return grpc.aio.secure_channel(f"localhost:{port}", trusted)


def as_json(message: Message) -> dict[str, Any]:
    """Write a message as REST writes the same thing; by the descriptor alone, not by our code."""
    return {field.name: _json(field, message) for field in message.DESCRIPTOR.fields}


def _json(field: Any, message: Message) -> Any:  # noqa: ANN401  # any JSON
    value = getattr(message, field.name)
    if field.is_repeated and field.message_type and field.message_type.GetOptions().map_entry:
        return dict(value)
    if field.is_repeated:
        return [_value(field, each) for each in value]
    if field.has_presence and not message.HasField(field.name):
        return None
    return _value(field, value)


def _value(field: Any, value: Any) -> Any:  # noqa: ANN401  # as above
    if isinstance(value, Timestamp):
        return value.ToJsonString()
    if isinstance(value, Message):
        return as_json(value)
    if field.enum_type is not None:
        return field.enum_type.values_by_number[value].name.removeprefix(prefix_of(field.enum_type))
    return value
