"""Who may call: the bearer token of every call is looked at before its method sees it.

Health checks are let through, as probes are over HTTP. There is no Host or Origin to look at: a
page in a browser cannot make a call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any, TypeAlias
from urllib.parse import unquote

import grpc
from grpc.aio import ServerInterceptor, ServicerContext

from app.api.admission import Admission
from app.api.caller import UNKNOWN_ADDRESS, Caller, address_of, network_of
from app.api.refusals import Refused
from app.api.rpc.failing import fail, trouble_of_refusal
from app.telemetry import Telemetry

STALLED_SECONDS = 60.0
"""A client that takes nothing for so long is gone."""

HEALTH = "/grpc.health.v1.Health/"

CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)
"""Who sent the call that is being answered."""

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Context: TypeAlias = "ServicerContext[Any, Any]"


class CallGuard(ServerInterceptor):
    """Turns away who may not call, and says of the others who they are."""

    def __init__(self, admission: Admission, telemetry: Telemetry) -> None:
        self._admission = admission
        self._telemetry = telemetry

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Put the guard before a method."""
        handler = await continuation(handler_call_details)
        if handler is None or handler_call_details.method.startswith(HEALTH):
            return handler
        return self._guarded(handler)

    def _guarded(self, handler: Handler) -> Handler:
        formats = {
            "request_deserializer": handler.request_deserializer,
            "response_serializer": handler.response_serializer,
        }
        if not handler.response_streaming:
            return grpc.unary_unary_rpc_method_handler(self._one(handler.unary_unary), **formats)
        if handler.request_streaming:
            inner = self._many(handler.stream_stream)
            return grpc.stream_stream_rpc_method_handler(inner, **formats)
        return grpc.unary_stream_rpc_method_handler(self._many(handler.unary_stream), **formats)

    def _one(self, inner: Any) -> Any:  # noqa: ANN401  # methods of any shape
        async def guarded(request: Any, context: Context) -> Any:  # noqa: ANN401
            await self._admit(context)
            return await inner(request, context)

        return guarded

    def _many(self, inner: Any) -> Any:  # noqa: ANN401  # as above
        async def guarded(request: Any, context: Context) -> None:  # noqa: ANN401
            await self._admit(context)
            async with aclosing(inner(request, context)) as answers:
                async for answer in answers:
                    await _send(context, answer)

        return guarded

    async def _admit(self, context: Context) -> None:
        authorization = metadata_of(context, "authorization")
        try:
            caller = self._admission.admit(authorization, lambda: client_of(context))
        except Refused as refused:
            self._telemetry.record_refusal(refused.refusal.reason)
            await fail(context, trouble_of_refusal(refused))
        CALLER.set(caller)


async def _send(context: Context, answer: object) -> None:
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            await context.write(answer)
    except TimeoutError:
        await context.abort(grpc.StatusCode.ABORTED, "what was told was not taken")


def metadata_of(context: Context, name: str) -> str:
    """Give what a client sent beside its message; empty if it did not, or sent it twice."""
    found = [value for key, value in context.invocation_metadata() or () if key == name]
    return str(found[0]) if len(found) == 1 else ""


def client_of(context: Context) -> tuple[str, str]:
    """Give the address that a call came from, and the network that it is counted for."""
    peer = {"client": (host_of(context.peer()), 0)}
    return address_of(peer), network_of(peer)


def host_of(peer: str) -> str:
    """Give the address in ``ipv4:127.0.0.1:5000`` or ``ipv6:%5B::1%5D:5000``."""
    _, _, place = unquote(peer).partition(":")
    host = place.rpartition(":")[0].strip("[]")
    try:
        return str(ip_address(host))
    except ValueError:
        return UNKNOWN_ADDRESS
