"""What any face may ask of the past, and note in it; the faces translate and do no arithmetic."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.service import Service
from app.slo.annotation import Annotation, AnnotationKind, labels_of
from app.slo.errors import InvalidQuestion, UnknownAnnotation, UnknownSlo
from app.slo.history import History, Past
from app.slo.kept import AnnotationFilter, Recorded, TransitionFilter

AHEAD_SECONDS = 300
"""How far an annotation may begin in the future: clocks differ, and deploys are announced."""

_ID = re.compile("[0-9a-f]{16}")

MOST_ANNOTATIONS_SHOWN = 1000
"""So many, the last ones, stand beside a history."""


class Pasts(Protocol):
    """Holds the counts of every SLO."""

    async def past(self, slo_id: str) -> Past | None:
        """Copy what is kept of an SLO, as of the newest snapshot."""
        ...


class Transitions(Protocol):
    """Keeps how alerts changed."""

    async def transitions(self, wanted: TransitionFilter, limit: int) -> Sequence[Recorded]:
        """Read the newest that are meant, at most ``limit``."""
        ...


class Annotations(Protocol):
    """Keeps what was noted."""

    async def add(self, annotation: Annotation) -> Annotation:
        """Keep one, and give what is kept: of two with one id that is the first."""
        ...

    async def get(self, annotation_id: str) -> Annotation | None:
        """Read one."""
        ...

    async def find(self, wanted: AnnotationFilter, limit: int) -> Sequence[Annotation]:
        """Read those that are meant and began last, at most ``limit``; the last one first."""
        ...


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wants to be noted; without a ``start`` it happened just now.

    Who notes the same twice under one ``repeat_key`` has noted it once.
    """

    kind: AnnotationKind
    text: str
    by: str
    start: float | None = None
    end: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    repeat_key: str | None = None

    def is_like(self, kept: Annotation) -> bool:
        """Say whether an annotation is what this note asked for before."""
        return (
            (self.kind, self.text, dict(self.labels)) == (kept.kind, kept.text, dict(kept.labels))
            and self.start in (None, kept.start)
            and self.end == kept.end
        )


class Chronicle:
    """Answers from what is kept: counts in memory, the rest in the store."""

    def __init__(
        self,
        service: Service,
        now: Callable[[], float],
        kept_seconds: int,
        pasts: Pasts,
        transitions: Transitions,
        annotations: Annotations,
    ) -> None:
        self._service = service
        self._now = now
        self._kept_seconds = kept_seconds
        self._pasts = pasts
        self._transitions = transitions
        self._annotations = annotations

    async def past(self, slo_id: str) -> Past:
        """Copy what is kept of an SLO's events; ``history`` makes the points of it.

        Raises:
            UnknownSlo: no SLO has that id.
            NotYetEvaluated: the first cycle has not finished.
        """
        self._service.status(slo_id)
        past = await self._pasts.past(slo_id)
        if past is None:  # it went meanwhile
            raise UnknownSlo(slo_id)
        return past

    async def beside(self, found: History) -> Sequence[Annotation]:
        """List what was noted of an SLO in the time of its history, the last one first.

        Raises:
            StoreError: it cannot be read.
        """
        own = labels_of(found.status.slo, found.status.group)
        wanted = AnnotationFilter(found.start, found.end, of_slo=own)
        return await self._annotations.find(wanted, MOST_ANNOTATIONS_SHOWN)

    async def transitions(self, wanted: TransitionFilter, limit: int) -> Sequence[Recorded]:
        """List how alerts changed, the last change first.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._transitions.transitions(wanted, limit)

    async def annotations(
        self, wanted: AnnotationFilter, limit: int, of_slo: str | None = None
    ) -> Sequence[Annotation]:
        """List what was noted, the last one first; ``of_slo`` is an SLO that it must belong to.

        Raises:
            UnknownSlo: no SLO has that id.
            NotYetEvaluated: the first cycle has not finished, and an SLO was named.
            StoreError: it cannot be read.
        """
        if of_slo is not None:
            wanted = replace(wanted, of_slo=self._labels(of_slo))
        return await self._annotations.find(wanted, limit)

    async def annotation(self, annotation_id: str) -> Annotation:
        """Return one annotation.

        Raises:
            UnknownAnnotation: none has that id.
            StoreError: it cannot be read.
        """
        is_id = _ID.fullmatch(annotation_id) is not None
        found = await self._annotations.get(annotation_id) if is_id else None
        if found is None:
            raise UnknownAnnotation(annotation_id)
        return found

    async def annotate(self, note: Note) -> Annotation:
        """Note what happened.

        Raises:
            InvalidQuestion: it lies outside the time that is kept, it ends before it begins, or
                another annotation was noted under the same key.
            StoreError: it was not noted.
        """
        now = round(self._now(), 3)
        start = now if note.start is None else note.start
        self._check(start, note.end, now)
        annotation = Annotation(
            id=_id_of(note),
            kind=note.kind,
            text=note.text,
            start=start,
            end=note.end,
            labels=dict(note.labels),
            created_by=note.by,
            created_at=now,
        )
        kept = await self._annotations.add(annotation)
        if not note.is_like(kept):
            raise InvalidQuestion("Idempotency-Key", "another annotation was noted under this key")
        return kept

    def _check(self, start: float, end: float | None, now: float) -> None:
        if start > now + AHEAD_SECONDS:
            raise InvalidQuestion("start", f"may lie at most {AHEAD_SECONDS} s ahead")
        if start < now - self._kept_seconds:
            days = self._kept_seconds / 86_400
            raise InvalidQuestion("start", f"annotations are kept for {days:g} days")
        if end is not None and end < start:
            raise InvalidQuestion("end", "must not lie before the start")

    def _labels(self, slo_id: str) -> Mapping[str, str]:
        roll = self._service.snapshot().roll
        number = roll.numbers.get(slo_id)
        if number is None:
            raise UnknownSlo(slo_id)
        return labels_of(*roll.members[number])


def _id_of(note: Note) -> str:
    if note.repeat_key is None:
        return secrets.token_hex(8)
    text = f"{note.by}\n{note.repeat_key}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
