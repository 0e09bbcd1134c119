"""Questions about runs: understood, answered once, kept, and bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.gate.gate import Gate, Limits, Pending
from app.gate.question import LastPass, OfCheck, OfTime, RunQuestion
from app.slo.definition import MatchOperator, Slo
from app.slo.errors import (
    InvalidQuestion,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
    StoreError,
    TooManyChecks,
    UnknownCheck,
    UnknownSlo,
)
from app.slo.run import OpenCheck, RunResult, RunVerdict
from tests.gate.kept_checks import KeptChecks
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.slo.making import T0, ratio, ratio_good

NOW = float(T0)
START, END = NOW - 600, NOW - 300
GOOD = (counter(100, NOW - 1500, NOW), ())
POOR = (counter(100, NOW - 1500, NOW), counter(5, NOW - 1500, NOW))
ASKED = RunQuestion(slos=("availability",), start=START, end=END, by="ci")


def source(**held: Any) -> ScriptedRuns:  # noqa: ANN401  # totals and errors
    return ScriptedRuns({"availability": GOOD, **held})


def over(
    runs: ScriptedRuns | None = None,
    *slos: Slo,
    store: KeptChecks | None = None,
    limits: Limits | None = None,
) -> Gate:
    return gate_over(runs or source(), slos or [ratio()], lambda: NOW, store, limits)


async def verdict(gate: Gate, question: RunQuestion = ASKED, **changes: Any) -> RunVerdict:  # noqa: ANN401
    found = await gate.check(replace(question, **changes))
    assert isinstance(found, RunVerdict)
    return found


async def result(gate: Gate, **changes: Any) -> RunResult:  # noqa: ANN401  # whatever the field takes
    (found,) = (await verdict(gate, **changes)).results
    return found


def answer(found: RunResult | RunVerdict) -> tuple[str, str]:
    return found.verdict.value, found.reason.value


# Understanding


async def test_a_window_ends_now() -> None:
    found = await verdict(over(), start=None, end=None, window_seconds=300.0)
    assert (found.start, found.end) == (NOW - 300, NOW)
    assert found.verdict.value == "PASS"


async def test_a_run_without_an_end_ends_now() -> None:
    assert (await verdict(over(), end=None)).end == NOW


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"window_seconds": 60.0}, "window"),
        ({"start": None, "end": END}, "start"),
        ({"start": END, "end": START}, "end"),
        ({"end": NOW + 10}, "end"),
        ({"start": NOW - 3 * 86_400}, "start"),
        ({"start": None, "end": None, "window_seconds": 3 * 86_400.0}, "window"),
        ({"baseline": OfTime(window_seconds=3 * 86_400.0)}, "baseline.window"),
        ({"baseline": OfTime(END, START)}, "baseline.end"),
        ({"baseline": OfTime(START, NOW)}, "baseline.end"),
        ({"baseline": OfTime(START)}, "baseline"),
        ({"informational": ("availability", "other")}, "informational[1]"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidQuestion) as caught:
        await verdict(over(), **changes)
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["nobody", "", "availability.0123456789abcdef", "x.y"])
async def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownSlo):
        await verdict(over(), slos=(name,))


async def test_without_a_name_every_definition_is_judged() -> None:
    other = ratio("other")
    found = await verdict(over(source(other=POOR), other, ratio()), slos=())
    assert [(each.slo, each.verdict.value) for each in found.results] == [
        ("availability", "PASS"),
        ("other", "FAIL"),
    ]
    assert found.verdict.value == "FAIL"


async def test_an_informational_slo_does_not_count() -> None:
    other = ratio("other")
    gate = over(source(other=POOR), other, ratio())
    found = await verdict(gate, slos=(), informational=("other",))
    assert found.verdict.value == "PASS"
    assert [each.informational for each in found.results] == [False, True]


async def test_labels_are_added_to_every_selector() -> None:
    runs = source()
    await verdict(over(runs), match={"testid": 'a"b'})
    (read,) = runs.read
    indicator: Any = read.indicator
    for selector in (indicator.total, indicator.bad):
        (matcher,) = selector.matchers
        assert (matcher.label, matcher.operator, matcher.value) == (
            "testid",
            MatchOperator.EQUAL,
            'a"b',
        )


async def test_a_group_that_is_not_in_the_run_is_told() -> None:
    grouped = ratio(group_by=("path",))
    found = await result(over(source(), grouped), slos=("availability.0123456789abcdef",))
    assert answer(found) == ("INCONCLUSIVE", "NO_DATA")
    assert found.slo == "availability.0123456789abcdef"


# Reading


async def test_what_cannot_be_read_leaves_others_alone() -> None:
    other = ratio("other")
    runs = source(other=GOOD)
    runs.failing["other"] = SourceUnreachable("gone")
    found = await verdict(over(runs, ratio(), other), slos=())
    assert [answer(each) for each in found.results] == [
        ("PASS", "ABOVE_TARGET"),
        ("ERROR", "SOURCE_UNREACHABLE"),
    ]
    assert answer(found) == ("ERROR", "SOURCE_UNREACHABLE")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SourceUnreachable("x"), "SOURCE_UNREACHABLE"),
        (SourceTimeout("x"), "SOURCE_TIMEOUT"),
        (SourceRejected("x"), "SOURCE_REJECTED"),
    ],
)
async def test_why_prometheus_could_not_be_read_is_told(error: Any, reason: str) -> None:  # noqa: ANN401
    runs = source()
    runs.failing["availability"] = error
    assert answer(await result(over(runs))) == ("ERROR", reason)


async def test_a_source_that_is_too_slow_is_given_up() -> None:
    runs = source()
    runs.gate.clear()
    found = await result(over(runs, limits=Limits(deadline_seconds=0.01)))
    assert answer(found) == ("ERROR", "SOURCE_TIMEOUT")


async def test_what_is_too_much_is_read_in_shorter_pieces() -> None:
    runs = source()

    class Narrow(ScriptedRuns):
        async def observe(self, slos: Any, after: float, until: float, grain: Any = None) -> Any:  # noqa: ANN401
            if until - after > 500:
                raise SourceRejected("too many samples")
            return await super().observe(slos, after, until, grain)

    found = await result(over(Narrow(runs.held)))
    assert found.events is not None
    assert found.events.total == 2000


async def test_a_metric_without_good_events_is_not_an_outage() -> None:
    found = await result(over(source(goodness=GOOD), ratio_good()), slos=("goodness",))
    assert answer(found) == ("INCONCLUSIVE", "NO_DATA")


# Settling


async def test_a_run_that_ends_later_is_waited_for() -> None:
    runs = source()
    runs.existing.newest_at = lambda _: [[NOW + 20]]
    found = await verdict(over(runs), end=NOW + 10, settle_seconds=60.0)
    assert found.end == NOW + 10


# Baselines


async def test_the_last_pass_is_what_the_same_definition_passed_before() -> None:
    store = KeptChecks()
    gate = over(store=store)
    earlier = await verdict(gate, start=START - 600, end=END - 600)
    other = await verdict(gate, end=END + 15)
    found = await result(gate, baseline=LastPass())
    assert found.baseline is not None
    assert found.baseline.check_id == earlier.check_id != other.check_id


async def test_a_look_is_judged_and_leaves_nothing_behind() -> None:
    store = KeptChecks()
    gate = over(store=store)
    look = await verdict(gate, start=START - 600, end=END - 600, is_kept=False)
    assert answer(look) == ("PASS", "ABOVE_TARGET")
    assert store.checks == {}
    with pytest.raises(UnknownCheck):
        await gate.verdict(look.check_id)
    assert (await result(gate, baseline=LastPass())).baseline is None


async def test_without_a_pass_yet_a_run_is_judged_by_itself_and_that_is_said() -> None:
    found = await result(over(), baseline=LastPass())
    assert answer(found) == ("PASS", "ABOVE_TARGET")
    assert found.message.endswith("No earlier pass is kept to compare with.")


async def test_a_run_that_is_worse_than_an_earlier_check_fails() -> None:
    bad = (counter(100, NOW - 1500, NOW), [(t, 0.0) for t in (NOW - 900,)])
    runs = source()
    gate = over(runs)
    earlier = await verdict(gate)
    worse = [(NOW - 700 + 15 * k, max(0.0, k - 8.0) * 0.9, 0.0) for k in range(30)]
    runs.held["availability"] = (bad[0], worse)
    found = await result(gate, baseline=OfCheck(earlier.check_id))
    assert answer(found) == ("FAIL", "REGRESSED")


async def test_a_check_that_is_not_kept_is_no_baseline() -> None:
    found = await result(over(), baseline=OfCheck("0" * 32))
    assert answer(found) == ("INCONCLUSIVE", "NO_BASELINE")


async def test_another_definition_is_no_baseline() -> None:
    store = KeptChecks()
    earlier = await verdict(over(store=store))
    changed = replace(ratio(), group_by=("path",))
    found = await result(over(None, changed, store=store), baseline=OfCheck(earlier.check_id))
    assert answer(found) == ("INCONCLUSIVE", "NO_BASELINE")


async def test_the_time_before_a_run_is_a_baseline() -> None:
    found = await result(over(), baseline=OfTime(window_seconds=300.0))
    assert found.baseline is not None
    assert (found.baseline.end, found.baseline.events.total) == (START, 2000)


# Keeping


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
