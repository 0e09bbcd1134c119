"""What a backtest found, as tables for people and as a record for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.markup import escape
from rich.table import Table

from app.commands.backtest import Backtest, Side
from app.commands.tables import NOTHING, new_table, percent, title
from app.slo.definition import CalendarPeriod, Slo
from app.slo.episode import Calling, Episode, History, Told
from app.slo.health import STALE_SECONDS
from app.slo.period import ends_at
from app.slo.tier import Severity
from app.slo.wording import duration_text

SIDES = ("current", "changed")


def parts(found: Backtest) -> Iterator[Table | str]:
    """What a person is shown, from the single alert to the sum."""
    yield episodes_table(found)
    yield ""
    yield comparison_table(found)
    yield ""
    yield from summary_lines(found)


def episodes_table(found: Backtest) -> Table:
    """One line for each alert: when it fired, for how long, and what was gone of the budget."""
    heads = ("began (UTC)", "lasted", "SLO", "condition", "burn", "budget gone")
    several = len(found.sides) > 1
    shown = new_table(*heads, *(("definitions",) if several else ()))
    lines = [
        (told, episode, name)
        for side, name in zip(found.sides, SIDES, strict=False)
        for told in side.history.slos
        for episode in told.episodes
    ]
    for told, episode, name in sorted(lines, key=lambda line: line[1].alert.started_at):
        still = " and on" if episode.ended_at is None else ""
        shown.add_row(
            f"{_moment(episode.alert.started_at):%Y-%m-%d %H:%M:%S}",
            f"{duration_text(episode.firing_seconds)}{still}",
            title(told.slo.name, dict(told.group)),
            episode.alert.subject.tier,
            _burn(episode),
            percent(episode.consumed_ratio, 1),
            *((name,) if several else ()),
        )
    return shown


def comparison_table(found: Backtest) -> Table:
    """One line for each SLO and condition; the two catalogs side by side."""
    names = SIDES[: len(found.sides)]
    parts = ("target", "alerts", "firing", "gone at first", "gone at end")
    several = len(names) > 1
    heads = [f"{name}\n{part}" if several else part for name in names for part in parts]
    shown = new_table("SLO", "condition", *heads)
    by_id = [{told.id: told for told in side.history.slos} for side in found.sides]
    for slo_id in sorted({slo_id for side in by_id for slo_id in side}):
        told = [side.get(slo_id) for side in by_id]
        for condition in _conditions(told):
            cells = [cell for one in told for cell in _cells(one, condition)]
            shown.add_row(_named(told), condition, *cells)
    return shown


def summary_lines(found: Backtest) -> Iterator[str]:
    """Say for each catalog how often somebody would have been called, and what is not whole."""
    days = (found.span.end - found.span.start) / 86_400
    yield f"{_text(found.span.start)} to {_text(found.span.end)}: {days:.3g} days"
    for side, name in zip(found.sides, SIDES, strict=False):
        pages, tickets = (side.history.load(severity) for severity in Severity)
        yield (
            f"{name}: {pages.count} pages ({pages.per_week:.1f} per week, firing"
            f" {duration_text(pages.firing_seconds)}), {tickets.count} tickets"
            f" ({tickets.per_week:.1f} per week, firing {duration_text(tickets.firing_seconds)})"
        )
    yield from _left_out(found)
    yield from _gaps(found)


def view(found: Backtest) -> dict[str, object]:
    """The same as a record for programs."""
    return {
        "start": _text(found.span.start),
        "end": _text(found.span.end),
        "step_seconds": found.span.step,
        "sides": [
            {
                "definitions": name,
                **{severity.lower() + "s": _load(side.history, severity) for severity in Severity},
                "slos": [_slo(told, side) for told in side.history.slos],
            }
            for side, name in zip(found.sides, SIDES, strict=False)
        ],
    }


def _load(history: History, severity: Severity) -> dict[str, object]:
    load = history.load(severity)
    return {
        "count": load.count,
        "per_week": load.per_week,
        "firing_seconds": load.firing_seconds,
    }


def _slo(told: Told, side: Side) -> dict[str, object]:
    held = side.held[told.slo.name]
    budget = None if told.status is None else told.status.budget
    return {
        "slo": told.id,
        "name": told.slo.name,
        "group": dict(told.group),
        "service": told.slo.service,
        "target": float(told.slo.target),
        "since": None if held is None else _text(held.since),
        "data_until": None if held is None else _text(held.until),
        "whole_from": None if held is None else _text(_whole_from(told.slo, held.since)),
        "excluded_seconds": side.excluded_seconds[told.id],
        "budget_consumed_ratio": None if budget is None else budget.consumed_ratio,
        "conditions": [
            {
                "tier": calling.tier,
                "severity": calling.severity.value,
                "firing_seconds": calling.firing_seconds,
                "alerts": [_episode(episode) for episode in calling.episodes],
            }
            for calling in told.callings
        ],
    }


def _episode(episode: Episode) -> dict[str, object]:
    alert = episode.alert
    return {
        "alert_id": alert.id,
        "started_at": _text(alert.started_at),
        "ended_at": None if episode.ended_at is None else _text(episode.ended_at),
        "firing_seconds": episode.firing_seconds,
        "reason": alert.reason.value,
        "budget_consumed_ratio": episode.consumed_ratio,
        "long_burn_rate": alert.evidence.long_burn_rate,
        "short_burn_rate": alert.evidence.short_burn_rate,
        "summary": alert.summary,
    }


def _cells(told: Told | None, condition: str) -> Sequence[str]:
    calling = None if told is None else _calling(told, condition)
    if told is None or calling is None:
        return (NOTHING,) * 5
    budget = None if told.status is None else told.status.budget
    return (
        percent(float(told.slo.target), 3),
        str(len(calling.episodes)),
        duration_text(calling.firing_seconds) if calling.episodes else NOTHING,
        percent(calling.episodes[0].consumed_ratio if calling.episodes else None, 1),
        percent(None if budget is None else budget.consumed_ratio, 1),
    )


def _calling(told: Told, condition: str) -> Calling | None:
    return next((one for one in told.callings if one.tier == condition), None)


def _conditions(told: Sequence[Told | None]) -> Sequence[str]:
    return list(dict.fromkeys(c.tier for one in told if one is not None for c in one.callings))


def _named(told: Sequence[Told | None]) -> str:
    one = next(one for one in told if one is not None)
    return title(one.slo.name, dict(one.group))


def _left_out(found: Backtest) -> Iterator[str]:
    """Say how much of the time that was asked for is excluded."""
    for side, name in zip(found.sides, SIDES, strict=False):
        some = [seconds for seconds in side.excluded_seconds.values() if seconds]
        if some:
            yield (
                f"{name}: of {len(some)} of {len(side.excluded_seconds)} SLOs time is excluded, up"
                f" to {duration_text(max(some))}"
            )


def _gaps(found: Backtest) -> Iterator[str]:
    """Say what Prometheus does not have of the time that was asked for, and of its past."""
    slos = {told.slo.name: told.slo for side in found.sides for told in side.history.slos}
    held = {name: own for side in found.sides for name, own in side.held.items()}
    for name, slo in sorted(slos.items()):
        own = held[name]
        if own is None:
            yield f"{escape(name)}: there are no samples"
            continue
        if found.span.end - own.until > STALE_SECONDS:
            yield f"{escape(name)}: there are no samples after {_text(own.until)}"
        whole = _whole_from(slo, own.since)
        if whole > found.span.start:
            yield (
                f"{escape(name)}: there are no samples before {_text(own.since)}; budgets are of"
                f" whole periods from {_text(whole)} on"
            )


def _whole_from(slo: Slo, since: float) -> float:
    """When a period has been seen whole for the first time."""
    if isinstance(slo.period, CalendarPeriod):
        return ends_at(slo.period, since)
    return since + slo.period.seconds


def _burn(episode: Episode) -> str:
    evidence = episode.alert.evidence
    rates = (evidence.long_burn_rate, evidence.short_burn_rate)
    known = [f"{rate:.3g}" for rate in rates if rate is not None]
    return " / ".join(known) or NOTHING


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _text(at: float) -> str:
    return f"{_moment(at):%Y-%m-%dT%H:%M:%SZ}"
