"""The documents of the contract that follow from the program, as text.

``python -m deploy.contract.write`` writes them into ``packages/contract``.
"""

from __future__ import annotations

import json
from pathlib import Path

from app.api.admission import Access, Admission
from app.api.app import create_app
from app.api.document import DocumentedApi
from app.catalog.schema import definition_schema
from app.monitor.book import Book
from app.service import Service
from app.telemetry import Telemetry
from deploy.contract.operations import operations

CONTRACT = Path(__file__).parents[2] / "packages/contract"
RELEASED = CONTRACT / "released"


def documents() -> dict[str, str]:
    """Make each document, by the name of its file; the same program makes the same text."""
    return {
        "openapi.json": written(openapi()),
        "operations.json": written(operations()),
        "definition.schema.json": written(definition_schema()),
    }


def openapi() -> dict[str, object]:
    """Describe what HTTP offers, with the key that a client may need."""
    service = Service(Book(), lambda: 0.0, 30, 30, lambda _: ())
    app = create_app(service, Telemetry(), Admission(Access()))
    assert isinstance(app, DocumentedApi)  # noqa: S101  # it documents itself
    app.needs_key = True
    return app.openapi()


def written(document: object) -> str:
    """Write a document as it stands in the repository."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
