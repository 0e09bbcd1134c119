"""Answers one question about a run: waits for its data, reads it, and has it judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.gate import baselines
from app.gate.absence import Detective
from app.gate.benches import Benches
from app.gate.ports import CheckStore
from app.gate.question import Chosen, LastPass, OfCheck, OfTime, RunQuestion
from app.gate.reading import Quantiles, Read, read_quantiles, read_run, too_late, trouble_of
from app.gate.settling import Clock, settled
from app.monitor.hints import bounds_hint
from app.slo.definition import Group, Selector, Slo
from app.slo.errors import SourceError
from app.slo.health import not_a_bound
from app.slo.judging import judge_run
from app.slo.run import RunReading, RunVerdict, Span, Trouble
from app.slo.run_rules import Run
from app.slo.tally import Tallied
from app.slo.verdict import VerdictReason


@dataclass(frozen=True, slots=True)
class Words:
    """How definitions are written for Prometheus, and which series count all of their events."""

    queries_of: Callable[[Slo], Sequence[str]]
    total_of: Callable[[Slo], Selector]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood; ``verdict`` is the answer that is still to be given."""

    question: RunQuestion
    verdict: RunVerdict
    chosen: Sequence[Chosen]
    span: Span
    baseline_span: Span | None
    is_informational: Callable[[Slo, str], bool]


class Answering:
    """Answers one question; made anew for each."""

    def __init__(
        self,
        asked: Asked,
        benches: Benches,
        store: CheckStore,
        words: Words,
        clock: Clock,
        deadline_seconds: float,
    ) -> None:
        self._asked = asked
        self._benches = benches
        self._bench = benches.of([one.slo for one in asked.chosen], asked.question.match)
        self._store = store
        self._words = words
        self._clock = clock
        self._deadline_seconds = deadline_seconds

    async def settle(self) -> float | None:
        """Wait until the data of the run has come; give the time that it reaches."""
        bench, wait = self._bench, self._asked.question.settle_seconds
        existing, end = bench.source.existing, self._asked.span.end
        return await settled(existing, [*bench.own.values()], end, wait, self._clock)

    async def answer(self, newest: float | None) -> RunVerdict:
        """Read the run and judge it; whatever cannot be read stands in the results.

        Raises:
            StoreError: earlier checks cannot be read.
        """
        asked, bench, seconds = self._asked, self._bench, self._deadline_seconds
        own = [*bench.own.values()]
        deadline = asyncio.get_running_loop().time() + seconds
        read, quantiles, of_time = await asyncio.gather(
            read_run(bench.source, own, asked.span, seconds, bench.known),
            read_quantiles(bench.source, own, asked.span, seconds),
            self._other_time(),
        )
        found = await asyncio.gather(
            *(self._readings(one, read[one.slo.name], quantiles, deadline) for one in asked.chosen)
        )
        readings = [each for some in found for each in some]
        find = of_time or await self._kept(readings)
        if find is not None:
            readings = [_compared(each, find) for each in readings]
        run = Run(asked.span, asked.question.rules, self._clock.now())
        verdict = replace(asked.verdict, newest_sample=newest)
        return await asyncio.to_thread(judge_run, verdict, run, readings)

    async def _other_time(self) -> baselines.Find | None:
        asked, baseline = self._asked, self._asked.question.baseline
        if not isinstance(baseline, OfTime) or asked.baseline_span is None:
            return None
        match = asked.question.match if baseline.match is None else baseline.match
        bench = self._benches.of(self._bench.slos, match)
        return await baselines.of_time(bench, asked.baseline_span, self._deadline_seconds)

    async def _kept(self, readings: Sequence[RunReading]) -> baselines.Find | None:
        baseline = self._asked.question.baseline
        if not isinstance(baseline, OfCheck | LastPass):
            return None
        return await baselines.of_kept(self._store, baseline, readings, self._asked.span)

    async def _readings(
        self, one: Chosen, read: Read, quantiles: Quantiles, deadline: float
    ) -> Sequence[RunReading]:
        """Say of each SLO of a definition what was read of it."""
        slo = one.slo
        query = "\n".join(self._words.queries_of(self._bench.own[slo.name]))
        bare = RunReading(slo, query=query)
        if isinstance(read, Trouble):
            made = [replace(bare, trouble=read)]
        else:
            try:
                async with asyncio.timeout_at(deadline):
                    made = await self._tallied(bare, read, quantiles)
            except TimeoutError:
                made = [replace(bare, trouble=trouble_of(too_late(self._deadline_seconds)))]
        chosen = list(_chosen(one, bare, made))
        return [
            replace(each, informational=self._asked.is_informational(slo, each.id))
            for each in chosen
        ]

    async def _tallied(
        self, bare: RunReading, tallied: Tallied, quantiles: Quantiles
    ) -> list[RunReading]:
        slo, asked, existing = bare.slo, self._asked, self._bench.source.existing
        detective = Detective(existing, asked.question.match, asked.span, self._words.total_of)
        try:
            looked = await detective.look(slo, tallied)
        except SourceError as error:
            looked = trouble_of(error)
        if isinstance(looked, Trouble):
            return [replace(bare, trouble=looked)]
        if not looked.matched or not (tallied.counts or tallied.unbounded):
            return [replace(bare, matched=looked.matched, hint=looked.hint)]
        unbounded = await self._unbounded(slo) if tallied.unbounded else None
        failing = await detective.failing(tallied)
        groups: Mapping[Group, None] = dict.fromkeys([*tallied.counts, *tallied.unbounded])
        return [
            replace(
                bare,
                group=group,
                counts=tallied.counts.get(group),
                trouble=unbounded if group in tallied.unbounded else failing.get(group),
                quantile=quantiles.get((slo.name, group)),
            )
            for group in groups
        ]

    async def _unbounded(self, slo: Slo) -> Trouble:
        bench, end = self._bench, int(self._asked.span.end)
        hint = await bounds_hint(bench.source, bench.own[slo.name], end)
        said = not_a_bound(slo, hint)
        return Trouble(VerdictReason.QUERY_ERROR, f"{said[0].upper()}{said[1:]}.")


def _chosen(one: Chosen, bare: RunReading, made: Sequence[RunReading]) -> Iterator[RunReading]:
    """Leave out the groups that were not asked for; one that was and is not there is told."""
    if one.ids is None:
        yield from made
        return
    found = {each.id: each for each in made}
    is_whole = len(made) == 1 and made[0].counts is None and not made[0].group
    whole = made[0] if is_whole else bare
    for slo_id in sorted(one.ids):
        hint = whole.hint or "the run has no such group"
        missing = replace(whole, asked_as=slo_id, matched=False, hint=hint)
        yield found.get(slo_id, missing)


def _compared(reading: RunReading, find: baselines.Find) -> RunReading:
    baseline, note = find(reading)
    return replace(reading, baseline=baseline, note=note)
