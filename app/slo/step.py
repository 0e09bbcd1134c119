"""What a step says besides the counts, so that another process publishes the same snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.slo.account import StoredAccount
from app.slo.alert import OpenAlert
from app.slo.definition import Group
from app.slo.reading import Trouble
from app.slo.snapshot import Latency

Latencies = Mapping[tuple[str, Group], Latency]
"""The quantiles read last, by SLO name and group."""


@dataclass(frozen=True, slots=True)
class Step:
    """One evaluation as its maker stored it, together with what it counted.

    ``previous_at`` is the step that it goes on from, ``None`` for the first. ``catalog`` stands
    for the definitions in force. ``cells_from`` is the earliest end of a cell that it changed.
    ``troubles``, ``unread`` and ``hints`` are those of the readings, by SLO name. ``latencies``
    are ``None`` if they were those of the step before.
    """

    evaluated_at: int
    previous_at: int | None
    step_seconds: int
    catalog: str
    cells_from: int
    troubles: Mapping[str, Trouble]
    unread: Mapping[str, str]
    hints: Mapping[str, str]
    latencies: Latencies | None


@dataclass(frozen=True, slots=True)
class News:
    """What a store has that a reader of some accounts does not.

    ``steps`` are those since, in order. ``whole`` are accounts to be taken as they are; ``ahead``
    have gone on from what is known, and their cells are only those that may have changed, of the
    size of a step. ``gone`` are the names of accounts that are known and not stored (any more).
    ``open_alerts`` fire after the last step. ``excludes`` says whether something is excluded:
    then it takes more than this to follow.
    """

    steps: Sequence[Step]
    whole: Sequence[StoredAccount]
    ahead: Sequence[StoredAccount]
    gone: Sequence[str]
    open_alerts: Sequence[OpenAlert] = ()
    excludes: bool = False
