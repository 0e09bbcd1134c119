"""Reads a run of many definitions: each metric once, all at the same time, up to one deadline.

What cannot be read is trouble of the definitions that it was read for; it leaves others alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from app.gate.ports import RunSource
from app.slo.definition import Group, LatencyIndicator, Slo
from app.slo.errors import SourceError, SourceRejected, SourceTimeout
from app.slo.latency import quantiles_of
from app.slo.register import Register
from app.slo.run import Span, Trouble
from app.slo.samples import Samples, Series
from app.slo.snapshot import Quantile
from app.slo.tally import TAIL_SECONDS, Tallied, Tally
from app.slo.verdict import VerdictReason

LOOK_BACK_SECONDS = 300.0
"""So far before a run its samples are read: what a series stood at, and whether it was there."""

BORN_SECONDS = 86_400.0
"""A series that names no process was born if it had no sample for so long."""

PIECE_SECONDS = 3600.0
SHORTEST_PIECE_SECONDS = 60.0

Read = Tallied | Trouble
Quantiles = Mapping[tuple[str, Group], Quantile]


Registers = dict[str, Register]
"""By name of a definition, which series fed it in an earlier run."""

MOST_OVER = 2
"""A register with so many times the series of a run is not kept."""


async def read_run(
    source: RunSource, slos: Sequence[Slo], span: Span, deadline_seconds: float, known: Registers
) -> Mapping[str, Read]:
    """Count definitions, of different names, over a run; keyed by name.

    ``known`` spares work, and learns.
    """
    groups = list(source.plan(slos))
    tasks = [asyncio.create_task(_Group(source, group, span, known).read()) for group in groups]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=deadline_seconds)
        for task in late:
            task.cancel()
    found: dict[str, Read] = {}
    for group, result in zip(
        groups, await asyncio.gather(*tasks, return_exceptions=True), strict=True
    ):
        found |= _handed_out(group, result, deadline_seconds)
    return found


def _handed_out(
    group: Iterable[Slo], result: Mapping[str, Read] | BaseException, deadline_seconds: float
) -> Mapping[str, Read]:
    if isinstance(result, Mapping):
        return result
    if isinstance(result, asyncio.CancelledError):
        result = too_late(deadline_seconds)
    if not isinstance(result, SourceError):
        raise result
    return dict.fromkeys((slo.name for slo in group), trouble_of(result))


def too_late(deadline_seconds: float) -> SourceTimeout:
    """Say that Prometheus did not answer within all the time that a check has."""
    return SourceTimeout(f"Prometheus did not answer everything within {deadline_seconds:g} s")


def trouble_of(error: SourceError) -> Trouble:
    """Say why a run could not be read."""
    reason = VerdictReason.SOURCE_UNREACHABLE
    if isinstance(error, SourceTimeout):
        reason = VerdictReason.SOURCE_TIMEOUT
    if isinstance(error, SourceRejected):
        reason = VerdictReason.SOURCE_REJECTED
    return Trouble(reason, str(error))


async def read_quantiles(
    source: RunSource, slos: Sequence[Slo], span: Span, deadline_seconds: float
) -> Quantiles:
    """Find the quantile that each latency target is about, where the source can tell.

    They stand beside a verdict and decide nothing: trouble leaves them out.
    """
    targets = {s.name: float(s.target) for s in slos if isinstance(s.indicator, LatencyIndicator)}
    latencies = [slo for slo in slos if slo.name in targets]
    if not latencies:
        return {}
    try:
        async with asyncio.timeout(deadline_seconds):
            found = await source.distributions(latencies, span.end, max(round(span.seconds), 1))
    except (SourceError, TimeoutError):
        return {}
    located = {key: quantiles_of(each, (targets[key[0]],)) for key, each in found.items()}
    return {key: quantiles[0] for key, quantiles in located.items() if quantiles}


class _Group:
    """Reads definitions that share metrics, piece by piece."""

    def __init__(
        self, source: RunSource, slos: tuple[Slo, ...], span: Span, known: Registers
    ) -> None:
        self._source = source
        self._slos = slos
        self._span = span
        self._known = known
        self._tallies = {slo.name: Tally(slo, span, known.get(slo.name)) for slo in slos}
        self._stood: Mapping[str, Mapping[Series, float]] | None = None

    async def read(self) -> Mapping[str, Read]:
        """Read the whole run, in shorter pieces where one is too much to ask for at once.

        Raises:
            SourceError: the source gave no complete answer.
        """
        begin, seconds, look_back = self._span.start, PIECE_SECONDS, LOOK_BACK_SECONDS
        while begin < self._span.end:
            until = min(begin + seconds, self._span.end)
            after = until + TAIL_SECONDS if until == self._span.end else until
            try:
                samples = await self._source.observe(self._slos, begin - look_back, after)
            except SourceRejected:
                seconds = (until - begin) / 2
                if seconds < SHORTEST_PIECE_SECONDS:
                    raise
                continue
            await self._count(samples, after)
            begin, look_back = until, 0.0
        found = {name: tally.result() for name, tally in self._tallies.items()}
        for name, tally in self._tallies.items():
            register = tally.register
            few = len(register.feedings) <= MOST_OVER * tally.series_seen and not register.cuts
            self._known[name] = register if few else Register()
        return found

    async def _count(self, samples: Mapping[str, Samples], until: float) -> None:
        before: dict[str, Mapping[Series, float]] = {}
        for name, tally in self._tallies.items():
            newcomers = tally.newcomers(samples[name])
            if newcomers:
                stood = (await self._values_before())[name]
                before[name] = {series: stood.get(series, 0.0) for series in newcomers}
        await asyncio.to_thread(self._add, samples, until, before)

    def _add(
        self,
        samples: Mapping[str, Samples],
        until: float,
        before: Mapping[str, Mapping[Series, float]],
    ) -> None:
        for name, tally in self._tallies.items():
            tally.add(samples[name], until, before.get(name, {}))

    async def _values_before(self) -> Mapping[str, Mapping[Series, float]]:
        """Ask once what series stood at when the run began."""
        if self._stood is None:
            self._stood = await self._source.existing.last_before(
                self._slos, self._span.start, BORN_SECONDS
            )
        return self._stood
