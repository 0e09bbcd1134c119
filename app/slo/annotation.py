"""What somebody noted beside the figures: a deploy, an incident.

An annotation says nothing about events; it is there so that whoever is called sees what changed
shortly before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.slo.definition import Group, Slo

BEFORE_SECONDS = 3600
"""An annotation belongs to an alert if it began at most so long before."""


class AnnotationKind(StrEnum):
    """What happened."""

    DEPLOY = "DEPLOY"
    INCIDENT = "INCIDENT"
    NOTE = "NOTE"


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something that happened at ``start``, or from then to ``end`` (Unix seconds).

    ``labels`` say where: it belongs to the SLOs that have them all among their service, labels
    and group, and to every SLO if there are none.
    """

    id: str
    kind: AnnotationKind
    text: str
    start: float
    end: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    created_by: str = ""
    created_at: float = 0.0

    def belongs_to(self, labels: Mapping[str, str]) -> bool:
        """Say whether it is about the SLO with these labels, as ``labels_of`` gives them."""
        return all(labels.get(name) == value for name, value in self.labels.items())


def labels_of(slo: Slo, group: Group) -> dict[str, str]:
    """Give what annotations and exclusions match: the SLO's service, labels and group."""
    return {"service": slo.service, **slo.labels, **dict(group)}


def newest_before(
    annotations: Iterable[Annotation], labels: Mapping[str, str], at: float
) -> Annotation | None:
    """Find what happened last in the hour before ``at`` to the SLO with these labels."""
    near = (a for a in annotations if 0 <= at - a.start <= BEFORE_SECONDS)
    return max((a for a in near if a.belongs_to(labels)), key=lambda a: a.start, default=None)
