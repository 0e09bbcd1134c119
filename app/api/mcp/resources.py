"""SLOs as resources: listed in pages, read as the status with its definition, completed by id."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from mcp_types import (
    CompleteRequestParams,
    CompleteResult,
    Completion,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from app.api.mcp.addresses import TEMPLATE, address_of, id_at
from app.api.mcp.telling import whole_document
from app.api.operations.asking import Asking, ById, Listing, Made
from app.api.operations.backend import Backend
from app.api.operations.slos import SlosQuestion, get_slo, list_slos
from app.api.wire.status import Status, StatusList
from app.slo.errors import UnknownSlo

JSON = "application/json"
PAGE = 100
MOST_COMPLETIONS = 100
"""The protocol allows no more."""


class Resources:
    """Answers about SLOs as resources."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def listed(self, cursor: str | None) -> ListResourcesResult:
        """List a page of SLOs by id.

        Raises:
            SloMonitorError: there is nothing to list yet.
            ValidationError: the cursor is none.
        """
        question = SlosQuestion.model_validate({"limit": PAGE, "cursor": cursor})
        answer = await list_slos(self._backend, Asking(None), question)
        return await answer.written(_resources)

    async def read(self, address: str) -> ReadResourceResult:
        """Give the status, definition and queries of an SLO, as JSON.

        Raises:
            UnknownSlo: there is none at that address.
            NotYetEvaluated: the first cycle has not finished.
        """
        return ReadResourceResult(contents=[await self.contents(address)])

    async def contents(self, address: str) -> TextResourceContents:
        """Give the same as a part of something else."""
        slo_id = id_at(address)
        if slo_id is None:
            raise UnknownSlo(address)
        answer = await get_slo(self._backend, Asking(None), ById(id=slo_id))
        fields = (await answer.written(whole_document)).fields
        return TextResourceContents(uri=address, mime_type=JSON, text=orjson.dumps(fields).decode())

    async def completed(self, params: CompleteRequestParams) -> CompleteResult:
        """Complete an SLO's id or a service's name, with those that contain what is there.

        Raises:
            NotYetEvaluated: the first cycle has not finished.
        """
        snapshot = self._backend.service.snapshot()
        names: Iterable[str] = ()
        if params.argument.name == "id":
            names = snapshot.roll.places
        elif params.argument.name == "service":
            names = sorted({slo.service for slo, _ in snapshot.roll.members})
        found = [name for name in names if params.argument.value in name]
        values = found[:MOST_COMPLETIONS]
        completion = Completion(values=values, total=len(found), has_more=len(found) > len(values))
        return CompleteResult(completion=completion)


def templates() -> ListResourceTemplatesResult:
    """Say how the address of any SLO is written."""
    return ListResourceTemplatesResult(
        resource_templates=[
            ResourceTemplate(
                name="slo",
                title="An SLO",
                uri_template=TEMPLATE,
                description="Its status, definition and queries; can be subscribed to.",
                mime_type=JSON,
            )
        ]
    )


def _resources(made: Made) -> ListResourcesResult:
    assert isinstance(made, Listing)  # noqa: S101  # a list of statuses is one
    head, statuses = made.head, list(made.items)
    assert isinstance(head, StatusList)  # noqa: S101  # as above
    return ListResourcesResult(
        resources=[_resource(each) for each in statuses if isinstance(each, Status)],
        next_cursor=head.next_cursor,
    )


def _resource(status: Status) -> Resource:
    return Resource(
        uri=address_of(status.id),
        name=status.id,
        description=f"An SLO of {status.service}.",
        mime_type=JSON,
    )
