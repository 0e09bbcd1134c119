"""ASGI layer that stops reading a body which is larger than any question.

The framework has such a limit too, but it answers with plain text; this one is a problem like
every other error.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY_BYTES = 1_000_000
"""A question with a thousand names is far smaller."""


class BodyLimit:
    """Counts the bytes that are read; the one too many ends the request with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a body that can only be read up to the limit."""
        bytes_read = 0

        async def receive_counted() -> Message:
            nonlocal bytes_read
            message = await receive()
            bytes_read += len(message.get("body", b""))
            if bytes_read > LARGEST_BODY_BYTES:
                raise HTTPException(413, f"a body has at most {LARGEST_BODY_BYTES} bytes")
            return message

        await self._app(scope, receive_counted if scope["type"] == "http" else receive, send)
