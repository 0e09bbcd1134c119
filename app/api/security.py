"""Who may ask over HTTP: a check of Host, of Origin and of the bearer token, in this order.

The first two keep a web page in somebody's browser from using a service on loopback. Probes are
let through: an orchestrator knows neither our name nor our keys. Refuses to know what a write
is; ``app/api/writes.py`` asks more of those.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from app.api import refusals
from app.api.admission import Admission
from app.api.caller import address_of, network_of, set_caller
from app.api.origins import as_browsers_send, is_trusted, names_us
from app.api.refusals import Refused
from app.telemetry import Telemetry

PROBES = frozenset({"/livez", "/readyz"})
_PROBING = frozenset({"GET", "HEAD"})


class AccessGuard:
    """ASGI layer that turns away who may not ask, and says of the others who they are."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, admission: Admission) -> None:
        access = admission.access
        self._app = app
        self._telemetry = telemetry
        self._admission = admission
        self._hosts = frozenset(host.lower() for host in access.allowed_hosts)
        self._origins = as_browsers_send(access.allowed_origins)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        app = self._app
        if scope["type"] == "http":
            try:
                self._admit(scope)
            except Refused as refused:
                self._telemetry.record_refusal(refused.refusal.reason)
                app = refused.response()
        await app(scope, receive, send)

    def _admit(self, scope: AsgiScope) -> None:
        if scope["path"] in PROBES and scope["method"] in _PROBING:
            return
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not names_us(hosts[0], self._hosts):
            raise Refused(refusals.FOREIGN_HOST)
        if not all(is_trusted(o, hosts[0], self._origins) for o in headers.getlist("origin")):
            raise Refused(refusals.FOREIGN_ORIGIN)
        caller = self._admission.admit(
            headers.get("authorization", ""), lambda: (address_of(scope), network_of(scope))
        )
        if caller is not None:
            set_caller(scope, caller)
