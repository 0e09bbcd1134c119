"""Waiting for the data of a run, on a clock that a test lets run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.gate.settling import Clock, settled
from app.slo.definition import Slo
from app.slo.errors import SourceUnreachable
from tests.gate.scripted_runs import ScriptedExisting
from tests.slo.making import T0, ratio

END = float(T0)


class Waiting:
    def __init__(self, newest_at: Callable[[float], Sequence[Sequence[float]]]) -> None:
        self.existing = ScriptedExisting(newest_at)
        self.now = END
        self.polls = 0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def settle(self, at_most: float) -> float | None:
        clock = Clock(lambda: self.now, self.sleep)
        return await settled(self.existing, [ratio()], END, at_most, clock)


async def test_data_that_has_come_is_not_waited_for() -> None:
    waiting = Waiting(lambda _: [[END + 2, END + 9]])
    assert await waiting.settle(60) == END + 2
    assert waiting.now == END


async def test_every_target_that_is_alive_is_waited_for() -> None:
    waiting = Waiting(lambda now: [[END + 2, min(END - 10 + (now - END), END + 5)]])
    assert await waiting.settle(60) == END
    assert waiting.now == END + 10


async def test_every_metric_is_waited_for() -> None:
    waiting = Waiting(lambda now: [[END + 2], [END - 120 if now < END + 7 else END + 1]])
    assert await waiting.settle(60) == END + 1
    assert waiting.now == END + 7


async def test_a_target_that_ended_before_is_not_waited_for() -> None:
    assert await Waiting(lambda _: [[END + 2, END - 100]]).settle(60) == END + 2


async def test_a_metric_without_series_is_not_waited_for() -> None:
    assert await Waiting(lambda _: [[END + 2], []]).settle(60) == END + 2


async def test_nothing_is_waited_for_longer_than_allowed() -> None:
    for newest in ([[END - 5]], [], [[END - 100]]):
        waiting = Waiting(lambda _, newest=newest: newest)  # type: ignore[misc]
        assert await waiting.settle(30) is None
        assert waiting.now == END + 30


async def test_without_leave_to_wait_nothing_is_asked() -> None:
    waiting = Waiting(lambda _: [[END + 2]])
    assert await waiting.settle(0) is None
    assert waiting.now == END


async def test_a_run_that_is_not_over_is_waited_for_first() -> None:
    waiting = Waiting(lambda _: [[END + 2]])
    waiting.now = END - 20
    assert await waiting.settle(60) == END + 2
    assert waiting.now == END


async def test_a_source_that_does_not_answer_may_come_back() -> None:
    class Coming(ScriptedExisting):
        async def newest(self, slos: Sequence[Slo], at: float) -> Sequence[Sequence[float]]:
            if at < END + 3:
                raise SourceUnreachable("gone")
            return await super().newest(slos, at)

    waiting = Waiting(lambda _: [])
    waiting.existing = Coming(lambda _: [[END + 1]])
    assert await waiting.settle(30) == END + 1
    assert waiting.now == END + 3
