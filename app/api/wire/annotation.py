"""What somebody noted beside the figures."""

from __future__ import annotations

from typing import Annotated

from app.api.wire.scalar import Instant, View, known
from app.slo.annotation import AnnotationKind


class Annotation(View):
    """Something that happened, at a time or for a while."""

    id: str
    """Names it."""
    kind: Annotated[str, known(AnnotationKind)]
    """What it was."""
    text: str
    """What it was, for people."""
    start: Instant
    """When it happened, or began."""
    end: Instant | None
    """When it ended; null if it happened at once, or goes on."""
    labels: dict[str, str]
    """It belongs to the SLOs that have them all among service, labels and group."""
    created_by: str
    """Who noted it."""
    created_at: Instant
    """When it was noted."""


class AnnotationList(View):
    """Annotations, the one that began last first."""

    annotations: list[Annotation]
    """By begin, the last one first."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""
