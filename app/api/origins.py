"""What the Host and Origin headers say; a page in somebody's browser must not use the service.

A browser adds both by itself and lets no page choose them. Refuses to know keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK_NAME = "localhost"
ANY_HOST = "*"
OPAQUE = "null"
"""The origin of pages that have none: of a file, a sandbox, or behind a redirect. Anybody's."""


@lru_cache(maxsize=64)  # clients send one or the same few, with each request
def names_us(host_header: str, allowed_hosts: frozenset[str]) -> bool:
    """Say whether a Host header names this service; ``allowed_hosts`` are in lower case."""
    if ANY_HOST in allowed_hosts:
        return True
    name = _host_name(host_header)
    # A page can point a name of its own at us, but no address: scrapers use the pod's.
    return _is_address(name) or name == LOOPBACK_NAME or name in allowed_hosts


def as_browsers_send(allowed_origins: Iterable[str]) -> frozenset[str]:
    """Give the origins as they stand in a header; without the one that anybody has."""
    return frozenset(each.lower().rstrip("/") for each in allowed_origins) - {OPAQUE}


def is_trusted(origin: str, host_header: str, allowed_origins: AbstractSet[str]) -> bool:
    """Say whether a page of this origin may ask; the service's own pages may."""
    origin = origin.lower()
    if origin == OPAQUE:
        return False
    return origin in allowed_origins or _is_same_host(origin, host_header)


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
    scheme, _, authority = origin.partition("://")
    return scheme in ("http", "https") and authority == host_header.lower()
