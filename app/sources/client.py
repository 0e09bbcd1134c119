"""Puts questions to Prometheus over HTTP and returns tables, or says why it cannot.

Refuses to know SLOs, what an answer means and what a query costs. Nothing but its
``Connection`` decides how it asks: proxies and credentials of the environment are not used.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
    wait_random,
)

from app.slo.errors import SourceError, SourceRejected, SourceTimeout, SourceUnreachable
from app.sources import wire
from app.sources.connection import Connection
from app.sources.flavour import Flavour, parameters
from app.sources.table import Table
from app.sources.wire import Reply

MOST_POINTS = 11_000
"""Prometheus refuses a range query with more points than this for each series."""

LARGEST_ANSWER_BYTES = 64 * 2**20
"""A larger answer is refused rather than read into memory."""

_READ_ASIDE_BYTES = 64 * 2**10
_LONGEST_RETRY_AFTER_SECONDS = 10.0
_LONGEST_CONNECT_SECONDS = 5.0

_NO_POST = frozenset({403, 405, 501})
_PASSING = frozenset({429, 500, 502, 503, 504})

_OUTCOMES = {SourceRejected: "rejected", SourceTimeout: "timeout", SourceUnreachable: "unreachable"}

OnQuery = Callable[[str, float, int, int], None]
"""Told after each question: outcome (``ok``, ``rejected``, ``timeout``, ``unreachable``),
seconds with all attempts, bytes and samples of the answer (0 without one)."""


class PrometheusClient:
    """Instant and range queries against one server; use it on one event loop and close it.

    Every question raises a ``SourceError`` when it has no complete answer: ``SourceRejected`` if
    the server refused the query or the answer is too large, ``SourceTimeout`` if it took longer
    than the connection's timeout (waiting for other questions included), ``SourceUnreachable``
    for everything else.
    """

    def __init__(
        self,
        connection: Connection,
        on_query: OnQuery | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Read the certificates; no connection is made yet.

        Raises:
            ValueError: a certificate cannot be used.
        """
        self._connection = connection
        self._on_query = on_query
        self._sleep = sleep
        self._method = "POST"
        self._slots = asyncio.Semaphore(connection.concurrency)
        connect = min(connection.timeout_seconds, _LONGEST_CONNECT_SECONDS)
        self._http = httpx.AsyncClient(
            auth=connection.auth,
            headers=connection.headers,
            verify=connection.tls(),
            timeout=httpx.Timeout(connection.timeout_seconds, connect=connect),
            limits=httpx.Limits(max_connections=connection.concurrency),
            trust_env=False,
        )

    @property
    def flavour(self) -> Flavour:
        """What kind of server it asks."""
        return self._connection.flavour

    async def instant(self, query: str, at: float) -> Table:
        """Evaluate an expression that yields a vector at ``at`` (Unix seconds)."""
        return await self._ask("query", {"query": query, "time": f"{at:.3f}"}, wire.vector)

    async def matrix(self, query: str, at: float) -> Table:
        """Read the raw samples of a range selector that ends at ``at`` (Unix seconds)."""
        return await self._ask("query", {"query": query, "time": f"{at:.3f}"}, wire.matrix)

    async def over(self, query: str, start: float, end: float, step_seconds: float) -> Table:
        """Evaluate an expression at ``start`` and every step after it up to ``end``.

        Raises:
            ValueError: the range is empty, or holds more points than Prometheus allows.
        """
        if step_seconds <= 0 or end < start:
            raise ValueError(f"no range: {start} to {end} by {step_seconds} s")
        if math.floor((end - start) / step_seconds) > MOST_POINTS:
            raise ValueError(f"more than {MOST_POINTS} points: {start}…{end} by {step_seconds} s")
        times = {"start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step_seconds:.3f}"}
        return await self._ask("query_range", {"query": query, **times}, wire.matrix)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(
        self, endpoint: str, form: Mapping[str, str], decode: Callable[[bytes], Table]
    ) -> Table:
        began, body = time.perf_counter(), b""
        try:
            async with asyncio.timeout(self._connection.timeout_seconds):
                body = await self._persist(endpoint, form)
                table = await _decoded(body, decode)
        except (SourceError, TimeoutError) as problem:
            error = self._worded(problem)
            self._report(_OUTCOMES[type(error)], began, len(body), 0)
            # The original may quote what must not be shown, so it is not chained.
            raise error from None
        self._report("ok", began, len(body), table.samples)
        return table

    async def _persist(self, endpoint: str, form: Mapping[str, str]) -> bytes:
        retrying = AsyncRetrying(
            sleep=self._sleep,
            wait=_wait,
            stop=stop_after_attempt(self._connection.attempts)
            | stop_before_delay(self._connection.timeout_seconds),
            retry=retry_if_exception_type(_Passing),
            reraise=True,
        )
        try:
            return await retrying(self._attempt, endpoint, form)
        except _Passing as passing:
            raise passing.error from None

    async def _attempt(self, endpoint: str, form: Mapping[str, str]) -> bytes:
        try:
            async with self._slots:
                reply = await self._send(endpoint, form)
        except httpx.TimeoutException as error:
            raise _Passing(SourceTimeout(f"did not answer in time ({_name(error)})")) from None
        except httpx.TransportError as error:
            raise _Passing(SourceUnreachable(f"cannot be reached: {_name(error)}")) from None
        except httpx.HTTPError as error:
            raise SourceUnreachable(f"sent what cannot be read: {_name(error)}") from None
        if reply.status == httpx.codes.OK:
            return reply.body
        if reply.status in _PASSING:
            raise _Passing(wire.refusal(reply), reply.retry_after)
        raise wire.refusal(reply)

    async def _send(self, endpoint: str, form: Mapping[str, str]) -> Reply:
        reply = await self._exchange(self._method, endpoint, form)
        if self._method == "GET" or reply.status not in _NO_POST:
            return reply
        # A proxy that lets nothing but reading through.
        reply = await self._exchange("GET", endpoint, form)
        if reply.status not in _NO_POST:
            self._method = "GET"
        return reply

    async def _exchange(self, method: str, endpoint: str, form: Mapping[str, str]) -> Reply:
        url = f"{self._connection.url}/api/v1/{endpoint}"
        fields = {**form, **parameters(self._connection.flavour)}
        in_url, in_body = (fields, None) if method == "GET" else (None, fields)
        async with self._http.stream(method, url, params=in_url, data=in_body) as response:
            header = response.headers.get
            return Reply(
                status=response.status_code,
                body=await _read(response),
                content_type=header("content-type", ""),
                location=header("location", ""),
                retry_after=header("retry-after", ""),
            )

    def _worded(self, problem: SourceError | TimeoutError) -> SourceError:
        kind = type(problem) if isinstance(problem, SourceError) else SourceTimeout
        seconds = self._connection.timeout_seconds
        text = str(problem) or f"did not answer within {seconds:g} s"
        for secret in self._connection.secrets:
            text = text.replace(secret, "***")
        return kind(f"Prometheus at {self._connection.url} {text}")

    def _report(self, outcome: str, began: float, size: int, samples: int) -> None:
        if self._on_query is not None:
            self._on_query(outcome, time.perf_counter() - began, size, samples)


class _Passing(Exception):
    """A failure that may be over at the next attempt."""

    def __init__(self, error: SourceError, retry_after: str = "") -> None:
        self.error = error
        self.retry_after = retry_after
        super().__init__()


_backoff = wait_exponential(multiplier=0.2, max=3.0) + wait_random(0.0, 0.2)


def _wait(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome is not None else None
    asked = failure.retry_after if isinstance(failure, _Passing) else ""
    if asked.isdecimal():  # a date instead of seconds is left to the backoff
        return min(float(asked), _LONGEST_RETRY_AFTER_SECONDS)
    return _backoff(state)


async def _decoded(body: bytes, decode: Callable[[bytes], Table]) -> Table:
    if len(body) <= _READ_ASIDE_BYTES:
        return decode(body)
    return await asyncio.to_thread(decode, body)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER_BYTES:
            limit = LARGEST_ANSWER_BYTES // 2**20
            raise SourceRejected(f"has an answer larger than {limit} MiB; ask for less at a time")
    return bytes(body)


def _name(error: Exception) -> str:
    return str(error) or type(error).__name__
