"""One call: who sent it, how it went, and what is counted and recorded of it."""

from __future__ import annotations

import logging
import re
import time
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeAlias

from google.protobuf.message import Message
from grpc import StatusCode
from grpc.aio import ServicerContext

from app.api.admission import refuse_to_write
from app.api.audit import Deed, log_write
from app.api.body_limit import LARGEST_BODY_BYTES
from app.api.errors import KINDS, TOO_LARGE, Trouble, trouble_of
from app.api.operations.asking import REPEAT_KEY_PATTERN, Asking
from app.api.refusals import Refused
from app.api.rpc.failing import trouble_of_refusal
from app.api.rpc.guard import CALLER, client_of, metadata_of
from app.slo.errors import InvalidQuestion
from app.telemetry import Telemetry

REPEAT_KEY = "idempotency-key"
_REPEAT_KEY = re.compile(REPEAT_KEY_PATTERN)

GRPC = "GRPC"
"""What stands in the audit log where a request over HTTP has its method."""

_DONE, _GIVEN_UP = 200, 499

Context: TypeAlias = "ServicerContext[Any, Any]"

log = logging.getLogger(__name__)


class Failed(NamedTuple):
    """A call that ends with a problem, and what is told of it besides."""

    trouble: Trouble
    details: tuple[Message, ...] = ()


class Call:
    """Counts a call when it ends, and records one that would write; cancelled unless told."""

    def __init__(self, method: str, telemetry: Telemetry, context: Context) -> None:
        self._method = method
        self._telemetry = telemetry
        self._client, _network = client_of(context)
        self._started = time.perf_counter()
        self._code, self._status = StatusCode.CANCELLED, _GIVEN_UP
        self._would_write = False
        self._repeat_key = metadata_of(context, REPEAT_KEY) or None
        self.asking = Asking(CALLER.get(), self._repeat_key)
        self.is_timed = True

    def check(self, data: bytes) -> None:
        """Refuse what cannot be a question.

        Raises:
            TooLarge: it is larger than any.
            InvalidQuestion: its idempotency key is none.
        """
        if len(data) > LARGEST_BODY_BYTES:
            raise TooLarge(f"a message has at most {LARGEST_BODY_BYTES} bytes")
        if self._repeat_key is not None and not _REPEAT_KEY.fullmatch(self._repeat_key):
            raise InvalidQuestion(REPEAT_KEY, "has 1 to 200 visible ASCII characters")

    def begin_write(self) -> None:
        """Say that this call would write, before it does.

        Raises:
            Refused: who sent it may not.
        """
        self._would_write = True
        refuse_to_write(self.asking.caller)

    def failed(self, error: Exception) -> Failed:
        """End it with the problem that an error is."""
        if isinstance(error, Refused):
            trouble = trouble_of_refusal(error)
        elif isinstance(error, TooLarge):
            trouble = Trouble(TOO_LARGE, str(error))
        else:
            trouble = trouble_of(error)
        if trouble.kind is KINDS[Exception]:
            log.error("a call of %s failed", self._method, exc_info=error)
        failed = Failed(trouble)
        self.ended(failed)
        return failed

    def ended(self, failed: Failed | None) -> Failed | None:
        """Note that it ended, with a problem or without."""
        if failed is None:
            self._code, self._status = StatusCode.OK, _DONE
        else:
            self._code, self._status = failed.trouble.kind.grpc, failed.trouble.kind.status
        return failed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        seconds = time.perf_counter() - self._started if self.is_timed else None
        self._telemetry.record_call(self._method, self._code.name, seconds)
        if self._would_write:
            asking = self.asking
            log_write(
                Deed(asking.caller, self._client, GRPC, self._method, self._status, asking.written)
            )


class TooLarge(Exception):
    """A message is larger than any question."""
