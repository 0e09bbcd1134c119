"""The gate in RUN mode: takes questions about runs, answers them, and keeps the verdicts.

A check runs to its end whoever still waits for it, so that it can be asked for afterwards.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.gate.answering import Answering, Asked, Words
from app.gate.benches import Benches
from app.gate.ports import CheckStore, RunSource
from app.gate.question import RunQuestion, chosen, informational_of
from app.gate.settling import Clock, settled
from app.slo.definition import Slo
from app.slo.errors import InvalidQuestion, StoreError, TooManyChecks, UnknownCheck
from app.slo.run import CheckPlace, OpenCheck, RunVerdict
from app.slo.verdict import VerdictKind, VerdictReason

log = logging.getLogger(__name__)

_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many checks may be open at a time, how many of them may read, and for how long."""

    open_checks: int = 32
    reading_checks: int = 4
    deadline_seconds: float = 60.0
    retry_after_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A check that is not over; it may be asked for again after some time."""

    check_id: str
    retry_after_seconds: float


class Gate:
    """Answers questions about runs; ``source`` makes what reads them."""

    def __init__(
        self,
        source: Callable[[], RunSource],
        definitions: Callable[[], Mapping[str, Slo]],
        store: CheckStore,
        words: Words,
        clock: Clock,
        limits: Limits = Limits(),
    ) -> None:
        self._benches = Benches(source)
        self._definitions = definitions
        self._store = store
        self._words = words
        self._clock = clock
        self._limits = limits
        self._reading = asyncio.Semaphore(limits.reading_checks)
        self._open: dict[str, asyncio.Task[RunVerdict]] = {}
        self._claiming = asyncio.Lock()

    async def check(self, question: RunQuestion) -> RunVerdict | Pending:
        """Answer a question, or say where the answer will be.

        Raises:
            InvalidQuestion: a field is wrong, or another question was asked under the same key.
            UnknownSlo: a name stands for no SLO.
            TooManyChecks: as many are open as may be.
            StoreError: the check cannot be kept.
        """
        asked = self._understood(question)
        check = OpenCheck(
            id=asked.verdict.check_id,
            digest=question.digest,
            created_at=asked.verdict.created_at,
            due_at=self._due_at(asked),
        )
        running = self._open.get(check.id)
        if running is None and len(self._open) >= self._limits.open_checks:
            raise TooManyChecks(self._limits.open_checks, self._limits.retry_after_seconds)
        if question.is_kept and (question.repeat_key is not None or not question.waits):
            task = await self._claimed(asked, check)
        else:
            task = self._open.get(check.id) or self._begin(asked, check)
        if isinstance(task, RunVerdict):
            return task
        if task is None or not question.waits:
            return self._pending(check.id)
        return await asyncio.shield(task)

    async def settle(
        self, names: Sequence[str], match: Mapping[str, str], end: float, at_most_seconds: float
    ) -> float | None:
        """Wait until the samples of a run have come; say which time they reach if they did.

        Raises:
            UnknownSlo: a name stands for no SLO.
        """
        slos = [each.slo for each in chosen(names, self._definitions())]
        bench = self._benches.of(slos, match)
        own = [*bench.own.values()]
        return await settled(bench.source.existing, own, end, at_most_seconds, self._clock)

    async def verdict(self, check_id: str) -> RunVerdict | Pending:
        """Give a verdict, or say that it is not there yet.

        Raises:
            UnknownCheck: none has that id, or whoever ran it has ended.
            StoreError: it cannot be read.
        """
        known = await self._store.get(check_id) if _ID.fullmatch(check_id) else None
        if known is not None and known.verdict is not None:
            return known.verdict
        if check_id in self._open or (known is not None and known.due_at > self._clock.now()):
            return self._pending(check_id)
        raise UnknownCheck(check_id)

    async def verdicts(self, before: CheckPlace | None, limit: int) -> Sequence[RunVerdict]:
        """List the verdicts given last, without their results; the last one first.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._store.find(before, limit)

    async def close(self) -> None:
        """Give up what is open; it can be asked again."""
        tasks = list(self._open.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _understood(self, question: RunQuestion) -> Asked:
        now = round(self._clock.now(), 3)
        judged = chosen(question.slos, self._definitions())
        span = question.span(now)
        verdict = RunVerdict(
            check_id=_id_of(question),
            verdict=VerdictKind.ERROR,
            reason=VerdictReason.NO_SLOS,
            summary="",
            start=span.start,
            end=span.end,
            match=dict(question.match),
            created_at=now,
            created_by=question.by,
        )
        return Asked(
            question=question,
            verdict=verdict,
            chosen=judged,
            span=span,
            baseline_span=question.baseline_span(span),
            is_informational=informational_of(question.informational, judged),
        )

    def _due_at(self, asked: Asked) -> float:
        """Say when a check is over for certain, unless its process has ended."""
        waits = asked.question.settle_seconds
        return asked.verdict.created_at + waits + 4 * self._limits.deadline_seconds

    def _begin(self, asked: Asked, check: OpenCheck) -> asyncio.Task[RunVerdict]:
        task = asyncio.create_task(self._carried_out(asked, check))
        self._open[check.id] = task
        task.add_done_callback(lambda done: self._over(check.id, done))
        return task

    async def _carried_out(self, asked: Asked, check: OpenCheck) -> RunVerdict:
        limits = self._limits
        answering = Answering(
            asked, self._benches, self._store, self._words, self._clock, limits.deadline_seconds
        )
        try:
            newest = await answering.settle()
            async with self._reading:
                verdict = await answering.answer(newest)
            if asked.question.is_kept:
                await self._store.finish(replace(check, verdict=verdict))
        except BaseException:
            await self._forget(check.id)
            raise
        return verdict

    async def _claimed(
        self, asked: Asked, check: OpenCheck
    ) -> RunVerdict | asyncio.Task[RunVerdict] | None:
        """Give the verdict that is kept, or what makes it; None if another process does."""
        async with self._claiming:  # or a second one finds it claimed, and not begun yet
            known = await self._store.claim(check, self._clock.now())
            task = self._open.get(check.id)
            if known is None and task is None:
                task = self._begin(asked, check)
        if known is not None and known.digest != check.digest:
            raise InvalidQuestion("Idempotency-Key", "another check was asked under this key")
        if known is not None and known.verdict is not None:
            return known.verdict
        if task is None:  # it may have ended just now
            known = await self._store.get(check.id)
            return known.verdict if known is not None else None
        return task

    async def _forget(self, check_id: str) -> None:
        try:
            await self._store.drop(check_id)
        except StoreError as error:
            log.warning("check %s came to nothing, and stays open: %s", check_id, error)

    def _over(self, check_id: str, done: asyncio.Task[RunVerdict]) -> None:
        self._open.pop(check_id, None)
        if not done.cancelled() and done.exception() is not None:
            log.error("check %s came to nothing", check_id, exc_info=done.exception())

    def _pending(self, check_id: str) -> Pending:
        return Pending(check_id, self._limits.retry_after_seconds)


def _id_of(question: RunQuestion) -> str:
    if question.repeat_key is None:
        return secrets.token_hex(16)
    text = f"{question.by}\n{question.repeat_key}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
