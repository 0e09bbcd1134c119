"""Why an exclusion cannot be applied to the past exactly, and what would work, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.slo.definition import Slo
from app.slo.errors import InvalidQuestion
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.retroactive import Stretch


def refusal(change: ExclusionChange, slo: Slo, stretch: Stretch) -> InvalidQuestion:
    """Refuse a change that would cut a piece of time whose samples are gone."""
    begin, end = (_written(time) for time in stretch)
    gone = (
        f"Prometheus no longer holds all samples of {slo.name} from {begin} to {end}, and what was"
        " counted then can only be left out as a whole"
    )
    if change.added is None:
        return InvalidQuestion(
            "id", f"{gone}; it can be removed once that time is out of the period"
        )
    field = _cut_field(change.added, stretch)
    return InvalidQuestion(field, f"{gone}; {field} must be {begin} or {end}, or a time after that")


def sentence(gone: Sequence[tuple[Slo, Stretch]]) -> str | None:
    """Tell of exclusions that are in force, but not everywhere in the past."""
    if not gone:
        return None
    (first, stretch), more = gone[0], len(gone) - 1
    begin, end = (_written(time) for time in stretch)
    others = f" (and {more} more such times)" if more else ""
    return (
        f"exclusions of {first.name} are not applied from {begin} to {end}{others}: Prometheus"
        " no longer holds all samples of that time; they apply from the next whole cell on"
    )


def _cut_field(added: Exclusion, stretch: Stretch) -> str:
    ends_inside = added.end is not None and stretch[0] < added.end < stretch[1]
    starts_inside = stretch[0] < added.start < stretch[1]
    return "end" if ends_inside and not starts_inside else "start"


def _written(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
