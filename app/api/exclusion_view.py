"""Exclusions as they travel."""

from __future__ import annotations

from app.api.wire import exclusion as shape
from app.slo.exclusion import Exclusion
from app.slo.instant import instant, optional_instant


def exclusion_view(exclusion: Exclusion) -> shape.Exclusion:
    """Show one exclusion."""
    recurrence, origin = exclusion.recurrence, exclusion.origin
    source = shape.ExclusionSource.API if origin is None else shape.ExclusionSource.FILE
    return shape.Exclusion(
        id=exclusion.id,
        slos=list(exclusion.slos),
        labels=dict(exclusion.labels),
        all=exclusion.is_about_all,
        start=instant(exclusion.start),
        end=optional_instant(exclusion.end),
        rrule=recurrence and recurrence.rule,
        duration_seconds=recurrence and recurrence.duration_seconds,
        timezone=recurrence and recurrence.timezone,
        reason=exclusion.reason,
        created_by=exclusion.created_by,
        created_at=optional_instant(exclusion.created_at),
        source=source.name,
        file=None if origin is None else f"{origin.file}:{origin.line}",
    )
