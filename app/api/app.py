"""The application that serves every HTTP face: routes, layers and the document of the contract."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from app.api.answers import AnswerCache
from app.api.body_limit import BodyLimit
from app.api.counting import NOT_COUNTED, RequestCounter
from app.api.errors import install_error_handlers
from app.api.metrics import MetricsPage
from app.api.rest import alerts, annotating, check, events, health, history, slos
from app.api.security import PROBES, Access, AccessGuard
from app.api.wire.answer import Problem
from app.api.wire.event import Event
from app.chronicle import Chronicle
from app.news import News
from app.service import Service
from app.telemetry import Telemetry


def create_app(service: Service, telemetry: Telemetry, access: Access) -> FastAPI:
    """Compose the application over a service."""
    app = _Api(
        title="SLO Monitor",
        version=version("slo-monitor"),
        description="Counts good and bad events from Prometheus, and says whether SLOs hold.",
        redoc_url=None,
        redirect_slashes=False,
        swagger_ui_oauth2_redirect_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.needs_key = bool(access.keys)
    app.state.service = service
    app.state.metrics = MetricsPage(service, telemetry.registry)
    for module in (slos, history, check, alerts, annotating, events, health):
        app.include_router(module.router)
        _expect_requests(module.router, telemetry)
    install_error_handlers(app)
    app.add_middleware(AnswerCache, service=service)
    # The layer added last is the outermost: what the guard turns away is counted too.
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessGuard, access=access)
    app.add_middleware(RequestCounter, telemetry=telemetry)
    return app


def remember(app: FastAPI, chronicle: Chronicle, news: News) -> None:
    """Let an application answer about what is kept; before that it cannot."""
    app.state.chronicle = chronicle
    app.state.news = news


def _expect_requests(router: APIRouter, telemetry: Telemetry) -> None:
    for route in router.routes:
        if isinstance(route, APIRoute) and route.path not in NOT_COUNTED:
            for method in route.methods or ():
                telemetry.expect_requests(method, route.path)


class _Api(FastAPI):
    """FastAPI with the contract's own errors and its key in the document."""

    needs_key = False

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            schemas = components.setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            schemas["Event"] = _schema_of_event()
            if self.needs_key:
                _document_key(document)
        return super().openapi()


def _schema_of_event() -> dict[str, Any]:
    """What a stream holds; the framework knows only its media type."""
    schema = Event.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs")  # its parts are parts of other answers too
    return schema


def _document_key(document: dict[str, Any]) -> None:
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]
    for probe in PROBES:
        document["paths"][probe]["get"]["security"] = []


def _operation_id(route: APIRoute) -> str:
    return route.name
