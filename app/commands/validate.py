"""Says of each definition what Prometheus would give it to read today."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.loader import Catalog
from app.catalog.recurrence import occurrences
from app.monitor.calendar import Calendar
from app.monitor.hints import bounds_hint
from app.slo.account import Account, Delta, Reach
from app.slo.counter import count
from app.slo.definition import LatencyIndicator, Slo
from app.slo.errors import SourceError, SourceRejected
from app.slo.health import health_of
from app.slo.quiet import QuietTimes
from app.slo.reading import Reading
from app.slo.samples import Bound
from app.slo.snapshot import Data, Reason
from app.slo.twin import excluded_part
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.prometheus import PrometheusSource

LOOK_BACK_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Findings:
    """What one definition reads: its series, groups, bucket bounds and events of the last hour.

    ``problem`` says why it would have no figures, ``None`` if it would.
    """

    slo: Slo
    series: int
    groups: int
    bounds: tuple[float, ...]
    good: float
    total: float
    problem: str | None
    source_failed: bool = False


async def try_out(
    connection: Connection, catalog: Catalog, at: int, step_seconds: int
) -> list[Findings]:
    """Run each definition's queries over the last hour; nothing is stored.

    Events of excluded times are left out.
    """
    exclusions = Calendar.of(catalog.exclusions, (), at, step_seconds, occurrences)
    client = PrometheusClient(connection)
    source = PrometheusSource(client)
    try:
        return [
            await _try_one(source, slo, exclusions.wanted(slo), at, step_seconds)
            for slo in catalog.slos
        ]
    finally:
        await client.close()


async def _try_one(
    source: PrometheusSource, slo: Slo, times: QuietTimes, at: int, step: int
) -> Findings:
    begin = at - LOOK_BACK_SECONDS // step * step
    account = Account(slo.name, slo.fingerprint, Reach(begin, begin))
    try:
        samples = (await source.observe((slo,), begin, at))[slo.name]
        bounds = tuple(await source.bounds(slo, at))
        delta = count(slo, account, samples, at, step)
        hint = await bounds_hint(source, slo, at) if _is_latency(slo) else ""
    except SourceError as error:
        failed = not isinstance(error, SourceRejected)
        return Findings(slo, 0, 0, (), 0.0, 0.0, str(error), source_failed=failed)
    reading = Reading.of(slo, account, delta, None, hint)
    excluded = excluded_part(delta.cells, delta.rows, times)
    return Findings(
        slo=slo,
        series=len(delta.feedings),
        groups=sum(row.bound is Bound.VALUE for row in delta.rows),
        bounds=bounds,
        good=float((delta.cells.good - excluded.good).sum()),
        total=float((delta.cells.total - excluded.total).sum()),
        problem=_problem(reading, delta, at),
    )


def _problem(reading: Reading, delta: Delta, at: int) -> str | None:
    rows: list[int | None] = [*range(len(delta.rows))] or [None]
    for row in rows:
        health = health_of(reading, row, at)
        if health.data is Data.QUERY_ERROR or health.reason is Reason.NO_SERIES:
            return health.message
    return None


def _is_latency(slo: Slo) -> bool:
    return isinstance(slo.indicator, LatencyIndicator)
