"""What the monitor needs from outside: something to read events from, and a place to keep them.

``app/main.py`` names the classes that fill these places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from app.slo.account import Account, Entry, StoredAccount
from app.slo.alert import Happened, OpenAlert
from app.slo.annotation import Annotation
from app.slo.definition import Group, Slo
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.latency import Distribution
from app.slo.samples import Extent, Grain, Samples
from app.slo.step import Held, News, Step


class Store(Protocol):
    """Keeps accounts so that a crash at any moment loses nothing that was published."""

    async def load(self) -> Sequence[StoredAccount]:
        """Read every account.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...

    async def append(self, entries: Sequence[Entry]) -> None:
        """Take all entries in one transaction, or none.

        An account that is new to the store is created; one under the same SLO name with another
        fingerprint is replaced.

        Raises:
            NotLeader: another process may write now.
            StoreError: nothing was stored, or (if the store is a server) that is not known.
        """
        ...

    async def append_step(
        self, entries: Sequence[Entry], happened: Callable[[], Happened], step: Step | None = None
    ) -> None:
        """Take all entries of a step and what happened in it in one transaction, or none.

        ``happened`` says what happened; it is called once, on a thread, and may take its time. A
        transition whose id is known already is passed over. ``step`` is for replicas that follow.

        Raises:
            NotLeader: another process may write now.
            StoreError: nothing was stored, or (if the store is a server) that is not known.
        """
        ...

    async def exclusions(self) -> Sequence[Exclusion]:
        """Read the exclusions that were asked for.

        Raises:
            StoreError: they cannot be read.
        """
        ...

    async def exclude(self, portions: Iterable[Sequence[Entry]], change: ExclusionChange) -> None:
        """Take a change of exclusions and the entries that follow from it, or nothing.

        The entries may be many, and are asked for portion by portion.

        Raises:
            StoreError: nothing was stored.
        """
        ...

    async def retire(self, accounts: Sequence[Account]) -> None:
        """Take accounts whose series have become fewer; all in one transaction, or none.

        Raises:
            StoreError: nothing was stored.
        """
        ...

    async def open_alerts(self) -> Sequence[OpenAlert]:
        """Read the alerts that fired when the last step was stored.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...

    async def annotations(self, after: float, until: float) -> Sequence[Annotation]:
        """Read what was noted of the time in (after, until], by begin.

        Raises:
            StoreError: the stored state cannot be read.
        """
        ...

    async def forget(self, slo_names: Sequence[str]) -> None:
        """Drop the accounts of definitions that are no longer in the catalog."""
        ...

    async def close(self) -> None:
        """Release files and connections."""
        ...


class SharedStore(Store, Protocol):
    """A store that several processes share: one of them writes, and all of them read."""

    async def newest_step(self) -> int | None:
        """Say when the step that was stored last was evaluated; cheap, to be asked often.

        Raises:
            StoreError: the store did not answer.
        """
        ...

    async def news(self, known: Mapping[str, Held], after: int | None, step_seconds: int) -> News:
        """Read what was stored since the step ``after`` of what is known, by SLO name.

        Raises:
            StoreError: it cannot be read.
        """
        ...


class Lease(Protocol):
    """The right to write to a store. Every method raises a ``StoreError`` if nobody answers."""

    @property
    def is_shared(self) -> bool:
        """Whether another process may hold it."""
        ...

    @property
    def ttl_seconds(self) -> float:
        """How long it lasts without being renewed."""
        ...

    @property
    def epoch(self) -> int | None:
        """The number of the term in which this process holds it."""
        ...

    async def claim(self) -> bool:
        """Begin a new term if nobody holds it, and say whether."""
        ...

    async def renew(self) -> bool:
        """Let it last from now on, and say whether it was still held."""
        ...

    async def release(self) -> None:
        """Let it go."""
        ...

    async def holder(self) -> str | None:
        """Name the process that holds it."""
        ...


class Source(Protocol):
    """Reads events. Every method raises a ``SourceError`` when Prometheus does not answer."""

    def plan(self, slos: Sequence[Slo]) -> Sequence[tuple[Slo, ...]]:
        """Group definitions that are read by the same queries; they succeed or fail together."""
        ...

    async def observe(
        self, slos: tuple[Slo, ...], after: float, until: float, grain: Grain | None = None
    ) -> Mapping[str, Samples]:
        """Read every sample in (after, until] of the series that these definitions count.

        Samples at or before ``after`` may be among them. With a ``grain`` the source sums over
        instances: a sample is then what they gained in (after, until] or a stretch of it. The
        answer is keyed by SLO name and has an entry for each definition.
        """
        ...

    async def extent(self, slos: tuple[Slo, ...], at: float, worth_series: int) -> Extent:
        """Count the series that these definitions read at a time.

        If they are more than ``worth_series``, count also the sums that would come instead.
        """
        ...

    async def distributions(
        self, slos: Sequence[Slo], at: float, window_seconds: int
    ) -> Mapping[tuple[str, Group], Distribution]:
        """Read the latency distribution of each group over the window that ends at ``at``."""
        ...

    async def bounds(self, slo: Slo, at: float) -> Sequence[float]:
        """List the bucket bounds of a latency definition's series, ascending, without +Inf."""
        ...
