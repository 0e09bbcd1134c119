"""A gate over a real Prometheus, with a clock that a test sets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.gate.answering import Words
from app.gate.gate import Gate, Limits, Pending
from app.gate.question import RunQuestion
from app.gate.settling import Clock
from app.slo.definition import Slo
from app.slo.run import RunResult, RunVerdict
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.existing import total_of
from app.sources.planner import readable_queries
from app.sources.prometheus import PrometheusSource
from tests.gate.kept_checks import KeptChecks


@dataclass
class Judging:
    """A gate, what it keeps, and what time it takes it to be; sleeping lets time pass at once."""

    gate: Gate
    checks: KeptChecks
    now: float
    slept: list[float] = field(default_factory=list)
    queries: int = 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def verdict(self, question: RunQuestion) -> RunVerdict:
        found = await self.gate.check(question)
        assert not isinstance(found, Pending)
        return found

    async def result(self, question: RunQuestion) -> RunResult:
        (result,) = (await self.verdict(question)).results
        return result


@asynccontextmanager
async def judging(
    url: str, slos: Sequence[Slo], now: float, limits: Limits | None = None, **connection: float
) -> AsyncIterator[Judging]:
    """Open a gate over these definitions."""
    client = PrometheusClient(
        Connection(url, attempts=1, timeout_seconds=connection.get("timeout_seconds", 10.0)),
        on_query=lambda *_: count(),
    )

    def count() -> None:
        opened.queries += 1

    definitions = {slo.name: slo for slo in slos}
    checks = KeptChecks()
    gate = Gate(
        source=lambda: PrometheusSource(client),
        definitions=lambda: definitions,
        store=checks,
        words=Words(readable_queries, total_of),
        # The way it sleeps may be changed by a test.
        clock=Clock(lambda: opened.now, lambda seconds: opened.sleep(seconds)),  # noqa: PLW0108
        limits=limits or Limits(),
    )
    opened = Judging(gate, checks, now)
    try:
        yield opened
    finally:
        await gate.close()
        await client.close()
