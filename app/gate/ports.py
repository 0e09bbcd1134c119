"""What the gate needs from outside: something to read runs from, and a place to keep verdicts.

``app/main.py`` names the classes that fill these places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.monitor.ports import Source
from app.slo.definition import Selector, Slo
from app.slo.run import Baseline, CheckPlace, OpenCheck, RunVerdict
from app.slo.samples import Series


class Existing(Protocol):
    """Tells what there is; every method raises a ``SourceError`` without an answer."""

    async def newest(self, slos: Sequence[Slo], at: float) -> Sequence[Sequence[float]]:
        """For each metric that definitions read, the newest sample of each of its targets."""
        ...

    async def last_before(
        self, slos: Sequence[Slo], at: float, seconds: float
    ) -> Mapping[str, Mapping[Series, float]]:
        """What each series stood at, if it had a sample so long before; by SLO name."""
        ...

    async def label_sets(
        self, selector: Selector, names: Sequence[str], at: float, seconds: float
    ) -> Sequence[Mapping[str, str]]:
        """List the values that some labels had together; without any series, nothing."""
        ...

    async def failing(self, at: float) -> Sequence[Mapping[str, str]]:
        """List the targets, by their labels, that could not be scraped last."""
        ...

    async def label_names(self, selector: Selector, at: float, seconds: float) -> Sequence[str]:
        """List the labels that a few series have."""
        ...


class RunSource(Source, Protocol):
    """Reads runs."""

    @property
    def existing(self) -> Existing:
        """Tell what there is."""
        ...


class CheckStore(Protocol):
    """Keeps checks; every method raises a ``StoreError`` if it cannot."""

    async def claim(self, check: OpenCheck, now: float) -> OpenCheck | None:
        """Begin a check, unless one is kept under its id: then that is given.

        One that is overdue, or that ended in an ERROR, makes room for the same question.
        """
        ...

    async def finish(self, check: OpenCheck) -> None:
        """Keep a verdict, whether or not the check was claimed before."""
        ...

    async def drop(self, check_id: str) -> None:
        """Forget a check that came to nothing."""
        ...

    async def get(self, check_id: str) -> OpenCheck | None:
        """Read one."""
        ...

    async def find(self, before: CheckPlace | None, limit: int) -> Sequence[RunVerdict]:
        """Read the verdicts given last, at most ``limit``, without their results; last first."""
        ...

    async def last_passes(
        self, wanted: Sequence[tuple[str, str]], until: float
    ) -> Mapping[tuple[str, str], Baseline]:
        """Find for SLOs, by id and fingerprint, the last pass of a run that ended by a time."""
        ...
