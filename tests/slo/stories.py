"""Stories of a few definitions: what happened to them step by step, and how a service tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from app.catalog.recurrence import occurrences
from app.monitor.calendar import quiet_times
from app.slo.account import Reach
from app.slo.definition import (
    AlertPolicy,
    CalendarPeriod,
    CalendarUnit,
    Period,
    RollingPeriod,
    Slo,
)
from app.slo.evaluate import Background, Evaluated, evaluate
from app.slo.exclusion import Exclusion, Recurrence
from app.slo.ledger import Ledger
from app.slo.period import boundaries, retention_seconds
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.register import Register, RowKey
from app.slo.replay import Stretches
from app.slo.samples import Bound, Integers
from app.slo.stretch import Stretch
from app.slo.tier import Severity, Tier
from app.slo.twin import beginning, marked, twin_delta, twin_name
from tests.slo.making import DAY, NAN, STEP, T0, account, ratio

HOUR = 3600
WEEK = CalendarPeriod(CalendarUnit.WEEK, "Asia/Kolkata")
QUICK = (
    Tier("quick", Severity.PAGE, 0.01, 360, 30),
    Tier("day", Severity.TICKET, 0.3, DAY, 7200),
)
GROUPS = [(("route", name),) for name in ("/", "/pay", "/cart")]
EMPTY_PASTS = {"ungrouped": 1, "grouped": 3, "calendar": 1}


def promise(name: str, period: Period, **policy: object) -> Slo:
    alerts = AlertPolicy(min_events=5, tiers=QUICK, **policy)  # type: ignore[arg-type]  # by name
    return ratio(
        name,
        period=period,
        alerts=alerts,
        group_by=("route",) if name == "grouped" else (),
    )


policies = st.fixed_dictionaries(
    {
        "keep_firing_seconds": st.sampled_from([0, 60, 300]),
        "budget_below": st.sampled_from([None, 0.25, 0.9]),
        "no_data_seconds": st.sampled_from([None, 60, 600]),
    }
)


@dataclass(frozen=True)
class Weather:
    """How a row fares in some steps: the events of each, and whether it is there at all."""

    steps: int
    events: int
    error_ratio: float
    is_there: bool


weathers = st.lists(
    st.builds(
        Weather,
        steps=st.integers(1, 25),
        events=st.sampled_from([0, 1, 30]),
        error_ratio=st.sampled_from([0.0, 0.01, 0.05, 0.5]),
        is_there=st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=8,
)
always_there = weathers.map(lambda own: [replace(weather, is_there=True) for weather in own])


@dataclass(frozen=True)
class Story:
    """Definitions, what happened to them step by step, and in which pieces that is read.

    ``times`` are left out of them, by their names.
    """

    slos: Sequence[Slo]
    stretches: Sequence[Stretches]
    times: Mapping[str, QuietTimes] = field(default_factory=dict)


def exclusion(
    start: float, seconds: float, about: tuple[str, ...] = (), **labels: str
) -> Exclusion:
    named = tuple(sorted(labels.items()))
    return Exclusion("x", about, named, start, start + seconds, None, "maintenance")


def recurring(once: Exclusion, minutes: int) -> Exclusion:
    """The same, again and again, every so many minutes."""
    assert once.end is not None
    recurrence = Recurrence(f"FREQ=MINUTELY;INTERVAL={minutes}", int(once.end - once.start), "UTC")
    return replace(once, end=None, recurrence=recurrence)


fixed = st.builds(
    exclusion,
    st.integers(-2 * HOUR, 90 * 60).map(lambda ago: T0 + float(ago)),
    st.integers(1, 40 * 60),
    st.sampled_from([(), ("grouped",), ("ungrouped", "calendar")]),
)
exclusions = st.lists(
    st.builds(
        lambda one, number, labels: replace(one, id=str(number), labels=labels),
        st.one_of(fixed, st.builds(recurring, fixed, st.sampled_from([1, 7, 31]))),
        st.integers(),
        st.sampled_from([(), (("service", "shop"),), (("route", "/pay"),), (("route", "no"),)]),
    ),
    max_size=3,
)


def left_out(slos: Sequence[Slo], of_catalog: Sequence[Exclusion]) -> Mapping[str, QuietTimes]:
    return quiet_times(slos, of_catalog, T0 - 40 * DAY, T0 + 2 * DAY, STEP, occurrences)


@st.composite
def stories(draw: st.DrawFn, rows_of: st.SearchStrategy[list[Weather]] = weathers) -> Story:
    periods: dict[str, Period] = {
        "ungrouped": RollingPeriod(draw(st.sampled_from([HOUR, 6 * HOUR, 30 * DAY]))),
        "grouped": RollingPeriod(draw(st.sampled_from([HOUR, 30 * DAY]))),
        "calendar": WEEK,
    }
    slos = [promise(name, period, **draw(policies)) for name, period in periods.items()]
    random = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    rows = {s.name: [draw(rows_of) for _ in range(EMPTY_PASTS[s.name])] for s in slos}
    lengths = draw(st.lists(st.integers(1, 60), min_size=2, max_size=3))
    read_from = draw(st.sampled_from([T0, T0 - 40 * DAY]))
    told = {
        slo.name: [happened(own, sum(lengths), random) for own in rows[slo.name]] for slo in slos
    }
    edges = np.cumsum([0, *lengths]).tolist()
    pieces = [
        {slo.name: stretch(slo, told[slo.name], first, last, read_from) for slo in slos}
        for first, last in pairwise(edges)
    ]
    return Story(slos, pieces, left_out(slos, draw(exclusions)))


def happened(
    own: Sequence[Weather], steps: int, random: np.random.Generator
) -> tuple[Sequence[float], Sequence[float], Sequence[bool]]:
    """Good and total events of each step, and whether there was a sample."""
    hours = [w for w in own for _ in range(w.steps)]
    every = (hours * (steps // len(hours) + 1))[:steps]
    total = [float(w.events * w.is_there) for w in every]
    bad = [float(random.binomial(int(n), w.error_ratio)) for n, w in zip(total, every, strict=True)]
    return [n - b for n, b in zip(total, bad, strict=True)], total, [w.is_there for w in every]


def stretch(
    slo: Slo,
    rows: Sequence[tuple[Sequence[float], Sequence[float], Sequence[bool]]],
    first: int,
    last: int,
    read_from: int = T0 - 40 * DAY,
) -> Stretch:
    ends = T0 + STEP * np.arange(1, last + 1)
    newest = np.array([_newest(ends, there) for _, _, there in rows])[:, first:]
    good, total = (np.array([row[k] for row in rows], float)[:, first:last] for k in (0, 1))
    groups = GROUPS if slo.group_by else [()]
    register = Register((), tuple(RowKey(group, Bound.VALUE) for group in groups))
    reach = Reach(T0, int(ends[-1]), T0 + 1.0, float(STEP))
    unbounded = np.full(newest.shape, NAN)
    return Stretch(read_from, reach, register, ends[first:], good, total, newest, unbounded)


def _newest(ends: Integers, there: Sequence[bool]) -> Sequence[float]:
    found, newest = [], NAN
    for end, is_there in zip(ends.tolist(), there, strict=False):
        newest = end - 7.0 if is_there else newest
        found.append(newest)
    return found


def every_step(story: Story) -> Iterator[tuple[Evaluated, Ledger]]:
    """Evaluate as a cycle does: what a step brings is not in the ledger until afterwards.

    What is excluded stands in twins that gain as those of a service do.
    """
    calendars = (s.period for s in story.slos if isinstance(s.period, CalendarPeriod))
    (calendar,) = calendars
    ledger = Ledger(STEP, T0, lambda after, until: boundaries(calendar, after, until))
    for slo in story.slos:
        ledger.open(slo.name, retention_seconds(slo.period))
    times = {slo.name: story.times.get(slo.name, NO_TIMES) for slo in story.slos}
    twins = {slo.name: beginning(account(slo), "t") for slo in story.slos if times[slo.name]}
    for name in twins:
        ledger.open_beside(twin_name(name), name)
    previous = None
    for stretches in story.stretches:
        for column, end in enumerate(stretches["calendar"].ends.tolist()):
            deltas = [stretches[s.name].delta(s, column, column + 1) for s in story.slos]
            deltas = [marked(d, times[d.slo_name]) if d.slo_name in twins else d for d in deltas]
            gained = [twin_delta(d, twins[d.slo_name], d.excluded) for d in deltas if d.excluded]
            ledger.advance(end)
            readings = [
                replace(
                    stretches[slo.name].reading(slo, column), delta=delta, times=times[slo.name]
                )
                for slo, delta in zip(story.slos, deltas, strict=True)
            ]
            previous = evaluate(ledger, readings, Background(), end, STEP, previous)
            ledger.apply_together([*deltas, *gained])
            yield previous, ledger
