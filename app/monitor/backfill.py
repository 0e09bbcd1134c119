"""Reads the past in pieces, newest first, and the gap that an outage left behind.

Newest first, because the windows on which people are called are short. Each piece is stored
before it is followed by another, so that reading goes on where it was stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.keeper import Keeper
from app.monitor.observer import Found, Observer
from app.monitor.pace import Pace
from app.slo.definition import Slo
from app.slo.errors import SourceRejected, SourceTimeout

LOOK_BACK_SECONDS = 60
"""So far before its begin a piece is read, for what was there before its first samples."""

Progress = Callable[[], None]
"""Told after each piece."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time, (begin, until] in Unix seconds, to be read for some definitions."""

    slos: tuple[Slo, ...]
    begin: int
    until: int


class Backfill:
    """Brings definitions up to the present, and back to the beginning of what they need."""

    def __init__(self, observer: Observer, keeper: Keeper, accounts: Accounts) -> None:
        self._observer = observer
        self._keeper = keeper
        self._accounts = accounts

    async def go_on(self, slos: tuple[Slo, ...], until: int, progress: Progress) -> None:
        """Read definitions, all read equally far so far, up to ``until``.

        Raises:
            SourceError: the source gave no answer; what was read before is kept.
            StoreError: a piece could not be stored.
        """
        pace = Pace(self._accounts.step)
        log.info("reading what %s missed", _names(slos), extra={"until": until})
        after = self._accounts[slos[0].name].reach.until
        while after < until:
            piece = Piece(slos, after, min(after + pace.seconds, until))
            read, found = await self._read(piece, pace)
            await self._keeper.take(found, read.until)
            progress()
            after = read.until

    async def go_back(self, slos: tuple[Slo, ...], progress: Progress) -> None:
        """Read the past of definitions of which equally much is known, newest first.

        Raises:
            SourceError: the source gave no answer; what was read before is kept.
            StoreError: a piece could not be stored.
        """
        log.info("reading the past of %s", _names(slos))
        pace = Pace(self._accounts.step)
        piece = self._before(slos, self._accounts[slos[0].name].reach.begin, pace)
        while piece is not None:
            piece, found = await self._read(piece, pace, backwards=True)
            await self._keeper.take_past(found, piece.begin, piece.until)
            progress()
            piece = self._before(piece.slos, piece.begin, pace)
        log.info("read the past of %s", _names(slos))

    def _before(self, slos: tuple[Slo, ...], until: int, pace: Pace) -> Piece | None:
        """The piece that ends at ``until``; it begins no earlier than the next goal."""
        goals = {slo.name: self._accounts.goal(slo) for slo in slos}
        members = tuple(slo for slo in slos if goals[slo.name] < until)
        if not members:
            return None
        nearest = max(goals[slo.name] for slo in members)
        return Piece(members, max(until - pace.seconds, nearest), until)

    async def _read(
        self, piece: Piece, pace: Pace, *, backwards: bool = False
    ) -> tuple[Piece, Found]:
        """Read a piece, or a shorter one where it is too much to ask for at once."""
        while True:
            try:
                found = await self._observer.read(
                    piece.slos, piece.begin, piece.until, LOOK_BACK_SECONDS
                )
            except (SourceRejected, SourceTimeout):
                if not pace.slow_down(piece.until - piece.begin):
                    raise
                piece = _shortened(piece, pace.seconds, backwards=backwards)
                continue
            pace.follow(found.count, piece.until - piece.begin)
            return piece, found


def _shortened(piece: Piece, seconds: int, *, backwards: bool) -> Piece:
    if backwards:
        return Piece(piece.slos, max(piece.until - seconds, piece.begin), piece.until)
    return Piece(piece.slos, piece.begin, min(piece.begin + seconds, piece.until))


def _names(slos: tuple[Slo, ...]) -> str:
    some = ", ".join(slo.name for slo in slos[:3])
    return some if len(slos) <= 3 else f"{some} and {len(slos) - 3} more"  # noqa: PLR2004  # the three named
