"""Keeps checks in memory, by the rules of a store."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.slo.run import Baseline, CheckPlace, OpenCheck, RunVerdict
from app.slo.verdict import VerdictKind


class KeptChecks:
    """Some checks; ``trouble`` is raised at the next question."""

    def __init__(self) -> None:
        self.checks: dict[str, OpenCheck] = {}
        self.trouble: Exception | None = None
        self.finished = asyncio.Event()

    async def claim(self, check: OpenCheck, now: float) -> OpenCheck | None:
        known = self.checks.get(check.id)
        if known is not None and known.digest == check.digest:
            failed = known.verdict is not None and known.verdict.verdict is VerdictKind.ERROR
            if failed or (known.verdict is None and known.due_at < now):
                known = None
        if known is None:
            self.checks[check.id] = check
        return known

    async def finish(self, check: OpenCheck) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.checks[check.id] = check
        self.finished.set()

    async def drop(self, check_id: str) -> None:
        known = self.checks.get(check_id)
        if known is not None and known.verdict is None:
            del self.checks[check_id]

    async def get(self, check_id: str) -> OpenCheck | None:
        return self.checks.get(check_id)

    async def find(self, before: CheckPlace | None, limit: int) -> Sequence[RunVerdict]:
        given = [check.verdict for check in self.checks.values() if check.verdict is not None]
        given.sort(key=lambda each: (each.created_at, each.check_id), reverse=True)
        earlier = [
            replace(each, results=())
            for each in given
            if before is None or (each.created_at, each.check_id) < before
        ]
        return earlier[:limit]

    async def last_passes(
        self, wanted: Sequence[tuple[str, str]], until: float
    ) -> Mapping[tuple[str, str], Baseline]:
        found: dict[tuple[str, str], Baseline] = {}
        for check in self.checks.values():
            for result in check.verdict.results if check.verdict else ():
                key = (result.slo, result.fingerprint)
                passed = result.verdict is VerdictKind.PASS and result.events is not None
                if key not in wanted or not passed or result.start is None or result.end is None:
                    continue
                if result.end <= until and (key not in found or found[key].end < result.end):
                    assert result.events is not None
                    found[key] = Baseline(result.start, result.end, result.events, check.id)
        return found
