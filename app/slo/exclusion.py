"""Time outside the promise: what somebody declared, and which SLOs it is about.

Refuses to know how a rule of recurrence is written out: whoever can, hands over the intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.slo.definition import Group, Origin, Slo


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An interval that comes again: ``rule`` is an RRULE of RFC 5545 without its name.

    It follows the wall clock of ``timezone`` (IANA), and each occurrence lasts
    ``duration_seconds``.
    """

    rule: str
    duration_seconds: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Events of this time are in no budget, SLI or burn rate of the SLOs that it applies to.

    It applies to an SLO that is one of ``slos`` (names of definitions; none named: any), and has
    every one of ``labels`` among its service, labels and group. ``start`` and ``end`` are Unix
    seconds; with a ``recurrence`` there is no ``end``, and ``start`` is when it can begin at the
    earliest. ``origin`` is where it was written, ``None`` if it was asked for.
    """

    id: str
    slos: tuple[str, ...]
    labels: Group
    start: float
    end: float | None
    recurrence: Recurrence | None
    reason: str
    created_by: str | None = None
    created_at: float | None = None
    origin: Origin | None = None

    @property
    def is_about_all(self) -> bool:
        """Whether it applies to every SLO there is."""
        return not self.slos and not self.labels

    def condition_on(self, slo: Slo) -> Group | None:
        """Give what a definition's group must have for it to apply; ``None`` if it never does."""
        if self.slos and slo.name not in self.slos:
            return None
        own = {"service": slo.service, **slo.labels}
        of_group = tuple((name, value) for name, value in self.labels if name in slo.group_by)
        others = (pair for pair in self.labels if pair not in of_group)
        return of_group if all(own.get(name) == value for name, value in others) else None


@dataclass(frozen=True, slots=True)
class ExclusionChange:
    """What is to happen to the exclusions that were asked for: one comes, or one goes."""

    added: Exclusion | None = None
    removed: str | None = None
