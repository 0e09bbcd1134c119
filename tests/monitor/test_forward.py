"""History that is read again tells what the service told when it happened."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.recurrence import occurrences
from app.monitor.book import Book
from app.monitor.calendar import quiet_times
from app.monitor.forward import ForwardReading, Held
from app.monitor.monitor import Monitor
from app.slo.alert import Transition
from app.slo.definition import AlertPolicy, Slo
from app.slo.errors import SourceTimeout, SourceUnreachable
from app.slo.evaluate import Evaluated
from app.slo.exclusion import Exclusion, Recurrence
from app.slo.period import reading_seconds
from app.slo.replay import Replay, until_of
from app.slo.samples import Part
from app.slo.snapshot import Status
from app.store.sql import open_store
from tests.monitor.scripted import SCRAPE, Counter, ScriptedSource, ratio_slo

pytestmark = pytest.mark.slow

NOW, STEP, STEPS = 1_700_000_100, 30, 60
END = NOW + STEP * STEPS
POLICY = AlertPolicy(min_events=5, keep_firing_seconds=120, budget_below=0.5, no_data_seconds=330)
SLOS = [
    replace(ratio_slo(name, period), target=Decimal("0.98"), alerts=POLICY)
    for name, period in (("shop", 7 * 86_400), ("cart", 30 * 86_400))
]
BEGIN = NOW - max(reading_seconds(slo.period) for slo in SLOS) - 4200

moments = st.integers(0, STEPS * STEP // SCRAPE).map(lambda scrape: NOW + scrape * SCRAPE)


def spell(per_scrape: int, begin: int, end: int) -> tuple[int, int, int]:
    return per_scrape, min(begin, end), max(begin, end)


sources = st.builds(
    lambda ends, bad: ScriptedSource(
        [
            *(
                Counter(s.name, Part.TOTAL, 10, NOW - 900, e)
                for s, e in zip(SLOS, ends, strict=True)
            ),
            *(Counter(s.name, Part.BAD, *b) for s, b in zip(SLOS, bad, strict=True)),
        ]
    ),
    ends=st.tuples(*(st.just(END + 900) | moments for _ in SLOS)),
    bad=st.tuples(*(st.builds(spell, st.integers(1, 9), moments, moments) for _ in SLOS)),
)


quiet = st.builds(
    lambda edges, about, recurs: Exclusion(
        id=f"{edges}{about}{recurs}",
        slos=about,
        labels=(),
        start=float(min(edges)),
        end=None if recurs else float(max(edges)),
        recurrence=Recurrence("FREQ=MINUTELY;INTERVAL=10", 150, "UTC") if recurs else None,
        reason="maintenance",
    ),
    edges=st.tuples(moments, st.integers(NOW - 2 * 86_400, END)),
    about=st.sampled_from([(), ("shop",)]),
    recurs=st.booleans(),
)


async def lived_through(
    source: ScriptedSource, exclusions: Sequence[Exclusion], folder: Path
) -> tuple[list[Transition], list[Status]]:
    """Carry out each step as the service does, with a store that is one."""
    store, book = await open_store(f"sqlite:///{folder / 'accounts.db'}"), Book()
    monitor = Monitor(source, store, book, STEP, occurrences=occurrences)
    told: list[Transition] = []
    await monitor.open(SLOS, NOW, exclusions)
    await monitor.backfill(NOW)
    for at in range(NOW, END + 1, STEP):
        found = await monitor.cycle(at)
        assert isinstance(found, Evaluated)
        told += found.calls.transitions
    await monitor.close()
    await store.close()
    return told, list(book.current or ())


async def read_again(
    source: ScriptedSource, exclusions: Sequence[Exclusion]
) -> tuple[list[Transition], list[Status]]:
    times = quiet_times(SLOS, exclusions, BEGIN, END, STEP, occurrences)
    replay = Replay(SLOS, STEP, BEGIN, times)
    told: list[Transition] = []
    last: list[Status] = []
    async for piece in ForwardReading(source, SLOS, STEP, BEGIN).pieces([NOW - STEP, END]):
        if until_of(piece) < NOW:
            replay.pass_over(piece)
            continue
        for found in replay.walk(piece):
            told += found.calls.transitions
            last = list(found)
    return told, last


@given(sources, st.lists(quiet, max_size=2))
@settings(max_examples=6)
def test_a_replay_tells_what_a_monitor_with_a_store_told(
    source: ScriptedSource, exclusions: list[Exclusion]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lived = asyncio.run(lived_through(source, exclusions, Path(folder)))
    replayed = asyncio.run(read_again(source, exclusions))
    assert [_told(one) for one in replayed[0]] == [_told(one) for one in lived[0]]
    assert [_said(status) for status in replayed[1]] == [_said(status) for status in lived[1]]


def _said(status: Status) -> Sequence[object]:
    figures = status.events, status.excluded, status.burn_rates
    return status.id, status.state, figures, status.alerts


def _told(transition: Transition) -> Sequence[object]:
    return transition.id, transition.at, transition.evidence, transition.summary


async def pieces(source: ScriptedSource, slo: Slo, stops: Sequence[int]) -> list[int]:
    rereading = ForwardReading(source, [slo], STEP, NOW)
    return [until_of(piece) async for piece in rereading.pieces(stops)]


async def test_no_piece_goes_across_a_stop() -> None:
    ends = await pieces(ScriptedSource(), SLOS[0], [NOW + 120, NOW + 150, NOW + 3000])
    assert {NOW + 120, NOW + 150, NOW + 3000} <= set(ends)


async def test_a_source_that_is_away_ends_the_reading() -> None:
    source = ScriptedSource(failing={"shop": SourceUnreachable("gone")})
    with pytest.raises(SourceUnreachable):
        await pieces(source, SLOS[0], [END])


async def test_what_is_too_much_at_once_is_asked_for_in_shorter_pieces() -> None:
    source = ScriptedSource(failing={"shop": SourceTimeout("slow")})
    with pytest.raises(SourceTimeout):
        await pieces(source, SLOS[0], [END])
    lengths = [until - after for _, after, until in source.asked]
    assert lengths == sorted(lengths, reverse=True)
    assert len(lengths) > 2


async def test_it_says_of_which_time_there_are_samples() -> None:
    source = ScriptedSource([Counter("shop", Part.TOTAL, 1, NOW + 600, NOW + 900)])
    rereading = ForwardReading(source, SLOS, STEP, NOW)
    _ = [piece async for piece in rereading.pieces([END])]
    assert rereading.held("shop") == Held(NOW + 600 + SCRAPE, NOW + 900)
    assert rereading.held("cart") is None
