"""What every endpoint shares: the service, bytes as an answer, and the problems it can give."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.api.problem import MEDIA_TYPE
from app.service import Service

PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_WHY = {
    401: "A key is needed.",
    403: "Pages of this origin may not ask.",
    404: "There is no such SLO.",
    421: "The Host header names another service.",
    422: "The request has a field that is wrong; `field` names it.",
    503: "Nothing has been evaluated yet.",
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


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the problems that an endpoint can answer with."""
    every = sorted({401, 403, 421, *statuses})
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
    return Response(
        view.model_dump_json(),
        status_code=status,
        headers={"Cache-Control": cache_control},
        media_type="application/json",
    )
