"""What is done for many accounts at once is what would be done one account after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slo.account import CellUpdate, Delta, Reach
from app.slo.definition import CalendarPeriod, CalendarUnit, RollingPeriod
from app.slo.ledger import Ledger
from app.slo.period import boundaries, retention_seconds
from app.slo.register import RowKey
from app.slo.samples import Bound
from tests.slo.making import DAY, STEP, T0, cells, delta_of, ratio

MONTH = CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin")
PERIODS = (RollingPeriod(30 * DAY), RollingPeriod(3600), MONTH)
SLOS = [ratio(f"slo-{k}", period=PERIODS[k % 3], group_by=("route",)) for k in range(6)]
SPANS = [(T0 - 3600, T0 + 3600), (T0 - 40 * DAY, T0 + 3600), (T0 + STEP, T0 + 300)]

Step = tuple[int, Sequence[int]]
"""How many steps after the last one a step ends, and how many rows each account has then."""


def opened() -> Ledger:
    ledger = Ledger(STEP, T0, lambda after, until: boundaries(MONTH, after, until))
    for slo in SLOS:
        ledger.open(slo.name, retention_seconds(slo.period))
    return ledger


def deltas(end: int, rows: Sequence[int], known: Sequence[int], many: int) -> list[Delta]:
    """One delta of each account that has rows, over ``many`` steps up to ``end``."""
    random = np.random.default_rng(end)
    ends = [end - STEP * k for k in reversed(range(many))]
    return [
        delta_of(
            slo,
            Reach(T0, end),
            cells(ends, good, good + random.integers(0, 9, good.shape)),
            [RowKey((("route", str(r)),), Bound.VALUE) for r in range(count)],
            before,
        )
        for slo, count, before in zip(SLOS, rows, known, strict=True)
        if count
        for good in [random.integers(0, 99, (count, many)).astype(float)]
    ]


def plain(updates: Sequence[Sequence[CellUpdate]]) -> list[list[tuple[int, int, object, object]]]:
    return [
        [(u.cell_seconds, u.end, u.good.tolist(), u.total.tolist()) for u in own] for own in updates
    ]


def windows(ledger: Ledger) -> list[list[float]]:
    return [
        [*window.good.tolist(), *window.total.tolist(), window.start, window.end]
        for slo in SLOS
        for span in SPANS
        for window in [ledger.window(slo.name, *span)]
    ]


nothing_new = st.just([0] * len(SLOS))
new_rows = st.lists(st.integers(0, 2), min_size=len(SLOS), max_size=len(SLOS))
steps = st.lists(
    st.tuples(st.just(1) | st.integers(1, 3), nothing_new | new_rows), min_size=2, max_size=12
)


@given(steps)
@settings(max_examples=40)
def test_many_deltas_at_once_do_what_they_do_one_by_one(drawn: Sequence[Step]) -> None:
    together, apart = opened(), opened()
    end, known = T0, [0] * len(SLOS)
    for many, more in drawn:
        end += STEP * many
        rows = [before + new for before, new in zip(known, more, strict=True)]
        for ledger in (together, apart):
            ledger.advance(end)
        found = deltas(end, rows, known, many)
        assert plain(together.updates_together(found)) == plain([apart.updates(d) for d in found])
        together.apply_together(found)
        for delta in found:
            apart.apply(delta)
        known = rows
    assert windows(together) == windows(apart)
