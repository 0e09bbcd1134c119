"""Which alerts fire, and how that changes from step to step.

An alert fires in the first step in which its condition holds. It ends in the first step in which
the condition has not held for ``keep_firing_seconds``; whatever is not known leaves it as it is.
Refuses to know what a condition is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from app.slo.alert import Alert, Key, OpenAlert
from app.slo.samples import Flags, Floats

Spot = tuple[int, int]
"""A condition of an SLO: the number of its row on the board, and of the SLO's column."""

SpotOf = Callable[[Key], Spot | None]
"""Finds the spot of an alert; ``None`` if its SLO or its condition is not there any more."""


class Conditions(NamedTuple):
    """What a step found out: conditions × SLOs.

    ``holds`` says whether each holds, ``known`` whether that could be told at all.
    """

    holds: Flags
    known: Flags


@dataclass(frozen=True)
class Board:
    """The alerts that fire after a step: conditions × SLOs.

    ``started`` is the step in which each began (Unix seconds; NaN: it does not fire), ``ceased``
    the one since which its condition has not held (NaN: it holds). ``alerts`` are those that fire.
    """

    started: Floats
    ceased: Floats
    alerts: Mapping[Key, Alert]

    @staticmethod
    def of(
        open_alerts: Iterable[OpenAlert],
        spot_of: SpotOf,
        shape: tuple[int, int],
        waits: Callable[[Alert], bool] = lambda _: False,
    ) -> tuple[Board, Sequence[Alert]]:
        """Put open alerts on a board of this shape; also list those that have no spot on it.

        One without a spot stays for as long as it ``waits`` for one.
        """
        started, ceased = np.full(shape, np.nan), np.full(shape, np.nan)
        kept: dict[Key, Alert] = {}
        gone = []
        for one in open_alerts:
            key = one.alert.subject.key
            spot = spot_of(key)
            if spot is None and not waits(one.alert):
                gone.append(one.alert)
                continue
            kept[key] = one.alert
            if spot is None:
                continue
            started[spot] = one.alert.started_at
            ceased[spot] = np.nan if one.ceased_at is None else one.ceased_at
        return Board(started, ceased, kept), gone

    @cached_property
    def fires(self) -> Flags:
        """Which conditions' alerts fire."""
        fires: Flags = ~np.isnan(self.started)
        return fires

    @cached_property
    def has_waiting(self) -> bool:
        """Whether some alert has no spot."""
        return len(self.alerts) > int(self.fires.sum())

    def open_alerts(self, spot_of: SpotOf) -> list[OpenAlert]:
        """List the alerts that fire, to be put on another board."""
        found = []
        for key, alert in self.alerts.items():
            spot = spot_of(key)
            ceased = np.nan if spot is None else self.ceased[spot]
            found.append(OpenAlert(alert, None if np.isnan(ceased) else int(ceased)))
        return found


class Moved(NamedTuple):
    """A board's next state: who began and who ended to fire in the step, by spot.

    ``changed`` are those that go on firing whose condition stopped or began again to hold.
    """

    started: Floats
    ceased: Floats
    fired: Sequence[Spot]
    resolved: Sequence[Spot]
    changed: Sequence[Spot]


def moved(board: Board, found: Conditions, keep_firing_seconds: Floats, at: int) -> Moved:
    """Move a board to the step that ends at ``at``; ``keep_firing_seconds`` is by SLO."""
    fires = board.fires
    fired = found.known & found.holds & ~fires
    told = found.known & fires
    ceased = np.where(told & found.holds, np.nan, board.ceased)
    ceased = np.where(told & ~found.holds & np.isnan(ceased), float(at), ceased)
    resolved = told & ~found.holds & (at - ceased >= keep_firing_seconds)
    goes_on = fires & ~resolved
    changed = goes_on & (np.isnan(ceased) != np.isnan(board.ceased))
    started = np.where(fired, float(at), np.where(resolved, np.nan, board.started))
    ceased = np.where(goes_on, ceased, np.nan)
    return Moved(started, ceased, _spots(fired), _spots(resolved), _spots(changed))


def _spots(flags: Flags) -> Sequence[Spot]:
    if not flags.any():
        return ()
    rows, columns = np.nonzero(flags)
    return tuple(zip(rows.tolist(), columns.tolist(), strict=True))
