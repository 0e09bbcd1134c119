"""What is kept in a list, where a real store has no place.

Requests that each have an event loop of their own cannot share the connections of one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.chronicle import Chronicle
from app.service import Service
from app.slo.alert import Transition
from app.slo.annotation import Annotation
from app.slo.curve import Curve
from app.slo.history import Past
from app.slo.kept import AnnotationFilter, Delivery, Recorded, TransitionFilter
from tests.api.builders import EVALUATED_AT, healthy
from tests.slo.making import DAY, alert

T0 = int(EVALUATED_AT) - 3600
TOLD = Delivery("webhook", "PENDING", 0, None)


class Remembered:
    """Keeps annotations, and gives one alert and one hour of every SLO."""

    def __init__(self) -> None:
        self.annotations: dict[str, Annotation] = {}

    async def past(self, slo_id: str) -> Past | None:
        del slo_id
        return Past(healthy(), [Curve(3600, np.array([T0, T0 + 3600]), np.ones(2), np.ones(2))])

    async def transitions(self, wanted: TransitionFilter, limit: int) -> Sequence[Recorded]:
        del wanted
        return [Recorded(7, Transition.fired(alert("page-fast")), (TOLD,))][:limit]

    async def add(self, annotation: Annotation) -> Annotation:
        return self.annotations.setdefault(annotation.id, annotation)

    async def get(self, annotation_id: str) -> Annotation | None:
        return self.annotations.get(annotation_id)

    async def find(self, wanted: AnnotationFilter, limit: int) -> Sequence[Annotation]:
        return list(filter(wanted.lets_through, self.annotations.values()))[:limit]


def remembering(service: Service) -> Chronicle:
    """Keep what is noted from now on; one alert fired, and nothing else is known."""
    kept = Remembered()
    return Chronicle(service, lambda: EVALUATED_AT, 90 * DAY, kept, kept, kept)
