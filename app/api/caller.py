"""Who sent a request: by which key, and from where.

Refuses to decide who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope as AsgiScope

from app.keys import Scope

UNKNOWN_ADDRESS = "unknown"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name of a key, or ``loopback`` where none is needed."""

    name: str
    scope: Scope


def set_caller(scope: AsgiScope, caller: Caller) -> None:
    """Say who sent this request; for the layer that found out."""
    scope.setdefault("state", {})["caller"] = caller


def caller_of(scope: AsgiScope) -> Caller | None:
    """Say who sent this request; None for whoever reads without a key from elsewhere."""
    caller = scope.get("state", {}).get("caller")
    return caller if isinstance(caller, Caller) else None


def address_of(scope: AsgiScope) -> str:
    """Give the address that a request came from, ``unknown`` where there is none.

    The server takes it from X-Forwarded-For if a proxy on loopback says so: it may be any text.
    """
    address = _address(scope)
    return UNKNOWN_ADDRESS if address is None else str(address)


def network_of(scope: AsgiScope) -> str:
    """Give the address, for IPv6 its /64: whoever has one of those addresses has all of them."""
    address = _address(scope)
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return UNKNOWN_ADDRESS if address is None else str(address)


def _address(scope: AsgiScope) -> IPv4Address | IPv6Address | None:
    host, _port = scope.get("client") or ("", 0)
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # Without the zone, which may be any text.
        return address.ipv4_mapped or IPv6Address(int(address))
    return address
