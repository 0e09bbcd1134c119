"""The audit log: one record for each write, of the logger ``app.audit``; never a token.

An endpoint says what it wrote with ``note_written``; ``app/api/writes.py`` says the rest.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fastapi import Request
from starlette.types import Scope as AsgiScope

from app.api.caller import address_of, caller_of
from app.api.counting import method_of

log = logging.getLogger("app.audit")


@dataclass(frozen=True, slots=True)
class Written:
    """A thing that a request created, changed or deleted: what it is, and its id.

    ``kind`` is a word of ours, such as ``annotation``; ``id`` is never a text that somebody sent.
    """

    kind: str
    id: str


def note_written(request: Request, kind: str, written_id: str) -> None:
    """Say in an endpoint what it has written; once for each thing."""
    noted: list[Written] = request.scope.setdefault("state", {}).setdefault("written", [])
    noted.append(Written(kind, written_id))


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
