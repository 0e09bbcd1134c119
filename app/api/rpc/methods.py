"""Each operation of the table as a method: message → question → answer → message."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

import grpc
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from pydantic import BaseModel

from app.api.errors import Trouble, unread
from app.api.gen.slo_monitor_pb2 import (
    DESCRIPTOR,
    CheckSlosResponse,
    VerdictKind,
    VerdictReason,
)
from app.api.operations.asking import Answer, Asking, Listing, Made
from app.api.operations.backend import Backend
from app.api.operations.events import Turn
from app.api.operations.operation import Absent, Operation
from app.api.operations.table import OPERATIONS
from app.api.rpc.calls import Call, Context, Failed
from app.api.rpc.failing import fail
from app.api.rpc.messages import write_made
from app.api.rpc.questions import question_of
from app.api.rpc.words import word_of
from app.api.wire.scalar import View
from app.telemetry import Telemetry

SERVICE = DESCRIPTOR.services_by_name["SloMonitor"]

PLACE = "event-id"
"""Metadata that says, before anything is told, after which event a listener stands."""

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


def handlers(backend: Backend, telemetry: Telemetry) -> dict[str, Handler]:
    """Give what carries out each method of the service, by its name."""
    offered = [each for each in OPERATIONS if not isinstance(each.method, Absent)]
    return {str(each.method): _handler(_Form(each, telemetry), each, backend) for each in offered}


def _handler(form: _Form, operation: Operation, backend: Backend) -> Handler:
    # Bytes come in and go out, so that each failure is one of ours.
    if operation.answer is not None:
        answer = _answering(form, operation.answer, backend)
        return grpc.unary_unary_rpc_method_handler(answer)
    if operation.turns is not None:
        return grpc.unary_stream_rpc_method_handler(_telling(form, operation.turns, backend))
    raise ValueError(f"{operation.name} neither answers nor tells")


def _answering(
    form: _Form, carry_out: Callable[[Backend, Asking, Any], Awaitable[Answer]], backend: Backend
) -> Callable[[bytes, Context], Awaitable[bytes]]:
    async def answer(data: bytes, context: Context) -> bytes:
        with form.call(context) as call:
            try:
                question = form.question(data, call)
                answered = await carry_out(backend, call.asking, question)
                written = await answered.written(form.written)
            except Exception as error:  # noqa: BLE001  # the call's boundary
                outcome: Message | Failed = call.failed(error)
            else:
                outcome = call.ended(_unread(written)) or written
        if isinstance(outcome, Failed):
            await fail(context, outcome.trouble, *outcome.details)
        return outcome.SerializeToString()

    return answer


def _telling(
    form: _Form, carry_out: Callable[[Backend, Asking, Any], AsyncGenerator[Any]], backend: Backend
) -> Callable[[bytes, Context], AsyncIterator[bytes]]:
    async def tell(data: bytes, context: Context) -> AsyncIterator[bytes]:
        failed: Failed | None
        with form.call(context) as call:
            call.is_timed = False
            try:
                question = form.question(data, call)
                async with aclosing(carry_out(backend, call.asking, question)) as turns:
                    async for view in _views(turns, context):
                        yield form.written(view).SerializeToString()
            except Exception as error:  # noqa: BLE001  # the call's boundary
                failed = call.failed(error)
            else:
                failed = call.ended(None)
        if failed is not None:
            await fail(context, failed.trouble)

    return tell


async def _views(turns: AsyncGenerator[Any], context: Context) -> AsyncIterator[View]:
    is_first = True
    async for turn in turns:
        if isinstance(turn, Turn):
            if is_first:
                await context.send_initial_metadata(((PLACE, str(turn.event_id)),))
            for view in turn.views:
                yield view
        else:
            yield turn
        is_first = False


class _Form:
    """The messages of one method."""

    def __init__(self, operation: Operation, telemetry: Telemetry) -> None:
        self.name = str(operation.method)
        described = SERVICE.methods_by_name[self.name]
        self._question = operation.question
        self._writes = operation.writes
        self._telemetry = telemetry
        self._request = GetMessageClass(described.input_type)
        self._response = GetMessageClass(described.output_type)
        # Where an answer may be one of several, each has a field of its own.
        fields = described.output_type.fields if len(operation.views) > 1 else ()
        self._fields = {_name_of(field): field.name for field in fields}

    def call(self, context: Context) -> Call:
        """Begin a call."""
        return Call(self.name, self._telemetry, context)

    def question(self, data: bytes, call: Call) -> BaseModel:
        """Read what is asked, and whether it may be.

        Raises:
            TooLarge, InvalidQuestion, ValidationError: it cannot be asked.
            Refused: it may not be.
        """
        call.check(data)
        question = question_of(data, self._request(), self._question)
        if getattr(question, "is_run", False):
            call.is_timed = False  # how long it waits for others says nothing of this service
        if self._writes(question):
            call.begin_write()
        return question

    def written(self, made: Made) -> Message:
        """Write an answer."""
        message = self._response()
        if self._fields:
            head = made.head if isinstance(made, Listing) else made
            one = getattr(message, self._fields[type(head).__name__])
            one.SetInParent()
            write_made(made, one)
        else:
            write_made(made, message)
        return message


def _name_of(field: FieldDescriptor) -> str:
    return "" if field.message_type is None else field.message_type.name


def _unread(message: Message) -> Failed | None:
    """Give the problem that kept a run from being judged, if one did."""
    verdict = message.verdict if isinstance(message, CheckSlosResponse) else None
    if verdict is None:
        return None
    kind = unread(
        word_of(VerdictKind.DESCRIPTOR, verdict.verdict),
        word_of(VerdictReason.DESCRIPTOR, verdict.reason),
    )
    return None if kind is None else Failed(Trouble(kind, verdict.summary), (verdict,))
