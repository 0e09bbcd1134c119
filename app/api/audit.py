"""The audit log: one record for each write, of the logger ``app.audit``; never a token.

An operation says what it wrote, with ``Asking.wrote``; ``app/api/writes.py`` says the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

from app.api.caller import Caller
from app.api.operations.asking import Written

log = logging.getLogger("app.audit")


class Deed(NamedTuple):
    """A request that would write: who sent it, from where, to what, and what came of it.

    ``route`` is a path template or the name of a gRPC method, never a path; ``status`` is that of
    HTTP, whatever the face.
    """

    caller: Caller | None
    client: str
    method: str
    route: str
    status: int
    written: Sequence[Written]


def log_write(deed: Deed) -> None:
    """Record a write; none of nobody's.

    Whoever has no name is turned away, and must not be able to fill the log.
    """
    if deed.caller is None:
        return
    fields = {
        "who": deed.caller.name,
        "client": deed.client,
        "method": deed.method,
        "route": deed.route,
        "status": deed.status,
        "written": [{"kind": each.kind, "id": each.id} for each in deed.written],
    }
    told = ", ".join(f"{each.kind} {each.id}" for each in deed.written) or "nothing"
    log.info(
        "%(method)s %(route)s by %(who)s from %(client)s: %(status)d, wrote %(told)s",
        {**fields, "told": told},
        extra=fields,
    )
