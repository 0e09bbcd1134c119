"""One request to a receiver, which may hang, answer without end, or not be there.

Refuses to know what is said. Nothing but the address decides how a receiver is asked: proxies
and credentials of the environment are not used, and redirects not followed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app.notify.address import Address

TIMEOUT_SECONDS = 10.0
LARGEST_REPLY_BYTES = 16 * 2**20


class Unreached(Exception):
    """No answer came; the text says why, and repeats nothing of the URL."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered."""

    status: int
    body: bytes = b""
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took what it was sent."""
        return httpx.codes.is_success(self.status)


class Caller:
    """Sends requests to one address; use it on one event loop and close it."""

    def __init__(self, address: Address, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.address = address
        self._timeout = timeout_seconds
        self._http = httpx.AsyncClient(
            auth=address.auth,
            headers=address.headers,
            verify=address.tls(),
            timeout=timeout_seconds,
            trust_env=False,
        )

    async def send(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request.

        Raises:
            Unreached: there was no whole answer in time.
        """
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(method, path, body, headers or {})
        except (TimeoutError, httpx.TimeoutException):
            raise Unreached(f"no answer within {self._timeout:g} s") from None
        except httpx.HTTPError as error:  # its text names no URL, but its request does
            raise Unreached(f"no answer: {str(error) or type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Reply:
        sent = {**headers, **({} if body is None else {"Content-Type": "application/json"})}
        url = f"{self.address.url}{path}"
        async with self._http.stream(method, url, content=body, headers=sent) as response:
            received = bytearray()
            async for chunk in response.aiter_bytes():
                received += chunk
                if len(received) > LARGEST_REPLY_BYTES:
                    raise Unreached(f"an answer larger than {LARGEST_REPLY_BYTES // 2**20} MiB")
            after = response.headers.get("retry-after", "")
            return Reply(response.status_code, bytes(received), after)
