"""What a step says besides its counts, stored with them and read by whoever follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.slo.account import Entry
from app.slo.alert import Happened
from app.slo.errors import StoreError
from app.slo.reading import Trouble
from app.slo.snapshot import Latency, Quantile, Reason
from app.slo.step import Catalog, Step
from app.store.sql import SqlStore
from app.store.steps import KEPT_STEPS
from tests.store.conftest import Run
from tests.store.model import Model, growing_history, portrait

FIRST = Step(
    evaluated_at=30,
    previous_at=None,
    step_seconds=30,
    catalog=Catalog("c", "e"),
    cells_from=30,
    troubles={"a": Trouble(Reason.SOURCE_TIMEOUT, 'no "answer"')},
    unread={"a": "40% of the past"},
    hints={"b": "größer"},
    latencies={
        ("a", (("route", "/x"),)): Latency(300, 30.0, (Quantile(0.99, None, 0.5, None),)),
        ("b", ()): Latency(300, 30.0, (Quantile(0.5, 0.1, 0.05, 0.2),)),
    },
)
HISTORY = growing_history(3, ["a", "b"])


def step_at(at: int) -> Step:
    return replace(FIRST, evaluated_at=at, previous_at=at - 30 or None, latencies=None)


async def append_step(store: SqlStore, entries: Sequence[Entry], step: Step) -> None:
    def happened() -> Happened:
        return Happened(step.evaluated_at, step.evaluated_at // step.step_seconds)

    await store.append_step(entries, happened, step)


async def test_a_step_is_read_as_it_was_stored(store: SqlStore) -> None:
    assert await store.newest_step() is None
    await append_step(store, HISTORY[0], FIRST)
    await append_step(store, HISTORY[1], step_at(60))
    assert await store.newest_step() == 60
    assert (await store.news({}, None, 30)).steps == [FIRST, step_at(60)]
    assert (await store.news({}, 30, 30)).steps == [step_at(60)]
    assert (await store.news({}, 60, 30)).steps == []


@pytest.mark.parametrize("previous", [None, 30, 90])
async def test_a_step_that_does_not_go_on_from_the_newest_is_refused_with_its_counts(
    store: SqlStore, previous: int | None
) -> None:
    await append_step(store, HISTORY[0], FIRST)
    await append_step(store, HISTORY[1], step_at(60))
    model = Model()
    model.append([*HISTORY[0], *HISTORY[1]])
    with pytest.raises(StoreError, match="but 60 was stored last"):
        await append_step(store, HISTORY[2], replace(step_at(90), previous_at=previous))
    assert portrait(await store.load()) == model.portrait()
    assert await store.newest_step() == 60


async def test_old_steps_are_dropped_but_for_the_last_that_names_quantiles(
    store: SqlStore, run: Run
) -> None:
    await append_step(store, [], FIRST)
    last = (KEPT_STEPS + 3) * 30
    for at in range(60, last + 1, 30):
        await append_step(store, [], step_at(at))
    stored = [at for (at,) in await run("SELECT evaluated_at FROM steps ORDER BY 1")]
    assert stored == [30, *range(last - KEPT_STEPS * 30, last + 1, 30)]
    await append_step(store, [], replace(step_at(last + 30), latencies={}))
    stored = [at for (at,) in await run("SELECT evaluated_at FROM steps ORDER BY 1")]
    assert stored[0] == last + 30 - KEPT_STEPS * 30


async def test_a_step_of_an_older_version_does_not_say_what_files_exclude(
    store: SqlStore, run: Run
) -> None:
    await append_step(store, HISTORY[0], FIRST)
    await run("UPDATE steps SET catalog = 'c'")
    (step,) = (await store.news({}, None, 30)).steps
    assert step.catalog == Catalog("c", "")
