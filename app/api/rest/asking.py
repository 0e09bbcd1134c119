"""What every endpoint shares: whom it asks, an answer as bytes, and the problems it can give."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from app.api.caller import caller_of
from app.api.operations.asking import Answer, Asking, Listing, Made, NoQuestion
from app.api.operations.backend import Backend
from app.api.problem import MEDIA_TYPE

PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_WHY = {
    401: "A key is needed, or the one sent is not known.",
    403: "Pages of this origin may not ask.",
    404: "What was named does not exist; `code` says what it is.",
    409: "Something that is under way stands in the way; `detail` names it.",
    421: "The Host header names another service.",
    422: "The request has a field that is wrong; `field` names it.",
    429: "Too many wrong keys came from this address; `Retry-After` says when it may try again.",
    502: "Prometheus cannot be read.",
    503: "It cannot be answered now; `code` says why, and `Retry-After` when to ask again.",
    504: "Prometheus did not answer in time.",
}


Nothing = Annotated[NoQuestion, Query()]


async def _backend_of(request: Request) -> Backend:
    backend: Backend = request.app.state.backend
    return backend


Asked = Annotated[Backend, Depends(_backend_of)]


async def _asking_of(request: Request) -> Asking:
    written = request.scope.setdefault("state", {}).setdefault("written", [])
    return Asking(caller_of(request.scope), written=written)


Who = Annotated[Asking, Depends(_asking_of)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the problems that an endpoint can answer with."""
    every = sorted({401, 403, 421, 429, *statuses})
    documented: dict[int | str, dict[str, Any]] = {
        status: {"description": _WHY[status], "content": dict(PROBLEM_CONTENT)} for status in every
    }
    return {
        **documented,
        "default": {"description": "Any other problem.", "content": PROBLEM_CONTENT},
    }


async def respond(answer: Answer, status: int = 200, cache_control: str = "no-store") -> Response:
    """Answer with JSON; unless said otherwise no cache may keep it."""
    return await answer.written(lambda made: json_response(made, status, cache_control))


def json_response(made: Made, status: int = 200, cache_control: str = "no-store") -> Response:
    """Write what was made as JSON; unless said otherwise no cache may keep it."""
    return Response(
        _json(made),
        status_code=status,
        headers={"Cache-Control": cache_control},
        media_type="application/json",
    )


def _json(made: Made) -> str:
    if not isinstance(made, Listing):
        return made.model_dump_json()
    # Only a name of a field stands in quotes that are not escaped, so the text is found as such.
    before, empty, after = made.head.model_dump_json().rpartition(f'"{made.field}":[]')
    listed = ",".join(item.model_dump_json() for item in made.items)
    return f"{before}{empty[:-1]}{listed}]{after}"
