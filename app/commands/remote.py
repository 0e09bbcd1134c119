"""Asks a running service over REST, for the commands that need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

TIMEOUT_SECONDS = 30.0


class ServiceUnreachable(Exception):
    """The service did not answer, or what answered is no SLO Monitor."""


class Refused(Exception):
    """The service refused the question: it is malformed, or it names what is not there."""


class RemoteService:
    """A running service; ``token`` is its bearer token where it asks for one."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS)
        self._url = url

    def statuses(self, service: str | None = None) -> Iterator[Mapping[str, Any]]:
        """Yield the pages of ``GET /slos``."""
        parameters = {"service": service} if service else {}
        while True:
            page = self._get("/slos", list(parameters.items()))
            yield page
            if page.get("next_cursor") is None:
                return
            parameters["cursor"] = page["next_cursor"]

    def check(self, slos: Sequence[str]) -> Mapping[str, Any]:
        """Ask the gate about these SLOs, about all if none is named."""
        return self._get("/slo/check", [("slo", name) for name in slos])

    def annotate(self, note: Mapping[str, Any], repeat_key: str | None) -> Mapping[str, Any]:
        """Note what happened; under one key only once."""
        headers = {"Idempotency-Key": repeat_key} if repeat_key else {}
        return self._answer(lambda: self._http.post("/annotations", json=note, headers=headers))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.close()

    def _get(self, path: str, parameters: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        return self._answer(lambda: self._http.get(path, params=list(parameters)))

    def _answer(self, ask: Callable[[], httpx.Response]) -> Mapping[str, Any]:
        try:
            response = ask()
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise ServiceUnreachable(f"no answer from {self._url}: {reason}") from None
        if not isinstance(body, dict):
            raise ServiceUnreachable(f"what answers at {self._url} is no SLO Monitor")
        if response.is_success:
            return body
        sentence = str(body.get("detail") or body.get("title") or f"HTTP {response.status_code}")
        if response.is_client_error:
            raise Refused(sentence)
        raise ServiceUnreachable(f"{self._url} cannot answer: {sentence}")
