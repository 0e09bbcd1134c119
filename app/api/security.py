"""Who may ask: a check of Host, of Origin and of the bearer token, in this order.

The first two keep a web page in somebody's browser from using a service on loopback. Probes are
let through: an orchestrator knows neither our name nor our keys. Refuses to know what a write
is; ``app/api/writes.py`` asks more of those.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from app.api import refusals
from app.api.caller import Caller, address_of, network_of, set_caller
from app.api.origins import ANY_HOST, is_trusted, names_us
from app.api.refusals import Refusal
from app.api.tries import MOST_TRIES, FailedTries
from app.keys import ANONYMOUS, Key, Scope, prefix_of
from app.telemetry import Telemetry

PROBES = frozenset({"/livez", "/readyz"})
_PROBING = frozenset({"GET", "HEAD"})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Access:
    """Who may ask.

    With no ``keys`` nobody is asked for one; then everybody may read, and on loopback write.
    ``allowed_hosts`` are names without a port, beside ``localhost`` and addresses; ``*`` allows
    any, also one that a page has pointed at us: without keys nobody writes then.
    ``allowed_origins`` are origins as browsers send them (``https://ui.example``), beside the
    service's own. ``beyond_loopback`` says that other machines can reach the service.
    """

    keys: tuple[Key, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()
    allowed_origins: frozenset[str] = frozenset()
    beyond_loopback: bool = False


class AccessGuard:
    """ASGI layer that turns away who may not ask, and says of the others who they are.

    ``monotonic`` is a clock in seconds that never goes back.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        telemetry: Telemetry,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._telemetry = telemetry
        self._monotonic = monotonic
        self._keys = {key.prefix: key for key in access.keys}
        self._callers = {key.prefix: Caller(key.name, key.scope) for key in access.keys}
        self._hosts = frozenset(host.lower() for host in access.allowed_hosts)
        self._origins = frozenset(each.lower().rstrip("/") for each in access.allowed_origins)
        self._tries = FailedTries()
        is_open = access.beyond_loopback or ANY_HOST in access.allowed_hosts
        self._without_key = None if is_open else Caller(ANONYMOUS, Scope.WRITE)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: AsgiScope) -> Response | None:
        if scope["path"] in PROBES and scope["method"] in _PROBING:
            return None
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not names_us(hosts[0], self._hosts):
            return self._turned_away(refusals.FOREIGN_HOST)
        if not all(is_trusted(o, hosts[0], self._origins) for o in headers.getlist("origin")):
            return self._turned_away(refusals.FOREIGN_ORIGIN)
        if self._keys:
            return self._without_right_key(scope, headers.get("authorization", ""))
        if self._without_key is not None:
            set_caller(scope, self._without_key)
        return None

    def _without_right_key(self, scope: AsgiScope, authorization: str) -> Response | None:
        """Let the bearer of a key through; where there is none, say why.

        Failed tries are limited for each address and key: who guesses at one is stopped, and
        others behind the same address are not.
        """
        scheme, _, rest = authorization.partition(" ")
        token = rest.strip()
        if scheme.lower() != "bearer" or not token:
            return self._turned_away(refusals.NO_KEY)
        key = self._keys.get(prefix_of(token) or "")
        if len(self._tries):
            who = _who_tries(scope, key)
            wait_seconds = self._tries.wait_seconds(who, self._monotonic())
            if wait_seconds:
                return self._turned_away(refusals.TOO_MANY_TRIES, wait_seconds)
        if key is None or not key.matches(token):
            return self._failed(scope, key)
        set_caller(scope, self._callers[key.prefix])
        return None

    def _failed(self, scope: AsgiScope, key: Key | None) -> Response:
        if self._tries.note(_who_tries(scope, key), self._monotonic()):
            log.warning(
                "%d wrong keys from %s; for a while it may not try more",
                MOST_TRIES,
                address_of(scope),
            )
        return self._turned_away(refusals.WRONG_KEY)

    def _turned_away(self, refusal: Refusal, retry_after_seconds: float | None = None) -> Response:
        self._telemetry.record_refusal(refusal.reason)
        return refusal.response(retry_after_seconds)


def _who_tries(scope: AsgiScope, key: Key | None) -> tuple[str, str]:
    """Tell tries at one key from those at another; tokens of no key at all are tries at one."""
    return network_of(scope), "" if key is None else key.prefix
