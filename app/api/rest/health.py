"""How the service is: the two probes and the metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import StreamingResponse

from app.api.metrics import MetricsPage
from app.api.rest.asking import Asked, json_response, problems
from app.api.wire.answer import Health, HealthWord

router = APIRouter(tags=["health"])

METRICS_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Metrics in Prometheus' text format.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get("/livez", summary="Whether the process runs", response_model=Health)
async def get_livez() -> Response:
    """Answer as long as the process runs."""
    return json_response(Health(status=HealthWord.ALIVE.name, details=[]))


@router.get(
    "/readyz",
    summary="Whether it can answer",
    response_model=Health,
    responses={503: {"model": Health, "description": "The first cycle has not finished."}},
)
async def get_readyz(asked: Asked) -> Response:
    """Say whether the service can answer questions, and what a person should know."""
    readiness = asked.service.readiness()
    word = HealthWord.READY if readiness.ready else HealthWord.NOT_READY
    view = Health(status=word.name, details=list(readiness.details))
    return json_response(view, status=200 if readiness.ready else 503)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={**METRICS_DOCUMENTED, **problems()},
)
async def get_metrics(request: Request) -> Response:
    """Give the service's own counters and the figures of every SLO."""
    page: MetricsPage = request.app.state.metrics
    pieces = await page.render()
    return StreamingResponse(
        _one_by_one(pieces),
        headers={"Content-Length": str(sum(map(len, pieces)))},
        media_type=CONTENT_TYPE_PLAIN_0_0_4,
    )


async def _one_by_one(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
