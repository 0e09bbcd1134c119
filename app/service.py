"""What any face may ask of the running service; the faces translate and do no arithmetic."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import uuid4
from zoneinfo import ZoneInfoNotFoundError

from app.monitor.book import Book
from app.slo.alert import Alert
from app.slo.definition import Group, Slo
from app.slo.errors import InvalidQuestion, NotYetEvaluated, UnknownExclusion, UnknownSlo
from app.slo.exclusion import Exclusion, ExclusionChange, Recurrence
from app.slo.firing import Firing, firing
from app.slo.kept import AlertFilter
from app.slo.silence import Silence
from app.slo.snapshot import Snapshot, State, Status
from app.slo.verdict import Verdict, judge

EXPIRES_AFTER_STEPS = 3
"""A snapshot that is older than this many steps when it is read speaks for nothing any more."""

MOST_EXCLUSIONS = 1000
"""So many exclusions can be asked for at most; those of files are not among them."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the service can answer, and what a person should know if it cannot or only partly.

    ``details`` holds one sentence per matter: backfill progress, a refused reload, a late cycle.
    """

    ready: bool
    details: tuple[str, ...]


class ExclusionsInForce(Protocol):
    """The exclusions of a running monitor."""

    def listed(self) -> Sequence[Exclusion]:
        """List them, of files and asked for, by id."""
        ...

    def names(self) -> Collection[str]:
        """Name the definitions in force."""
        ...

    async def change(self, change: ExclusionChange) -> None:
        """Take or remove one, with all that follows for the past."""
        ...


class Service:
    """Answers questions from the current snapshot; asks Prometheus nothing.

    What is excluded from the past is the exception: its edges may have to be read again.
    """

    def __init__(
        self,
        book: Book,
        now: Callable[[], float],
        step_seconds: int,
        offset_seconds: int,
        queries_of: Callable[[Slo], Sequence[str]],
        checked: Callable[[Recurrence, float], Recurrence] = lambda recurrence, _start: recurrence,
        silenced_by: Callable[[Alert], Sequence[Silence]] = lambda _: (),
    ) -> None:
        self._book = book
        self._now = now
        self._step = step_seconds
        self._offset = offset_seconds
        self._queries_of = queries_of
        self._checked = checked
        self._silenced_by = silenced_by
        self._exclusions: Callable[[], ExclusionsInForce] | None = None

    def attach(self, exclusions: Callable[[], ExclusionsInForce]) -> None:
        """Take over the exclusions of the monitor, once it runs."""
        self._exclusions = exclusions

    def snapshot(self) -> Snapshot:
        """Return the current snapshot, everything in it unknown if it has expired.

        Raises:
            NotYetEvaluated: the first cycle has not finished.
        """
        current = self._book.current
        if current is None:
            raise NotYetEvaluated(retry_after_seconds=self._step)
        if self._age_in_steps(current) <= EXPIRES_AFTER_STEPS:
            return current
        return self._book.expired(current, self._expiry_message(current))

    def statuses(
        self,
        service: str | None = None,
        state: State | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> tuple[Snapshot, Sequence[Status]]:
        """Return the snapshot and those of its statuses that meet every condition, by id.

        ``labels`` are compared with the definition's labels and the group's.
        """
        snapshot = self.snapshot()
        if service is None and state is None and not labels:
            return snapshot, snapshot.statuses
        found = [
            snapshot.statuses[place]
            for place, (slo, group) in enumerate(snapshot.roll)
            if service in (None, slo.service) and _has_labels(slo, group, labels or {})
        ]
        return snapshot, [status for status in found if state is None or status.state is state]

    def status(self, slo_id: str) -> Status:
        """Return one status.

        Raises:
            UnknownSlo: no SLO has that id.
            NotYetEvaluated: the first cycle has not finished.
        """
        status = self.snapshot().get(slo_id)
        if status is None:
            raise UnknownSlo(slo_id)
        return status

    def queries(self, status: Status) -> Sequence[str]:
        """Give the queries that read this SLO's events, as Prometheus is asked them."""
        return self._queries_of(status.slo)

    def check(self, names: Sequence[str] = ()) -> Verdict:
        """Judge the budgets of the SLOs named (all SLOs if none is), in memory.

        A name is an SLO's id, or a definition's name for all of its groups.

        Raises:
            UnknownSlo: a name stands for no SLO.
            NotYetEvaluated: the first cycle has not finished.
        """
        snapshot = self.snapshot()
        chosen = {s.id: s for name in names for s in _named(snapshot, name)} if names else None
        statuses = (
            snapshot.statuses if chosen is None else tuple(v for _, v in sorted(chosen.items()))
        )
        return judge(statuses, snapshot.generation, snapshot.evaluated_at, self.expected_at())

    def exclusions(self) -> Sequence[Exclusion]:
        """List the exclusions in force, by id.

        Raises:
            NotYetEvaluated: the account has not been opened.
        """
        return self._in_force().listed()

    async def exclude(self, wanted: Exclusion) -> Exclusion:
        """Take an exclusion that is asked for; it is given an id and the time.

        Raises:
            InvalidQuestion: a field is wrong, or the past cannot be changed exactly.
            NotYetEvaluated: the account has not been opened.
            SourceError: a piece of the past could not be read again.
            StoreError: nothing was stored.
        """
        exclusions = self._in_force()
        self._check(wanted, exclusions)
        recurrence = await asyncio.to_thread(self._recurrence, wanted)  # it may be searched for
        taken = replace(wanted, id=uuid4().hex, recurrence=recurrence, created_at=self._now())
        await exclusions.change(ExclusionChange(added=taken))
        return taken

    async def include_again(self, exclusion_id: str) -> None:
        """Withdraw an exclusion that was asked for.

        Raises:
            UnknownExclusion: there is none with that id.
            InvalidQuestion: it stands in a file, or the past cannot be changed exactly.
        """
        exclusions = self._in_force()
        found = next((each for each in exclusions.listed() if each.id == exclusion_id), None)
        if found is None:
            raise UnknownExclusion(exclusion_id)
        if found.origin is not None:
            place = f"{found.origin.file}:{found.origin.line}"
            raise InvalidQuestion("id", f"it stands in {place}; remove it there")
        await exclusions.change(ExclusionChange(removed=exclusion_id))

    def _in_force(self) -> ExclusionsInForce:
        if self._exclusions is None:
            raise NotYetEvaluated(retry_after_seconds=self._step)
        return self._exclusions()

    def _check(self, wanted: Exclusion, exclusions: ExclusionsInForce) -> None:
        names = exclusions.names()
        for number, name in enumerate(wanted.slos):
            if name not in names:
                raise InvalidQuestion(f"slos[{number}]", f"no definition has the name {name!r}")
        if wanted.end is not None and wanted.end <= wanted.start:
            raise InvalidQuestion("end", "end must lie after start")
        if sum(each.origin is None for each in exclusions.listed()) >= MOST_EXCLUSIONS:
            text = f"there are {MOST_EXCLUSIONS:,} exclusions; withdraw old ones first"
            raise InvalidQuestion("start", text)

    def _recurrence(self, wanted: Exclusion) -> Recurrence | None:
        if wanted.recurrence is None:
            return None
        try:
            return self._checked(wanted.recurrence, wanted.start)
        except ZoneInfoNotFoundError:
            raise InvalidQuestion("timezone", "timezone must be an IANA time zone") from None
        except ValueError as error:
            raise InvalidQuestion("rrule", f"rrule {error}") from None

    def alerts(
        self, wanted: AlertFilter, after: str, limit: int
    ) -> tuple[Snapshot, Sequence[Firing]]:
        """Return the snapshot and the first alerts meant that fire, by id, after one.

        Those of an expired snapshot fire as they did; what is known now is nothing.

        Raises:
            NotYetEvaluated: the first cycle has not finished.
        """
        snapshot = self.snapshot()
        by_id = {alert.id: alert for alert in snapshot.firing if wanted.lets_through(alert.subject)}
        page = [by_id[name] for name in sorted(by_id) if name > after][:limit]
        return snapshot, [
            firing(alert, snapshot.get(alert.subject.slo_id), self._silenced_by(alert))
            for alert in page
        ]

    def expected_at(self) -> float:
        """Give the evaluation time that an up-to-date snapshot has now; Unix seconds."""
        return (self._now() - self._offset) // self._step * self._step

    def readiness(self) -> Readiness:
        """Say whether a cycle has been published, and what stands in the way of a fresh one."""
        current = self._book.current
        details = list(self._book.notices())
        if current is None:
            return Readiness(ready=False, details=("the first cycle has not finished", *details))
        if self._age_in_steps(current) > EXPIRES_AFTER_STEPS:
            details.insert(0, self._expiry_message(current))
        return Readiness(ready=True, details=tuple(details))

    def _age_in_steps(self, snapshot: Snapshot) -> float:
        return (self.expected_at() - snapshot.evaluated_at) / self._step

    def _expiry_message(self, snapshot: Snapshot) -> str:
        age = self._age_in_steps(snapshot) * self._step
        return f"the newest evaluation is {age:.0f} s behind; the cycle is late or failing"


def _named(snapshot: Snapshot, name: str) -> Sequence[Status]:
    found = snapshot.named(name)
    if not found:
        raise UnknownSlo(name)
    return found


def _has_labels(slo: Slo, group: Group, wanted: Mapping[str, str]) -> bool:
    own = {**slo.labels, **dict(group)}
    return all(own.get(name) == value for name, value in wanted.items())
