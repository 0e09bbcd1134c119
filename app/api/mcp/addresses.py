"""How an SLO is addressed as a resource: ``slo://{id}``."""

from __future__ import annotations

import re

TEMPLATE = "slo://{id}"

# Names are RFC 1123 labels; a group's id goes on with a dot and hex digits.
_ADDRESS = re.compile(r"slo://([a-z0-9.-]{1,100})", re.ASCII)


def address_of(slo_id: str) -> str:
    """Give the address of an SLO."""
    return f"slo://{slo_id}"


def id_at(address: str) -> str | None:
    """Give the id of the SLO at an address, ``None`` if it is the address of none."""
    found = _ADDRESS.fullmatch(address)
    return None if found is None else found[1]
