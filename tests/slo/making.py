"""Small definitions, accounts and samples, made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from app.slo.account import Account, Cells, Cursors, Delta, Reach
from app.slo.alert import Alert, AlertReason, Evidence, Subject
from app.slo.burn import WINDOWS
from app.slo.counter import count
from app.slo.definition import (
    Group,
    LatencyIndicator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Feed, Feeding, Part, Samples, Series
from app.slo.snapshot import (
    Basis,
    Budget,
    BurnRate,
    Counting,
    Data,
    Events,
    Latency,
    Quantile,
    State,
    Status,
)
from app.slo.tier import TIERS

T0 = 1_699_999_200  # on the grid of hours
STEP = 30
DAY = 86_400
NAN = float("nan")
HERE: Group = (("instance", "a"), ("job", "shop"))
THERE: Group = (("instance", "b"), ("job", "shop"))
OLD_PROCESS = float(T0 - 10 * DAY)

Point = tuple[float, float] | tuple[float, float, float]
"""Time, value, and the process start where it is known."""


def ratio(name: str = "availability", **changes: Any) -> Slo:  # noqa: ANN401  # whatever the field takes
    slo = Slo(
        name=name,
        service="shop",
        target=Decimal("0.99"),
        period=RollingPeriod(30 * DAY),
        indicator=RatioIndicator(Selector("requests_total"), bad=Selector("errors_total")),
    )
    return replace(slo, **changes)


def ratio_good(name: str = "goodness", **changes: Any) -> Slo:  # noqa: ANN401  # whatever the field takes
    indicator = RatioIndicator(Selector("requests_total"), good=Selector("good_total"))
    return ratio(name, indicator=indicator, **changes)


def latency(name: str = "latency", **changes: Any) -> Slo:  # noqa: ANN401  # whatever the field takes
    return ratio(name, indicator=LatencyIndicator("duration_seconds", (), 0.3), **changes)


def account(slo: Slo | None = None, begin: int = T0) -> Account:
    slo = slo or ratio()
    return Account(slo.name, slo.fingerprint, Reach(begin, begin))


def feeding(
    *parts: Part,
    metric: str = "requests_total",
    target: Group | None = HERE,
    group: Group = (),
    bound: Bound = Bound.EXACT,
    leader: Series | None = None,
    **labels: str,
) -> Feeding:
    """A series of a metric; by default it counts the total."""
    named = tuple(sorted({**dict(target or ()), **labels}.items()))
    feeds = tuple(Feed(group, part, bound) for part in parts or (Part.TOTAL,))
    return Feeding(Series(metric, named), target, feeds, leader)


def samples(*series: tuple[Feeding, Sequence[Point]]) -> Samples:
    points = [point for _, own in series for point in own]
    return Samples(
        feedings=tuple(each for each, _ in series),
        offsets=np.cumsum([0, *(len(own) for _, own in series)]),
        time=np.array([point[0] for point in points], float),
        value=np.array([point[1] for point in points], float),
        start=np.array([point[2] if len(point) == 3 else NAN for point in points], float),
    )


def counted(
    into: Account, until: int, *series: tuple[Feeding, Sequence[Point]], slo: Slo | None = None
) -> Delta:
    """Count samples and take the result over."""
    delta = count(slo or ratio(), into, samples(*series), until, STEP)
    into.apply(delta)
    return delta


def total(delta: Delta) -> float:
    """All events of a delta."""
    return float(delta.cells.total.sum())


def bad(delta: Delta) -> float:
    return float((delta.cells.total - delta.cells.good).sum())


def cells(ends: Iterable[int], good: ArrayLike, total: ArrayLike) -> Cells:
    return Cells(np.array(list(ends), np.int64), np.array(good, float), np.array(total, float))


def delta_of(
    slo: Slo,
    reach: Reach,
    events: Cells,
    rows: Sequence[RowKey] = (RowKey((), Bound.VALUE),),
    known_rows: int = 0,
    newest: float = NAN,
) -> Delta:
    """A delta that was never counted: only its cells and rows mean something."""
    return Delta(
        slo_name=slo.name,
        reach=reach,
        register=Register((), tuple(rows)),
        known_rows=known_rows,
        known_series=0,
        cursors=Cursors.none(),
        newest=np.full(len(rows), newest),
        unbounded=np.full(len(rows), NAN),
        cells=events,
    )


def alert(tier: str, slo: Slo | None = None, started_at: int = T0) -> Alert:
    """An alert of one of the standard tiers."""
    own = next(each for each in TIERS if each.name == tier)
    return Alert(
        subject=Subject.of(slo or ratio(), (), tier, own.severity),
        started_at=started_at,
        reason=AlertReason.BURN_RATE,
        summary="It burns.",
        evidence=Evidence(
            factor=own.factor(30 * DAY),
            long_window_seconds=own.long_window_seconds,
            short_window_seconds=own.short_window_seconds,
        ),
    )


def status(slo: Slo | None = None, **changes: Any) -> Status:  # noqa: ANN401  # whatever the field takes
    """A healthy status with three quarters of its budget left."""
    made = Status(
        slo=slo or ratio(),
        group=(),
        state=State.HEALTHY,
        data=Data.OK,
        reason=None,
        message=None,
        counting=Counting.EXACT,
        start=float(T0 - 30 * DAY),
        end=float(T0),
        covered_ratio=1.0,
        since=float(T0 - 40 * DAY),
        data_until=float(T0),
        newest_sample=T0 - 7.0,
        sli=0.9975,
        estimate=None,
        events=Events(good=39_900, total=40_000),
        budget=Budget(400.0, Basis.PERIOD, 0.25, 0.75, None),
        burn_rates=tuple(BurnRate(w, 0.5, Events(199, 200)) for w in WINDOWS),
        latency=Latency(300, float(T0), (Quantile(0.95, 0.28, 0.25, 0.3),)),
        alerts=(),
        evaluated_at=float(T0),
    )
    return replace(made, **changes)
