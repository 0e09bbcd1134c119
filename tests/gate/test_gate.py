"""Questions about runs: understood, read, settled and compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.gate.gate import Limits
from app.gate.question import LastPass, OfCheck, OfTime
from app.slo.definition import MatchOperator
from app.slo.errors import (
    InvalidQuestion,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
    UnknownCheck,
    UnknownSlo,
)
from tests.gate.gate_questions import (
    END,
    GOOD,
    NOW,
    POOR,
    START,
    answer,
    over,
    result,
    source,
    verdict,
)
from tests.gate.kept_checks import KeptChecks
from tests.gate.scripted_runs import ScriptedRuns, counter
from tests.slo.making import ratio, ratio_good

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
