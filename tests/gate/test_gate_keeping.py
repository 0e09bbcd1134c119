"""Verdicts on runs are kept, made once under a key, and bounded in number."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.gate.gate import Limits, Pending
from app.slo.errors import (
    InvalidQuestion,
    SourceUnreachable,
    StoreError,
    TooManyChecks,
    UnknownCheck,
)
from app.slo.run import OpenCheck, RunVerdict
from tests.gate.gate_questions import (
    ASKED,
    END,
    NOW,
    over,
    source,
    verdict,
)
from tests.gate.kept_checks import KeptChecks
from tests.gate.scripted_runs import gate_over
from tests.slo.making import ratio


async def test_a_verdict_is_kept_under_its_id() -> None:
    gate = over()
    found = await verdict(gate)
    assert await gate.verdict(found.check_id) == found
    listed: Sequence[RunVerdict] = await gate.verdicts(None, 10)
    assert [each.check_id for each in listed] == [found.check_id]


@pytest.mark.parametrize("check_id", ["0" * 32, "x", "", "../etc"])
async def test_an_unknown_check_is_refused(check_id: str) -> None:
    with pytest.raises(UnknownCheck):
        await over().verdict(check_id)


async def test_the_same_question_under_the_same_key_is_answered_once() -> None:
    runs = source()
    gate = over(runs)
    one = await verdict(gate, repeat_key="build-1")
    two = await verdict(gate, repeat_key="build-1")
    assert one == two
    assert len(runs.asked) == 1
    assert (await verdict(gate, repeat_key="build-2")).check_id != one.check_id
    assert (await verdict(gate, repeat_key="build-1", by="me")).check_id != one.check_id


async def test_another_question_under_the_same_key_is_refused() -> None:
    gate = over()
    await verdict(gate, repeat_key="build-1")
    with pytest.raises(InvalidQuestion) as caught:
        await verdict(gate, repeat_key="build-1", end=END + 1)
    assert caught.value.field == "Idempotency-Key"


async def test_an_error_is_tried_again_under_the_same_key() -> None:
    runs = source()
    gate = over(runs)
    runs.failing["availability"] = SourceUnreachable("gone")
    failed = await verdict(gate, repeat_key="build-1")
    runs.failing.clear()
    again = await verdict(gate, repeat_key="build-1")
    assert (failed.verdict.value, again.verdict.value) == ("ERROR", "PASS")
    assert failed.check_id == again.check_id


async def test_two_that_ask_the_same_at_a_time_share_one_check() -> None:
    runs = source()
    runs.gate.clear()
    gate = over(runs)
    asking = [asyncio.create_task(verdict(gate, repeat_key="build-1")) for _ in range(2)]
    await asyncio.sleep(0)
    runs.gate.set()
    one, two = await asyncio.gather(*asking)
    assert one is two
    assert len(runs.asked) == 1


class SlowChecks(KeptChecks):
    """A store that has stored a claim, and has not said so: of the first one, or of the next."""

    def __init__(self, *, of_the_first: bool) -> None:
        super().__init__()
        self.of_the_first = of_the_first
        self.asked = asyncio.Event()
        self.says = asyncio.Event()

    async def claim(self, check: OpenCheck, now: float) -> OpenCheck | None:
        known = await super().claim(check, now)
        if (known is None) is self.of_the_first:
            self.asked.set()
            await self.says.wait()
        return known


async def test_one_that_asks_before_the_first_has_begun_waits_for_the_same_check() -> None:
    runs, store = source(), SlowChecks(of_the_first=True)
    gate = over(runs, store=store)
    asking = [asyncio.create_task(verdict(gate, repeat_key="build-1")) for _ in range(2)]
    await store.asked.wait()
    await asyncio.sleep(0)
    store.says.set()
    one, two = await asyncio.gather(*asking)
    assert one is two
    assert len(runs.asked) == 1


async def test_one_that_asks_when_the_first_is_being_answered_gets_the_answer() -> None:
    runs, store = source(), SlowChecks(of_the_first=False)
    runs.gate.clear()
    gate = over(runs, store=store)
    asking = [asyncio.create_task(verdict(gate, repeat_key="build-1")) for _ in range(2)]
    await store.asked.wait()
    runs.gate.set()
    one = await asking[0]
    store.says.set()
    assert await asking[1] == one
    assert len(runs.asked) == 1


async def test_who_does_not_wait_is_told_where_the_verdict_will_be() -> None:
    runs = source()
    runs.gate.clear()
    gate = over(runs)
    pending = await gate.check(replace(ASKED, waits=False))
    assert isinstance(pending, Pending)
    assert await gate.verdict(pending.check_id) == pending
    runs.gate.set()
    found: RunVerdict | Pending = pending
    async with asyncio.timeout(5):
        while isinstance(found, Pending):
            await asyncio.sleep(0)
            found = await gate.verdict(pending.check_id)
    assert found.verdict.value == "PASS"


async def test_a_check_of_another_process_is_pending_until_it_is_overdue() -> None:
    store, runs = KeptChecks(), source()
    runs.gate.clear()
    pending = await over(runs, store=store).check(replace(ASKED, waits=False))
    assert isinstance(pending, Pending)
    assert await over(store=store).verdict(pending.check_id) == pending
    late = gate_over(source(), [ratio()], lambda: NOW + 3600, store)
    with pytest.raises(UnknownCheck):
        await late.verdict(pending.check_id)


async def test_a_check_that_nobody_waits_for_any_more_is_finished() -> None:
    store, runs = KeptChecks(), source()
    runs.gate.clear()
    gate = over(runs, store=store)
    asking = asyncio.create_task(gate.check(ASKED))
    await asyncio.sleep(0)
    asking.cancel()
    runs.gate.set()
    async with asyncio.timeout(5):
        await store.finished.wait()
    (kept,) = store.checks.values()
    assert kept.verdict is not None


async def test_only_so_many_checks_are_open_at_a_time() -> None:
    runs = source()
    runs.gate.clear()
    gate = over(runs, limits=Limits(open_checks=2))
    for _ in range(2):
        await gate.check(replace(ASKED, waits=False))
    with pytest.raises(TooManyChecks):
        await gate.check(ASKED)
    await gate.close()


async def test_a_check_that_cannot_be_kept_is_no_verdict() -> None:
    store = KeptChecks()
    store.trouble = StoreError("the disk is full")
    with pytest.raises(StoreError):
        await verdict(over(store=store), repeat_key="build-1")
    assert store.checks == {}


async def test_what_is_open_at_the_end_makes_room() -> None:
    store, runs = KeptChecks(), source()
    runs.gate.clear()
    gate = over(runs, store=store)
    await gate.check(replace(ASKED, waits=False))
    await asyncio.sleep(0)
    await gate.close()
    assert store.checks == {}


async def test_a_question_about_the_same_run_is_read_by_the_same_source() -> None:
    runs = source()
    gate = over(runs)
    for _ in range(3):
        await verdict(gate)
    assert runs.made == 1
    await verdict(gate, match={"testid": "a"})
    assert runs.made == 2
