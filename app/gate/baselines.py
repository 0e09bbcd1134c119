"""What a run is compared to: an earlier check, the last pass, or another time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.gate.benches import Bench
from app.gate.ports import CheckStore
from app.gate.question import LastPass, OfCheck
from app.gate.reading import read_run
from app.slo.run import Baseline, RunReading, Span, Trouble
from app.slo.tally import Tallied
from app.slo.verdict import VerdictReason

Compared = tuple[Baseline | Trouble | None, str]
"""What there is to compare with, and what to say if there is nothing, and that is no harm."""

Find = Callable[[RunReading], Compared]

NO_PASS_YET = "No earlier pass is kept to compare with."


def _none(message: str) -> Compared:
    return Trouble(VerdictReason.NO_BASELINE, message), ""


async def of_time(bench: Bench, span: Span, deadline_seconds: float) -> Find:
    """Count another time as the run is counted."""
    read = await read_run(bench.source, [*bench.own.values()], span, deadline_seconds, bench.known)

    def find(reading: RunReading) -> Compared:
        found = read[reading.slo.name]
        if not isinstance(found, Tallied):
            return found, ""
        counts = found.counts.get(reading.group)
        if counts is None or counts.events.total <= 0 or found.lacks_good:
            return _none("Nothing was counted in the time to compare with.")
        return Baseline(counts.start, counts.end, counts.events), ""

    return find


async def of_kept(
    store: CheckStore, asked: OfCheck | LastPass, readings: Sequence[RunReading], run: Span
) -> Find:
    """Find what was counted by earlier checks.

    Raises:
        StoreError: they cannot be read.
    """
    if isinstance(asked, OfCheck):
        return await _of_check(store, asked)
    wanted = [(each.id, each.slo.fingerprint) for each in readings]
    passes = await store.last_passes(wanted, run.start)

    def find(reading: RunReading) -> Compared:
        known = passes.get((reading.id, reading.slo.fingerprint))
        return (known, "") if known is not None else (None, NO_PASS_YET)

    return find


async def _of_check(store: CheckStore, asked: OfCheck) -> Find:
    check = await store.get(asked.check_id)
    verdict = None if check is None else check.verdict
    if verdict is None:
        return lambda _: _none(f"No verdict is kept of a check {asked.check_id!r}.")
    results = {each.slo: each for each in verdict.results}

    def find(reading: RunReading) -> Compared:
        known = results.get(reading.id)
        if known is None or known.events is None or known.events.total <= 0:
            return _none(f"The check {asked.check_id} counted no events of this SLO.")
        if known.fingerprint != reading.slo.fingerprint:
            return _none(f"Since the check {asked.check_id} the definition counts something else.")
        start, end = known.start, known.end
        assert start is not None  # noqa: S101  # there are events
        assert end is not None  # noqa: S101
        return Baseline(start, end, known.events, verdict.check_id), ""

    return find
