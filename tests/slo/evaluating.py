"""Definitions with hand-made events, and what they look like when they are evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.slo.account import Account, Delta, Reach
from app.slo.definition import CalendarPeriod, Group, Slo
from app.slo.evaluate import Background, evaluate
from app.slo.ledger import Ledger
from app.slo.period import boundaries, retention_seconds
from app.slo.reading import Reading, Trouble
from app.slo.register import Register, RowKey
from app.slo.samples import Bound
from app.slo.selection import Windows
from app.slo.snapshot import Latency, Quantile, Reason, Status
from app.slo.sums import Asked, Counts
from tests.slo.making import DAY, NAN, STEP, T0, cells, delta_of, ratio

HOUR = 3600
Row = Sequence[tuple[int, float, float]]
"""Events of a row: end of the step, good and bad ones."""

FINE: Row = [(T0 - 2 * HOUR, 99_990, 10), (T0, 100, 0)]
NOTHING = Background()
LATENCY = Latency(300, T0 - 30.0, (Quantile(0.95, 0.28, 0.25, 0.3),))
DOWN = Trouble(Reason.SOURCE_UNREACHABLE, "no connection")


def reading(
    ledger: Ledger,
    rows: Mapping[RowKey, Row],
    slo: Slo,
    newest: Sequence[float],
    trouble: Trouble | None = None,
    reach: Reach | None = None,
    unbounded: float = NAN,
) -> Reading:
    """Put a definition with its events into a ledger."""
    reach = reach or Reach(T0 - 40 * DAY, ledger.head, T0 - 40 * DAY, 15)
    ends = sorted({end for row in rows.values() for end, *_ in row})
    good, total = np.zeros((len(rows), len(ends))), np.zeros((len(rows), len(ends)))
    for i, row in enumerate(rows.values()):
        for end, well, badly in row:
            good[i, ends.index(end)] += well
            total[i, ends.index(end)] += well + badly
    ledger.open(slo.name, retention_seconds(slo.period))
    ledger.apply(delta_of(slo, reach, cells(ends, good, total), tuple(rows)))
    account = Account(
        slo.name,
        slo.fingerprint,
        reach,
        register=Register((), tuple(rows)),
        newest=np.array(newest, float),
        unbounded=np.full(len(rows), unbounded),
    )
    return Reading.of(slo, account, trouble=trouble)


def new_ledger(slo: Slo, head: int = T0) -> Ledger:
    period = slo.period
    if isinstance(period, CalendarPeriod):
        return Ledger(STEP, head, lambda after, until: boundaries(period, after, until))
    return Ledger(STEP, head)


def status(
    row: Row = FINE,
    slo: Slo | None = None,
    newest: float = T0 - 10,
    trouble: Trouble | None = None,
    reach: Reach | None = None,
    latencies: Mapping[tuple[str, Group], Latency] | None = None,
    head: int = T0,
) -> Status:
    """Evaluate one SLO without groups at the ledger's head."""
    slo = slo or ratio()
    ledger = new_ledger(slo, head)
    read = reading(ledger, {RowKey((), Bound.VALUE): row}, slo, [newest], trouble, reach)
    (found,) = evaluate(ledger, [read], Background(latencies or {}), head, STEP)
    return found


def burning(bad: float) -> Row:
    """After a fine month six hours with 100 events every five minutes, some of them bad."""
    month: Row = [(T0 - 8 * DAY, 1_000_000, 0)]
    return [*month, *((T0 - 300 * k, 100 - bad, bad) for k in range(72))]


def pending(ledger: Ledger, delta: Delta, start: float, end: float) -> Windows:
    """Sum (start, end] of all rows as if a delta had been applied, as an evaluation does."""
    account = Account(delta.slo_name, "", delta.reach)
    asked = Asked(Reading.of(ratio(delta.slo_name), account, delta), np.arange(len(delta.rows)))
    return Counts.of(ledger, [asked]).windows(start, end)
