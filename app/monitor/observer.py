"""Reads what a group of definitions gained; counts nothing and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.counting import MANY, CountingChoice, Many
from app.monitor.lateness import Lateness
from app.monitor.ports import Source
from app.slo.definition import Slo
from app.slo.errors import SourceError, SourceRejected, SourceTimeout
from app.slo.reading import Trouble
from app.slo.samples import Grain, Samples
from app.slo.snapshot import Counting, Reason


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of some definitions from ``begin`` (Unix seconds) up to one time.

    ``samples`` are keyed by SLO name.
    """

    slos: tuple[Slo, ...]
    begin: float
    samples: Mapping[str, Samples]

    @property
    def count(self) -> int:
        """How many samples were read; one that counts for two definitions is two."""
        return sum(len(samples.time) for samples in self.samples.values())

    @property
    def series(self) -> int:
        """How many series were read; one that counts for two definitions is two."""
        return sum(len(samples.feedings) for samples in self.samples.values())


Troubles = Mapping[str, Trouble]


class Observer:
    """Reads definitions through a source, as far back as ``lateness`` says."""

    def __init__(
        self, source: Source, accounts: Accounts, lateness: Lateness, many: Many = MANY
    ) -> None:
        self._source = source
        self._accounts = accounts
        self._lateness = lateness
        self._choice = CountingChoice(source, accounts, many)

    async def observe(self, slos: Sequence[Slo], until: int) -> tuple[list[Found], Troubles]:
        """Read these definitions up to ``until``, each group by its own queries.

        A group that fails leaves the others alone.
        """
        groups = self.groups(slos, lambda slo: self._accounts[slo.name].reach.until)
        found = await asyncio.gather(*(self._group(group, until) for group in groups))
        troubles = {
            slo.name: one
            for one, group in zip(found, groups, strict=True)
            if isinstance(one, Trouble)
            for slo in group
        }
        return [one for one in found if isinstance(one, Found)], troubles

    def groups(self, slos: Sequence[Slo], place: Callable[[Slo], object]) -> list[tuple[Slo, ...]]:
        """Split definitions into those that are read together: same queries, same place."""
        return [
            members for group in self._source.plan(slos) for members in _at_one_place(group, place)
        ]

    async def read(
        self,
        slos: tuple[Slo, ...],
        after: int,
        until: int,
        look_back_seconds: float = 0.0,
        *,
        in_steps: bool = False,
    ) -> Found:
        """Read what definitions gained in (after, until], and the samples of some time before.

        ``in_steps`` says that sums must come step by step, however old they are. So they do
        anyway where excluded times begin or end.

        Raises:
            SourceError: the source gave no complete answer.
        """
        parts = await self._choice.of(slos, until)
        times = (self._accounts.twins.times(slo.name) for slo in slos)
        in_steps = in_steps or any(each.cut(after, until) for each in times)
        grain = Grain(self._accounts.step, 0.0) if in_steps else self._choice.grain()
        found = await asyncio.gather(
            *(
                self._source.observe(members, after, until, grain)
                if counting is Counting.AGGREGATED
                else self._source.observe(members, after - look_back_seconds, until)
                for counting, members in parts
            )
        )
        samples = {name: own for samples in found for name, own in samples.items()}
        return Found(slos, after - look_back_seconds, samples)

    async def series(
        self, slos: tuple[Slo, ...], after: float, until: float
    ) -> Mapping[str, Samples]:
        """Read the samples in (after, until] of those that are counted series by series.

        Keyed by SLO name. Of sums over instances, nothing that comes late is ever counted.

        Raises:
            SourceError: the source gave no complete answer.
        """
        for counting, members in await self._choice.of(slos, int(until)):
            if counting is Counting.EXACT:
                return await self._source.observe(members, after, until)
        return {}

    async def _group(self, slos: tuple[Slo, ...], until: int) -> Found | Trouble:
        after = self._accounts[slos[0].name].reach.until
        look_back_seconds = self._lateness.look_back(slos, until)
        try:
            found = await self.read(slos, after, until, look_back_seconds)
        except SourceError as error:
            return trouble_of(error)
        if look_back_seconds:
            await asyncio.to_thread(self._lateness.learn, self._accounts, found.samples, until)
        self._choice.noticed(slos, found.series, until)
        return found


def _at_one_place(slos: Iterable[Slo], place: Callable[[Slo], object]) -> list[tuple[Slo, ...]]:
    by_place: dict[object, list[Slo]] = {}
    for slo in slos:
        by_place.setdefault(place(slo), []).append(slo)
    return [tuple(members) for members in by_place.values()]


def trouble_of(error: SourceError) -> Trouble:
    """Say in a status why a definition could not be read."""
    if isinstance(error, SourceTimeout):
        return Trouble(Reason.SOURCE_TIMEOUT, str(error))
    if isinstance(error, SourceRejected):
        return Trouble(Reason.SOURCE_REJECTED, str(error))
    return Trouble(Reason.SOURCE_UNREACHABLE, str(error))
