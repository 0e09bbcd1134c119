"""What a step says besides the counts, so that another process publishes the same snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.slo.account import Account, StoredAccount
from app.slo.alert import OpenAlert
from app.slo.definition import Group
from app.slo.exclusion import Exclusion
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.reading import Trouble
from app.slo.snapshot import Latency

Latencies = Mapping[tuple[str, Group], Latency]
"""The quantiles read last, by SLO name and group."""


class Catalog(NamedTuple):
    """What is in force of files, summed up: equal where it is the same, wherever the files are.

    ``exclusions`` is empty where it is not known.
    """

    definitions: str
    exclusions: str


@dataclass(frozen=True, slots=True)
class Step:
    """One evaluation as its maker stored it, together with what it counted.

    ``previous_at`` is the step that it goes on from, ``None`` for the first. ``catalog`` stands
    for the files in force. ``cells_from`` is the earliest end of a cell that it changed.
    ``troubles``, ``unread`` and ``hints`` are those of the readings, by SLO name. ``latencies``
    are ``None`` if they were those of the step before.
    """

    evaluated_at: int
    previous_at: int | None
    step_seconds: int
    catalog: Catalog
    cells_from: int
    troubles: Mapping[str, Trouble]
    unread: Mapping[str, str]
    hints: Mapping[str, str]
    latencies: Latencies | None


class Held(NamedTuple):
    """What a reader has of one definition already.

    ``twin`` holds what is excluded of the account, which are these ``times``. ``since`` (Unix
    seconds) is the earliest time of which it holds anything.
    """

    account: Account
    twin: Account | None = None
    times: QuietTimes = NO_TIMES
    since: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a store has that a reader of some accounts does not; all of it as of one moment.

    ``steps`` are those since, in order. ``whole`` are accounts to be taken as they are, each with
    its twin if it has one; ``ahead`` have gone on from what is known, and their cells are only
    those that may have changed, of the size of a step. ``gone`` are the names of accounts that are
    known and not stored (any more). ``times`` are left out from now on of some that went on, by
    name; in what is known of them nothing else is left out than before. ``open_alerts`` fire
    after the last step, ``exclusions`` are those that were asked for.
    """

    steps: Sequence[Step]
    whole: Sequence[StoredAccount]
    ahead: Sequence[StoredAccount]
    gone: Sequence[str]
    times: Mapping[str, QuietTimes]
    open_alerts: Sequence[OpenAlert]
    exclusions: Sequence[Exclusion]
