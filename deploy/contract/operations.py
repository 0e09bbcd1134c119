"""The table of operations as a document: what each is called on every face, or why it is not."""

from __future__ import annotations

from typing import Any

from app.api.operations.operation import Absent, Operation, always, never
from app.api.operations.table import HTTP_ONLY, OPERATIONS
from app.api.rpc.methods import SERVICE


def operations() -> dict[str, Any]:
    """Describe every operation, in the table's order."""
    return {
        "description": (
            "What the service can be asked, and what that is called on each face; null where a "
            "face does not have it, with the reason under `absent`. `writes` says whether a key "
            "needs the scope `write`; a `repeatable` one takes an idempotency key; one that "
            "`streams` answers until it ends."
        ),
        "grpc_service": SERVICE.full_name,
        "operations": [_operation(each) for each in OPERATIONS],
        "http_only": [
            {"method": route.method, "path": route.path, "reason": why}
            for route, why in HTTP_ONLY.items()
        ],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    faces = {"rest": _routes(operation), "grpc": operation.method, "mcp": operation.tool}
    return {
        "name": operation.name,
        **{face: None if isinstance(each, Absent) else each for face, each in faces.items()},
        "writes": _writes(operation),
        "repeatable": operation.is_repeatable,
        "streams": operation.turns is not None,
        "absent": {face: each.why for face, each in faces.items() if isinstance(each, Absent)},
    }


def _routes(operation: Operation) -> list[dict[str, str]] | Absent:
    if isinstance(operation.rest, Absent):
        return operation.rest
    return [route._asdict() for route in operation.rest]


def _writes(operation: Operation) -> str:
    if operation.writes is never:
        return "NEVER"
    return "ALWAYS" if operation.writes is always else "SOMETIMES"
