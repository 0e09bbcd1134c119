"""Asks the gate about a run, and waits for its verdict, so long and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.commands.remote import RemoteService, Reply, ServiceUnreachable
from app.commands.waiting import Clock

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_SOURCE_FAILED = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
_SHORTEST_PAUSE_SECONDS, _PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.2, 1.0, 30.0


@dataclass(frozen=True, slots=True)
class RunGate:
    """The gate of a running service; ``patience_seconds`` is how long a question waits at most."""

    remote: RemoteService
    patience_seconds: float
    clock: Clock

    def ask(self, question: Mapping[str, Any], repeat_key: str | None) -> Mapping[str, Any]:
        """Ask until there is a verdict; a verdict of ERROR is one.

        Raises:
            Refused: the question is at fault.
            ServiceUnreachable: there is no verdict in time.
        """
        deadline = self.clock.monotonic() + self.patience_seconds
        while True:
            left = max(deadline - self.clock.monotonic(), _SHORTEST_PAUSE_SECONDS)
            reply = self.remote.judge_run(question, repeat_key, left)
            if reply.status == HTTPStatus.ACCEPTED:
                return self._awaited(reply, deadline)
            if reply.status not in _BUSY or reply.retry_after_seconds is None:
                return self._verdict(reply)
            self._pause(reply, deadline, "")

    def _awaited(self, accepted: Reply, deadline: float) -> Mapping[str, Any]:
        check_id = accepted.body.get("check_id")
        if not isinstance(check_id, str) or not check_id:
            raise ServiceUnreachable(f"what answers at {self.remote.url} is no SLO Monitor")
        reply = accepted
        while reply.status == HTTPStatus.ACCEPTED or reply.status in _BUSY:
            self._pause(reply, deadline, check_id)
            try:
                reply = self.remote.judged_run(check_id)
            except ServiceUnreachable:  # it may be starting again; the check is stored
                reply = Reply(HTTPStatus.SERVICE_UNAVAILABLE, {}, None)
        if reply.status == HTTPStatus.NOT_FOUND:
            raise ServiceUnreachable(f"{self.remote.url} no longer knows the check {check_id}")
        return self._verdict(reply)

    def _pause(self, reply: Reply, deadline: float, check_id: str) -> None:
        """Wait as long as the service asked for, unless that is too long."""
        asked = _PAUSE_SECONDS if reply.retry_after_seconds is None else reply.retry_after_seconds
        pause = min(max(asked, _SHORTEST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
        if self.clock.monotonic() + pause > deadline:
            later = f"; GET /slo/checks/{check_id} may have one later" if check_id else ""
            limit = f"within {self.patience_seconds:g} s (--timeout)"
            raise ServiceUnreachable(f"{self.remote.url} gave no verdict {limit}{later}")
        self.clock.sleep(pause)

    def _verdict(self, reply: Reply) -> Mapping[str, Any]:
        told = reply.body.get("verdict")
        if reply.status in _SOURCE_FAILED and isinstance(told, Mapping):
            return told
        return verdict_of(self.remote.answer(reply), self.remote.url)


def verdict_of(body: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    """Take what the service answered for a verdict.

    Raises:
        ServiceUnreachable: it is none, so what answers is no gate.
    """
    if not isinstance(body.get("verdict"), str):
        raise ServiceUnreachable(f"what answers at {url} is no SLO Monitor")
    return body
