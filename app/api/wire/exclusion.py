"""Time outside the promise: as it is shown, and as it is asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.api.wire.scalar import Instant, View, WholeSeconds, known

MOST_SECONDS = 31 * 86_400


class ExclusionSource(StrEnum):
    """Where an exclusion comes from."""

    FILE = "FILE"
    API = "API"


class Exclusion(View):
    """Events of this time are in no budget, SLI or burn rate of the SLOs that it applies to."""

    id: str
    """Names it."""
    slos: list[str]
    """Names of definitions that it applies to; empty: any."""
    labels: dict[str, str]
    """What an SLO must have, each of them, among its service, labels and group."""
    all: bool
    """Whether it applies to every SLO."""
    start: Instant
    """When it begins; if it recurs, when it can at the earliest."""
    end: Instant | None
    """When it ends; null if it recurs."""
    rrule: str | None
    """How it recurs (RFC 5545); null if it does not."""
    duration_seconds: WholeSeconds | None
    """How long each occurrence lasts; null if it does not recur."""
    timezone: str | None
    """IANA name of the time zone whose clocks the rule follows; null if it does not recur."""
    reason: str
    """Why this time is left out."""
    created_by: str | None
    """Who asked for it; null if that is not known."""
    created_at: Instant | None
    """When it was asked for; null if it stands in a file."""
    source: Annotated[str, known(ExclusionSource)]
    """Where it comes from; one of a file can only be changed there."""
    file: str | None
    """The file, and the line after a colon; null unless it stands in one."""


class ExclusionList(View):
    """Exclusions in force, those that have passed included."""

    exclusions: list[Exclusion]
    """Ordered by id."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""


class ExclusionQuestion(BaseModel):
    """An exclusion that is asked for: `end`, or `rrule` with `duration_seconds`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slos: list[Annotated[str, Field(max_length=63)]] = Field(
        default_factory=list, max_length=1000, description="Names of definitions it applies to."
    )
    labels: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Only SLOs with all of these among their service, labels and group.",
    )
    all: bool = Field(default=False, description="True: it applies to every SLO.")
    start: AwareDatetime = Field(description="When it begins; if it recurs, at the earliest.")
    end: AwareDatetime | None = Field(None, description="When it ends; it may lie in the past.")
    rrule: str | None = Field(
        None, max_length=500, description="How it recurs (RFC 5545), such as FREQ=WEEKLY;BYDAY=SU."
    )
    duration_seconds: int | None = Field(
        None, ge=60, le=MOST_SECONDS, description="How long each occurrence lasts."
    )
    timezone: str | None = Field(
        None, max_length=100, description="IANA name of the time zone of the rule; UTC by default."
    )
    reason: str = Field(min_length=1, max_length=500, description="Why this time is left out.")
