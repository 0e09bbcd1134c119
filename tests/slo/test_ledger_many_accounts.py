"""Many accounts in one ledger: each has the sums of its own list, whoever comes or goes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.slo import pool
from app.slo.account import Delta, Reach
from app.slo.ledger import HOUR, Ledger, Window
from app.slo.register import RowKey
from app.slo.samples import Bound
from tests.slo.evaluating import pending
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

NAMES = tuple("abcde")
KEEPS = (8 * DAY, 5 * DAY)
SPANS = (STEP, 300, HOUR, 6 * HOUR, DAY, 3 * DAY, 5 * DAY)
ROWS = tuple(
    RowKey((("route", str(i // 3)),), (Bound.VALUE, Bound.LOW, Bound.HIGH)[i % 3])
    for i in range(24)
)


def dense_later(after: int, until: int) -> list[int]:
    """No cuts at first; then every two hours, at a quarter past: the ring runs out of room."""
    grid = range(after // (2 * HOUR) * 2 * HOUR, until + 1, 2 * HOUR)
    return [t + 900 for t in grid if after < t + 900 <= until and t > T0 + DAY]


@dataclass
class Listed:
    """An account as a plain list of (end, good, total) per row."""

    keep: int
    events: list[list[tuple[int, float, float]]] = field(default_factory=list)

    def take(self, delta: Delta) -> None:
        known = len(self.events)
        for row in range(known, len(delta.rows)):
            value = row - row % 3
            self.events.append(list(self.events[value]) if value < known and row > value else [])
        for own, good, total in zip(self.events, delta.cells.good, delta.cells.total, strict=True):
            own.extend(zip(delta.cells.ends.tolist(), good.tolist(), total.tolist(), strict=True))

    def sums(self, window: Window) -> tuple[list[float], list[float]]:
        inside = [[e for e in own if window.start < e[0] <= window.end] for own in self.events]
        return [sum(e[1] for e in own) for own in inside], [
            sum(e[2] for e in own) for own in inside
        ]


class ManyAccounts(RuleBasedStateMachine):
    """Accounts open, close, grow and count in any order, while the clock moves."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(STEP, T0, dense_later)
        self.listed: dict[str, Listed] = {}

    @rule(name=st.sampled_from(NAMES), keep=st.sampled_from(KEEPS))
    def open(self, name: str, keep: int) -> None:
        self.ledger.open(name, keep)
        self.listed[name] = Listed(keep)

    @rule(name=st.sampled_from(NAMES))
    def close(self, name: str) -> None:
        self.ledger.close(name)
        self.listed.pop(name, None)

    @rule(
        steps=st.one_of(
            st.integers(1, 30),
            st.integers(100, 3000),
            st.sampled_from((DAY // STEP, 12 * DAY // STEP)),
        )
    )
    def advance(self, steps: int) -> None:
        self.ledger.advance(self.ledger.head + steps * STEP)

    @precondition(lambda self: self.listed)
    @rule(data=st.data(), more_rows=st.integers(0, 5))
    def count(self, data: st.DataObject, more_rows: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.listed)))
        listed, head = self.listed[name], self.ledger.head
        rows = min(len(listed.events) + more_rows, len(ROWS))
        ago = st.one_of(st.just(0), st.integers(0, 20), st.integers(0, 9 * DAY // STEP))
        ends = sorted(head - n * STEP for n in data.draw(st.sets(ago, max_size=4)))
        seed = np.random.default_rng(data.draw(st.integers(0, 999)))
        bad, good = seed.integers(0, 50, (2, rows, len(ends))).astype(float)
        events = cells(ends, good, good + bad)
        delta = delta_of(ratio(name), Reach(T0, head), events, ROWS[:rows], len(listed.events))
        expected = [pending(self.ledger, delta, *span) for span in self.spans()]
        listed.take(delta)
        self.ledger.apply(delta)
        for span, before in zip(self.spans(), expected, strict=True):
            window = self.ledger.window(name, *span)
            assert (before.good.tolist(), before.total.tolist()) == listed.sums(window)

    def spans(self) -> list[tuple[float, float]]:
        head = self.ledger.head
        return [*((head - span, head) for span in SPANS), (head - 2 * DAY, head - DAY)]

    @invariant()
    def every_window_of_every_account_is_the_sum_of_its_list(self) -> None:
        for name, listed in self.listed.items():
            for span in self.spans():
                window = self.ledger.window(name, *span)
                assert span[0] - HOUR < window.start <= span[0]
                assert (window.good.tolist(), window.total.tolist()) == listed.sums(window)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three rows, so that a few accounts lie across many."""
    monkeypatch.setattr(pool, "SMALLEST_BLOCK_ROWS", 3)
    monkeypatch.setattr(pool, "DOUBLED_ROWS", 3)


@pytest.mark.slow
@pytest.mark.usefixtures("_small_blocks")
def test_every_window_of_every_account_is_the_sum_of_its_list() -> None:
    run_state_machine_as_test(
        ManyAccounts, settings=settings(max_examples=25, stateful_step_count=20)
    )
