"""The audit log: one record for each write, of the logger ``app.audit``; never a token.

An operation says what it wrote, with ``Asking.wrote``; ``app/api/writes.py`` says the rest.
"""

from __future__ import annotations

import logging

from starlette.types import Scope as AsgiScope

from app.api.caller import address_of, caller_of
from app.api.counting import method_of
from app.api.operations.asking import Written

log = logging.getLogger("app.audit")


def log_write(scope: AsgiScope, route: str, status: int) -> None:
    """Record a write to a path template, answered with this status; none of nobody's.

    Whoever has no name is turned away, and must not be able to fill the log.
    """
    caller = caller_of(scope)
    if caller is None:
        return
    written: list[Written] = scope["state"].get("written", [])
    fields = {
        "who": caller.name,
        "client": address_of(scope),
        "method": method_of(scope),
        "route": route,
        "status": status,
        "written": [{"kind": each.kind, "id": each.id} for each in written],
    }
    told = ", ".join(f"{each.kind} {each.id}" for each in written) or "nothing"
    log.info(
        "%(method)s %(route)s by %(who)s from %(client)s: %(status)d, wrote %(told)s",
        {**fields, "told": told},
        extra=fields,
    )
