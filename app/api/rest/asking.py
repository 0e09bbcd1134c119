"""What every endpoint shares: the service, bytes as an answer, and the problems it can give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.api.problem import MEDIA_TYPE
from app.chronicle import Chronicle
from app.gate.gate import Gate
from app.service import Service

PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_WHY = {
    401: "A key is needed, or the one sent is not known.",
    403: "Pages of this origin may not ask.",
    404: "What was named does not exist; `code` says what it is.",
    421: "The Host header names another service.",
    422: "The request has a field that is wrong; `field` names it.",
    429: "Too many wrong keys came from this address; `Retry-After` says when it may try again.",
    502: "Prometheus cannot be read.",
    503: "It cannot be answered now; `code` says why, and `Retry-After` when to ask again.",
    504: "Prometheus did not answer in time.",
}


class Parameters(BaseModel):
    """Query parameters; one that is not known is refused, since a typo would change the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def without_null(schema: dict[str, Any]) -> None:
    """Document an optional parameter as what it holds: a query cannot say null."""
    given = next(each for each in schema.pop("anyOf") if each.get("type") != "null")
    schema.update(given)


class NoParameters(Parameters):
    """The query parameters of an endpoint that has none."""


Nothing = Annotated[NoParameters, Query()]


async def _service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Asked = Annotated[Service, Depends(_service_of)]


async def _chronicle_of(request: Request) -> Chronicle:
    chronicle: Chronicle = request.app.state.chronicle
    return chronicle


Kept = Annotated[Chronicle, Depends(_chronicle_of)]


async def _gate_of(request: Request) -> Gate:
    gate: Gate = request.app.state.gate
    return gate


Judging = Annotated[Gate, Depends(_gate_of)]


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


def json_response(
    view: BaseModel, *, status: int = 200, cache_control: str = "no-store"
) -> Response:
    """Write a view as JSON; unless said otherwise no cache may keep it."""
    return _json(view.model_dump_json(), status, cache_control)


def json_list_response(
    view: BaseModel,
    field: str,
    items: Iterable[BaseModel],
    *,
    status: int = 200,
    cache_control: str = "no-store",
) -> Response:
    """Write a view as JSON, with these items in its list ``field``, which is empty.

    Each item is made, written and let go before the next: thousands of views at a time would keep
    the garbage collector busy for longer than all the rest takes.
    """
    # Only a name of a field stands in quotes that are not escaped, so the text is found as such.
    before, empty, after = view.model_dump_json().rpartition(f'"{field}":[]')
    listed = ",".join(item.model_dump_json() for item in items)
    return _json(f"{before}{empty[:-1]}{listed}]{after}", status, cache_control)


def _json(text: str, status: int, cache_control: str) -> Response:
    return Response(
        text,
        status_code=status,
        headers={"Cache-Control": cache_control},
        media_type="application/json",
    )
