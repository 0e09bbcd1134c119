"""Asks a running service over REST, for the commands that need one."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

TIMEOUT_SECONDS = 30.0


class ServiceUnreachable(Exception):
    """The service did not answer, or what answered is no SLO Monitor."""


class Refused(Exception):
    """The service refused the question: it is malformed, or it names what is not there."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the service, whatever its status; ``retry_after_seconds`` if it names one."""

    status: int
    body: Mapping[str, Any]
    retry_after_seconds: float | None

    @property
    def is_success(self) -> bool:
        """Say whether the question was answered, or will be."""
        return self.status < httpx.codes.BAD_REQUEST

    @property
    def is_refusal(self) -> bool:
        """Say whether the question is at fault; that there are too many is no fault of one."""
        is_late = self.status == httpx.codes.TOO_MANY_REQUESTS
        return httpx.codes.is_client_error(self.status) and not is_late


class RemoteService:
    """A running service; ``token`` is its bearer token where it asks for one."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, verify=_trusted(url)
        )
        self.url = url

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
        """Ask the gate about the budgets of these SLOs, of all if none is named."""
        return self._get("/slo/check", [("slo", name) for name in slos])

    def judge_run(
        self, question: Mapping[str, Any], repeat_key: str | None, timeout_seconds: float
    ) -> Reply:
        """Ask the gate about a run; under one key, the same question is one check."""
        headers = {"Idempotency-Key": repeat_key} if repeat_key else {}
        return self._reply(
            lambda: self._http.post(
                "/slo/check", json=question, headers=headers, timeout=timeout_seconds
            )
        )

    def judged_run(self, check_id: str) -> Reply:
        """Ask for a check of a run that may not have ended yet."""
        return self._reply(lambda: self._http.get(f"/slo/checks/{quote(check_id, safe='')}"))

    def plans(self) -> Iterator[Mapping[str, Any]]:
        """Yield the plans in force."""
        parameters: dict[str, str] = {}
        while True:
            page = self._get("/plans", list(parameters.items()))
            yield from page["plans"]
            if page.get("next_cursor") is None:
                return
            parameters["cursor"] = page["next_cursor"]

    def plan(self, name: str) -> Mapping[str, Any]:
        """Ask for one plan."""
        return self._get(f"/plans/{quote(name, safe='')}", [])

    def run_plan(self, name: str, repeat_key: str) -> Mapping[str, Any]:
        """Begin a run of a plan; under one key only once."""
        path, headers = f"/plans/{quote(name, safe='')}/runs", {"Idempotency-Key": repeat_key}
        return self.answer(self._reply(lambda: self._http.post(path, headers=headers)))

    def plan_run(self, run_id: str) -> Mapping[str, Any]:
        """Ask how far a run has come."""
        return self._get(f"/plan-runs/{quote(run_id, safe='')}", [])

    def cancel_plan_run(self, run_id: str) -> Mapping[str, Any]:
        """End a run before its verdict."""
        path = f"/plan-runs/{quote(run_id, safe='')}/cancel"
        return self.answer(self._reply(lambda: self._http.post(path)))

    def annotate(self, note: Mapping[str, Any], repeat_key: str | None) -> Mapping[str, Any]:
        """Note what happened; under one key only once."""
        headers = {"Idempotency-Key": repeat_key} if repeat_key else {}
        return self.answer(
            self._reply(lambda: self._http.post("/annotations", json=note, headers=headers))
        )

    def answer(self, reply: Reply) -> Mapping[str, Any]:
        """Take the body of an answer that is one.

        Raises:
            Refused: the question is at fault.
            ServiceUnreachable: the service cannot answer it.
        """
        if reply.is_success:
            return reply.body
        body = reply.body
        sentence = str(body.get("detail") or body.get("title") or f"HTTP {reply.status}")
        if reply.is_refusal:
            raise Refused(sentence)
        raise ServiceUnreachable(f"{self.url} cannot answer: {sentence}")

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
        return self.answer(self._reply(lambda: self._http.get(path, params=list(parameters))))

    def _reply(self, ask: Callable[[], httpx.Response]) -> Reply:
        try:
            response = ask()
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise ServiceUnreachable(f"no answer from {self.url}: {reason}") from None
        if not isinstance(body, dict):
            raise ServiceUnreachable(f"what answers at {self.url} is no SLO Monitor")
        return Reply(response.status_code, body, _seconds(response.headers.get("Retry-After")))


def _trusted(url: str) -> ssl.SSLContext | bool:
    """Load the trusted certificates only for who needs them: it takes as long as a whole check."""
    return url.startswith("https:") or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
