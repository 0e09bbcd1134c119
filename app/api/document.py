"""The document of the contract: what the framework says of the routes, and what only we know.

That is the shape of problems, the key, and what may happen to every write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.api import refusals
from app.api.rest.asking import PROBLEM_CONTENT
from app.api.security import PROBES
from app.api.wire.answer import Problem
from app.api.wire.event import Event
from app.api.wire.verdict import VerdictProblem
from app.api.writes import is_write
from app.keys import Scope

_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "slom_<8 hex digits>_<64 hex digits>",
    "description": "A key of the service; reading needs any, writing one with the scope `write`.",
}


class DocumentedApi(FastAPI):
    """FastAPI with the contract's own errors and its key in the document."""

    needs_key = False

    def openapi(self) -> dict[str, Any]:
        """Make the document once; the framework keeps it."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            schemas = components.setdefault("schemas", {})
            schemas["Problem"] = Problem.model_json_schema()
            schemas["Event"] = _schema_of(Event)
            schemas["VerdictProblem"] = _schema_of(VerdictProblem)
            for operation in _writes(document):
                _document_write(operation)
            if self.needs_key:
                _document_key(document)
        return super().openapi()


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """What a stream or a problem holds; the framework knows only its media type."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs")  # its parts are parts of other answers too
    return schema


def _writes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if is_write(method.upper(), path):
                yield operation


def _document_write(operation: dict[str, Any]) -> None:
    closed = (refusals.FOREIGN_ORIGIN, refusals.INSUFFICIENT_SCOPE, refusals.WRITES_CLOSED)
    for status, told in ((403, closed), (415, (refusals.NOT_JSON,))):
        operation["responses"][str(status)] = {
            "description": " ".join(f"{each.title}." for each in told),
            "content": PROBLEM_CONTENT,
        }


def _document_key(document: dict[str, Any]) -> None:
    document["components"]["securitySchemes"] = {"key": _SCHEME}
    document["security"] = [{"key": [Scope.READ.value]}]
    for operation in _writes(document):
        operation["security"] = [{"key": [Scope.WRITE.value]}]
    for probe in PROBES:
        document["paths"][probe]["get"]["security"] = []
