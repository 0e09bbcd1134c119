"""The application that serves every HTTP face: routes, layers and the document of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute

from app.api.admission import Admission
from app.api.answers import AnswerCache
from app.api.body_limit import BodyLimit
from app.api.counting import NOT_COUNTED, RequestCounter
from app.api.document import DocumentedApi
from app.api.mcp.server import McpFace
from app.api.mcp.tools import written_routes
from app.api.metrics import MetricsPage
from app.api.operations.backend import Backend
from app.api.operations.table import OPERATIONS
from app.api.origins import as_browsers_send
from app.api.refusals import REFUSALS
from app.api.rest import (
    alerts,
    annotating,
    check,
    checks,
    definitions,
    events,
    exclusions,
    health,
    plans,
    slos,
)
from app.api.rest.error_handlers import install_error_handlers
from app.api.security import AccessGuard
from app.api.writes import MCP_PATH, OUTCOMES, WriteGuard, may_write
from app.chronicle import Chronicle
from app.gate.gate import Gate
from app.news import News
from app.service import Service
from app.telemetry import Telemetry

ROUTERS = tuple(
    module.router
    for module in (
        *(slos, check, checks, alerts, annotating, exclusions, plans, definitions, events, health),
    )
)

MCP_METHODS = ("POST", "GET", "DELETE")
TOLD_TO_PAGES = ("ETag", "Location", "Retry-After", "WWW-Authenticate", "Mcp-Session-Id")
"""Headers of answers that a page of an allowed origin may read, beside those that any may."""


def create_app(service: Service, telemetry: Telemetry, admission: Admission) -> FastAPI:
    """Compose the application over a service; ``admission`` is shared with the other faces."""
    access = admission.access
    app = DocumentedApi(
        title="SLO Monitor",
        version=version("slo-monitor"),
        description="Counts good and bad events from Prometheus, and says whether SLOs hold.",
        redoc_url=None,
        redirect_slashes=False,
        swagger_ui_oauth2_redirect_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.needs_key = bool(access.keys)
    app.state.backend = Backend(service)
    app.state.metrics = MetricsPage(service, telemetry.registry)
    for router in ROUTERS:
        app.include_router(router)
    app.state.mcp = McpFace(app.state.backend, telemetry)
    app.router.routes.append(app.state.mcp.route)
    _expect_requests(telemetry)
    install_error_handlers(app)
    app.add_middleware(AnswerCache, service=service)
    # The layer added last is the outermost: what the guard turns away is counted too.
    app.add_middleware(BodyLimit)
    app.add_middleware(WriteGuard, telemetry=telemetry, templates=[one.path for one in _routes()])
    app.add_middleware(
        AccessGuard,
        telemetry=telemetry,
        admission=admission,
    )
    app.add_middleware(RequestCounter, telemetry=telemetry)
    _share_with_pages(app, as_browsers_send(access.allowed_origins))
    return app


def remember(app: FastAPI, chronicle: Chronicle, news: News) -> None:
    """Let an application answer about what is kept; before that it cannot."""
    backend_of(app).remember(chronicle)
    backend_of(app).tell(news)


def check_runs(app: FastAPI, gate: Gate) -> None:
    """Let an application answer about runs; before that it cannot."""
    backend_of(app).check_runs(gate)


def mcp_of(app: FastAPI) -> McpFace:
    """Give an application's MCP face, which answers while it runs."""
    face: McpFace = app.state.mcp
    return face


def backend_of(app: FastAPI) -> Backend:
    """Give what an application's operations are carried out by."""
    backend: Backend = app.state.backend
    return backend


def _share_with_pages(app: FastAPI, origins: frozenset[str]) -> None:
    """Let pages of these origins read what they are answered, refusals too (CORS)."""
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(origins),
            allow_methods=("GET", "POST", "DELETE"),
            # Whatever a page says of its own accord: it has to bring its key, a browser adds none.
            allow_headers=("*",),
            expose_headers=TOLD_TO_PAGES,
        )


def _routes() -> Iterator[APIRoute]:
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def _expect_requests(telemetry: Telemetry) -> None:
    telemetry.expect_refusals(refusal.reason for refusal in REFUSALS)
    for operation in OPERATIONS:
        if isinstance(operation.method, str):
            telemetry.expect_calls(operation.method)
    for route in _routes():
        for method in () if route.path in NOT_COUNTED else route.methods or ():
            telemetry.expect_requests(method, route.path)
            if may_write(method, route.path):
                telemetry.expect_writes(method, route.path, OUTCOMES)
    for method in MCP_METHODS:
        telemetry.expect_requests(method, MCP_PATH)
    for written in written_routes():
        telemetry.expect_writes("POST", written, OUTCOMES)


def _operation_id(route: APIRoute) -> str:
    return route.name
