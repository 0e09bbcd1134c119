"""Answers one question about a run: waits for its data, reads it, and has it judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.gate import baselines
from app.gate.absence import Detective
from app.gate.ports import CheckStore, RunSource
from app.gate.question import Chosen, LastPass, OfCheck, OfTime, RunQuestion
from app.gate.reading import Quantiles, Read, read_quantiles, read_run, too_late, trouble_of
from app.gate.settling import Clock, settled
from app.monitor.hints import bounds_hint
from app.slo.definition import Group, Selector, Slo
from app.slo.errors import SourceError
from app.slo.health import not_a_bound
from app.slo.judging import judge_run
from app.slo.narrowing import narrowed
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
        source: RunSource,
        store: CheckStore,
        words: Words,
        clock: Clock,
        deadline_seconds: float,
    ) -> None:
        self._source = source
        self._store = store
        self._words = words
        self._clock = clock
        self._deadline_seconds = deadline_seconds

    async def settle(self, asked: Asked) -> float | None:
        """Wait until the data of the run has come; give the time that it reaches."""
        own = [self._own(asked, each.slo) for each in asked.chosen]
        wait = asked.question.settle_seconds
        return await settled(self._source.existing, own, asked.span.end, wait, self._clock)

    async def answer(self, asked: Asked, newest: float | None) -> RunVerdict:
        """Read the run and judge it; whatever cannot be read stands in the results.

        Raises:
            StoreError: earlier checks cannot be read.
        """
        own = [self._own(asked, each.slo) for each in asked.chosen]
        deadline = asyncio.get_running_loop().time() + self._deadline_seconds
        read, quantiles, of_time = await asyncio.gather(
            read_run(self._source, own, asked.span, self._deadline_seconds),
            read_quantiles(self._source, own, asked.span, self._deadline_seconds),
            self._other_time(asked),
        )
        found = await asyncio.gather(
            *(
                self._readings(asked, each, read[each.slo.name], quantiles, deadline)
                for each in asked.chosen
            )
        )
        readings = [each for some in found for each in some]
        find = of_time or await self._kept(asked, readings)
        if find is not None:
            readings = [_compared(each, find) for each in readings]
        run = Run(asked.span, asked.question.rules, self._clock.now())
        verdict = replace(asked.verdict, newest_sample=newest)
        return await asyncio.to_thread(judge_run, verdict, run, readings)

    def _own(self, asked: Asked, slo: Slo) -> Slo:
        return narrowed(slo, asked.question.match)

    async def _other_time(self, asked: Asked) -> baselines.Find | None:
        baseline, span = asked.question.baseline, asked.baseline_span
        if not isinstance(baseline, OfTime) or span is None:
            return None
        slos = [each.slo for each in asked.chosen]
        at = (span, asked.question.match)
        return await baselines.of_time(self._source, slos, baseline, at, self._deadline_seconds)

    async def _kept(self, asked: Asked, readings: Sequence[RunReading]) -> baselines.Find | None:
        baseline = asked.question.baseline
        if not isinstance(baseline, OfCheck | LastPass):
            return None
        return await baselines.of_kept(self._store, baseline, readings, asked.span)

    async def _readings(
        self, asked: Asked, one: Chosen, read: Read, quantiles: Quantiles, deadline: float
    ) -> Sequence[RunReading]:
        """Say of each SLO of a definition what was read of it."""
        slo = one.slo
        query = "\n".join(self._words.queries_of(self._own(asked, slo)))
        bare = RunReading(slo, query=query)
        if isinstance(read, Trouble):
            made = [replace(bare, trouble=read)]
        else:
            try:
                async with asyncio.timeout_at(deadline):
                    made = await self._tallied(asked, bare, read, quantiles)
            except TimeoutError:
                made = [replace(bare, trouble=trouble_of(too_late(self._deadline_seconds)))]
        chosen = list(_chosen(one, bare, made))
        return [
            replace(each, informational=asked.is_informational(slo, each.id)) for each in chosen
        ]

    async def _tallied(
        self, asked: Asked, bare: RunReading, tallied: Tallied, quantiles: Quantiles
    ) -> list[RunReading]:
        slo, existing = bare.slo, self._source.existing
        detective = Detective(existing, asked.question.match, asked.span, self._words.total_of)
        try:
            looked = await detective.look(slo, tallied)
        except SourceError as error:
            looked = trouble_of(error)
        if isinstance(looked, Trouble):
            return [replace(bare, trouble=looked)]
        if not looked.matched or not (tallied.counts or tallied.unbounded):
            return [replace(bare, matched=looked.matched, hint=looked.hint)]
        unbounded = await self._unbounded(asked, slo) if tallied.unbounded else None
        groups: Mapping[Group, None] = dict.fromkeys([*tallied.counts, *tallied.unbounded])
        return [
            replace(
                bare,
                group=group,
                counts=tallied.counts.get(group),
                trouble=unbounded if group in tallied.unbounded else None,
                quantile=quantiles.get((slo.name, group)),
            )
            for group in groups
        ]

    async def _unbounded(self, asked: Asked, slo: Slo) -> Trouble:
        own = self._own(asked, slo)
        hint = await bounds_hint(self._source, own, int(asked.span.end))
        said = not_a_bound(slo, hint)
        return Trouble(VerdictReason.QUERY_ERROR, f"{said[0].upper()}{said[1:]}.")


def _chosen(one: Chosen, bare: RunReading, made: Sequence[RunReading]) -> Iterator[RunReading]:
    """Leave out the groups that were not asked for; one that was and is not there is told."""
    if one.ids is None:
        yield from made
        return
    found = {each.id: each for each in made}
    for slo_id in sorted(one.ids):
        alone = made[0] if len(made) == 1 and not made[0].group else bare
        missing = replace(
            alone, asked_as=slo_id, matched=False, hint=alone.hint or "the run has no such group"
        )
        yield found.get(slo_id, missing)


def _compared(reading: RunReading, find: baselines.Find) -> RunReading:
    baseline, note = find(reading)
    return replace(reading, baseline=baseline, note=note)
