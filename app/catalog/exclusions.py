"""The shape of an exclusion in a definition file, and how it becomes one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from app.catalog.fields import LabelName, Name, Timezone
from app.catalog.part import Part
from app.catalog.recurrence import check
from app.catalog.times import Lasting, Moment, Rule, Why
from app.slo.definition import Origin
from app.slo.exclusion import Exclusion, Recurrence


class ExclusionPart(Part):
    """Time outside the promise: its events are in no figure of the SLOs that it is about."""

    exactly_one_of = ("end", "rrule")

    slos: list[Name] = Field(default=[], description="Names of the SLOs that it is about.")
    labels: dict[LabelName, str] = Field(
        default={},
        description="Only SLOs with all of these among their service, labels and group.",
    )
    all: bool = Field(default=False, description="true: it is about every SLO of the catalog.")
    start: Moment = Field(
        description="When it begins, such as 2026-11-27T03:00:00Z; of an rrule, at the earliest."
    )
    end: Moment | None = Field(default=None, description="When it ends; or give rrule.")
    rrule: Rule | None = Field(
        default=None, description="How it recurs (RFC 5545), such as FREQ=WEEKLY;BYDAY=SU."
    )
    duration: Lasting | None = Field(
        default=None, description="How long each occurrence of the rrule lasts: 1m to 31d."
    )
    timezone: Timezone | None = Field(
        default=None,
        description="IANA name of the time zone of the rrule, and of times without an offset.",
    )
    reason: Why = Field(description="Why this time is left out.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._require_exactly_one(*self.exactly_one_of)
        if self.all == bool(self.slos or self.labels):
            raise ValueError("must say what it is about: slos, labels or both, or else all: true")
        if (self.rrule is None) != (self.duration is None):
            raise ValueError("must have a duration if it has an rrule, and only then")
        times = [time for time in (self.start, self.end) if time is not None]
        if self.timezone is None and any(time.tzinfo is None for time in times):
            raise ValueError("must have a timezone, or an offset (such as Z) with each time")
        if self.end is not None and self._unix(self.end) <= self._unix(self.start):
            raise ValueError("must end after it starts")
        recurrence = self._recurrence()
        if recurrence is not None:
            check(recurrence, self._unix(self.start))
        return self

    def _unix(self, time: datetime) -> float:
        return (time if time.tzinfo else time.replace(tzinfo=ZoneInfo(self._zone()))).timestamp()

    def _zone(self) -> str:
        return self.timezone or "UTC"

    def _recurrence(self) -> Recurrence | None:
        if self.rrule is None or self.duration is None:
            return None
        return Recurrence(self.rrule, self.duration, self._zone())

    def to_exclusion(self, origin: Origin) -> Exclusion:
        """Turn the part into an exclusion that has no id yet."""
        return Exclusion(
            id="",
            slos=tuple(dict.fromkeys(self.slos)),
            labels=tuple(sorted(self.labels.items())),
            start=self._unix(self.start),
            end=None if self.end is None else self._unix(self.end),
            recurrence=self._recurrence(),
            reason=self.reason,
            origin=origin,
        )


def to_exclusions(
    parts: Sequence[ExclusionPart], file: str, lines: Sequence[int]
) -> tuple[Exclusion, ...]:
    """Turn a file's exclusions over; ids follow from what they say, so that they stay the same."""
    found = [part.to_exclusion(Origin(file, line)) for part, line in zip(parts, lines, strict=True)]
    said = [repr(replace(exclusion, origin=None)) for exclusion in found]
    return tuple(
        replace(exclusion, id=_id(file, said[number], said[:number].count(said[number])))
        for number, exclusion in enumerate(found)
    )


def _id(file: str, said: str, number: int) -> str:
    """Name an exclusion; ``number`` counts those before it in its file that say the same."""
    text = json.dumps([file, said, number])
    return f"file-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
