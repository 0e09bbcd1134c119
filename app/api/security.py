"""Who may ask: a check of Host, of Origin and of the bearer token, in this order.

The first two keep a web page in somebody's browser from using a service on loopback. Probes are
let through: an orchestrator knows neither our name nor our keys.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problem import problem_response

LOOPBACK_HOSTS = frozenset({"localhost"})
ANY_HOST = "*"
PROBES = frozenset({"/livez", "/readyz"})


@dataclass(frozen=True)
class Access:
    """Who may ask.

    ``keys`` are bearer tokens; with none, nobody is asked for one. ``allowed_hosts`` are names
    without a port, beside ``localhost`` and addresses; ``*`` allows any. ``allowed_origins`` are
    origins as browsers send them (``https://ui.example``), beside the service's own.
    """

    keys: frozenset[str] = field(default=frozenset(), repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    allowed_origins: frozenset[str] = frozenset()

    def serves(self, host_header: str) -> bool:
        """Say whether a Host header names this service."""
        if ANY_HOST in self.allowed_hosts:
            return True
        name = _host_name(host_header)
        # A page can point a name of its own at us, but no address: scrapers use the pod's.
        return (
            _is_address(name)
            or name in LOOPBACK_HOSTS
            or name in {host.lower() for host in self.allowed_hosts}
        )

    def trusts(self, origin: str, host_header: str) -> bool:
        """Say whether a page of this origin may ask; the service's own pages may."""
        allowed = {each.lower().rstrip("/") for each in self.allowed_origins}
        return origin.lower() in allowed or _is_same_host(origin, host_header)

    def admits(self, authorization: str) -> bool:
        """Say whether an Authorization header holds one of the keys.

        Every key is compared, in constant time, so that the time taken tells nothing.
        """
        if not self.keys:
            return True
        scheme, _, token = authorization.partition(" ")
        presented = _digest(token.strip())
        matches = [hmac.compare_digest(presented, _digest(key)) for key in self.keys]
        return scheme.lower() == "bearer" and any(matches)


class AccessGuard:
    """ASGI layer that turns away who may not ask."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason why not."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["path"] in PROBES:
            return None
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._access.serves(hosts[0]):
            return _misdirected()
        if not all(self._access.trusts(each, hosts[0]) for each in headers.getlist("origin")):
            return _foreign_origin()
        if not self._access.admits(headers.get("authorization", "")):
            return _no_key()
        return None


def _host_name(host_header: str) -> str | None:
    try:
        parts = urlsplit(f"//{host_header}")
        _ = parts.port  # raises when it is no number
    except ValueError:
        return None
    is_plain = parts.netloc == host_header and parts.username is None
    return (parts.hostname or "").removesuffix(".") if is_plain else None


def _is_address(name: str | None) -> bool:
    try:
        return bool(name and ip_address(name))
    except ValueError:
        return False


def _is_same_host(origin: str, host_header: str) -> bool:
    # Only the authority counts: behind a proxy that ends TLS, the scheme seen here is another.
    scheme, _, authority = origin.lower().partition("://")
    return scheme in ("http", "https") and authority == host_header.lower()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _misdirected() -> Response:
    detail = "The Host header names another service; allow the name in the settings if it is ours."
    return problem_response(421, "MISDIRECTED_REQUEST", "Not this service", detail)


def _foreign_origin() -> Response:
    detail = "Pages of this origin may not ask; allow the origin in the settings if they may."
    return problem_response(403, "FOREIGN_ORIGIN", "Foreign origin", detail)


def _no_key() -> Response:
    return problem_response(
        401,
        "UNAUTHENTICATED",
        "A key is needed",
        "Send a key of this service as a bearer token in the Authorization header.",
        headers={"WWW-Authenticate": 'Bearer realm="slo-monitor"'},
    )
