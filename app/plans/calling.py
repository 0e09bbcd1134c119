"""Calls URLs that are allowed: sends nothing, follows nowhere, reads no more than a status."""

from __future__ import annotations

import asyncio

import httpx

from app.plans.allowed import AllowList
from app.plans.ports import CallFailed
from app.slo.plan import HttpStep

ALLOW_VARIABLE = "SLO_MONITOR_PLANS_HTTP_ALLOW"


class HttpCaller:
    """Calls what an allow list lets through."""

    def __init__(self, allowed: AllowList) -> None:
        self._allowed = allowed

    def unlisted(self, step: HttpStep) -> str | None:
        """Say why a URL must not be called, if there are any that may be."""
        return self.unavailable(step) if self._allowed else None

    def unavailable(self, step: HttpStep) -> str | None:
        """Say why a URL must not be called."""
        if not self._allowed:
            return f"http is off; {ALLOW_VARIABLE} lists the URLs that may be called"
        if not self._allowed.lets(step.url):
            return f"{step.shown_url} is not among {ALLOW_VARIABLE}"
        return None

    async def call(self, step: HttpStep) -> int:
        """Call a URL, and give the status that it answered.

        Raises:
            CallFailed: it must not be called, or did not answer in time.
        """
        why = self.unavailable(step)
        if why is not None:
            raise CallFailed(f"{why}.")
        said = f"{step.method.value} {step.shown_url}"
        try:
            async with (
                asyncio.timeout(step.timeout_seconds),
                httpx.AsyncClient(trust_env=False, timeout=step.timeout_seconds) as client,
                client.stream(step.method.value, step.url) as response,
            ):
                return response.status_code
        except (TimeoutError, httpx.TimeoutException):
            raise CallFailed(f"{said} did not answer within {step.timeout_seconds:g} s.") from None
        except httpx.HTTPError as error:
            # What httpx says may hold the URL with its query; the kind of the error does not.
            raise CallFailed(f"{said} did not answer: {type(error).__name__}.") from None
