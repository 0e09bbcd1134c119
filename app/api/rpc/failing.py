"""How a call fails: the status of the error table, and its code as ``google.rpc`` details.

``ErrorInfo`` has the stable code as its reason, ``BadRequest`` the field that is wrong, and
``RetryInfo`` when asking again makes sense.
"""

from __future__ import annotations

from typing import NoReturn, TypeVar

from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode
from grpc.aio import ServicerContext
from grpc_status.rpc_status import to_status

from app.api.errors import Trouble
from app.api.refusals import Refused

DOMAIN = "slo-monitor"

Request = TypeVar("Request")
Response = TypeVar("Response")


def trouble_of_refusal(refused: Refused) -> Trouble:
    """Put a refusal into the form of any other problem."""
    return Trouble(refused.refusal.kind, refused.refusal.detail, None, refused.retry_after_seconds)


async def fail(
    context: ServicerContext[Request, Response], trouble: Trouble, *more: Message
) -> NoReturn:
    """End a call with a problem; ``more`` are further details."""
    details = [ErrorInfo(reason=trouble.kind.code, domain=DOMAIN), *_helping(trouble), *more]
    status = Status(
        code=_number(trouble.kind.grpc), message=trouble.detail, details=map(_packed, details)
    )
    await context.abort_with_status(to_status(status))
    raise AssertionError("an aborted call goes on")


def _helping(trouble: Trouble) -> list[Message]:
    helping: list[Message] = []
    if trouble.field is not None:
        violation = BadRequest.FieldViolation(field=trouble.field, description=trouble.detail)
        helping.append(BadRequest(field_violations=[violation]))
    if trouble.retry_after_seconds is not None:
        delay = Duration()
        delay.FromMilliseconds(round(trouble.retry_after_seconds * 1000))
        helping.append(RetryInfo(retry_delay=delay))
    return helping


def _packed(detail: Message) -> Packed:
    packed = Packed()
    packed.Pack(detail)
    return packed


def _number(code: StatusCode) -> int:
    number: int = code.value[0]
    return number
