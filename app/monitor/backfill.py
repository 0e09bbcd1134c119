"""Reads the past in pieces: a new definition's whole period, or what an outage left behind.

Oldest first, each piece stored before the next is read, so that it resumes where it was stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.monitor.accounts import Accounts
from app.monitor.observer import Observer
from app.monitor.ports import Source
from app.slo.account import Delta
from app.slo.counter import nothing
from app.slo.definition import Slo
from app.slo.samples import Stretch

PIECE_SAMPLES = 200_000
"""About how many samples one piece brings: some 5 MB of JSON."""

PIECE_SECONDS = 86_400
ASSUMED_SCRAPE_SECONDS = 15

BASELINE_SECONDS = 600
"""How far before an account's beginning its baselines are looked for."""

log = logging.getLogger(__name__)

Commit = Callable[[Sequence[Delta]], Awaitable[None]]
Progress = Callable[[Sequence[Slo], float], None]
"""Told of definitions the share (0 to 1) of their past that has been read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the past that is read at once; an empty one is skipped without a query."""

    until: int
    empty: bool


class Backfill:
    """Brings definitions from where they have been read to close to the present."""

    def __init__(
        self,
        source: Source,
        observer: Observer,
        accounts: Accounts,
        commit: Commit,
    ) -> None:
        self._source = source
        self._observer = observer
        self._accounts = accounts
        self._commit = commit

    async def run(self, slos: tuple[Slo, ...], until: int, progress: Progress) -> None:
        """Read these definitions, all read equally far so far, up to ``until``.

        Raises:
            SourceError: the source gave no answer; what was read before is kept.
            StoreError: a piece could not be stored.
        """
        after = self._accounts[slos[0].name].reach.until
        stretches = await self._source.survey(slos, after, until)
        names = ", ".join(slo.name for slo in slos)
        log.info("reading the past of %s", names, extra={"after": after, "until": until})
        for piece in pieces(stretches, after, until, self._accounts.step):
            if self._has_read(slos, piece):
                continue  # near the present, a cycle was faster
            await self._commit(await self._read(slos, piece))
            progress(slos, (piece.until - after) / (until - after))
        log.info("read the past of %s", names)

    def _has_read(self, slos: Sequence[Slo], piece: Piece) -> bool:
        return all(self._accounts[slo.name].reach.until >= piece.until for slo in slos)

    async def _read(self, slos: tuple[Slo, ...], piece: Piece) -> list[Delta]:
        if piece.empty:
            return [nothing(slo, self._accounts[slo.name], piece.until) for slo in slos]
        reach = self._accounts[slos[0].name].reach
        # The sample before an account's beginning is the baseline of the first one in it.
        overlap = BASELINE_SECONDS if reach.until == reach.begin else 0
        return await self._observer.read(slos, piece.until, overlap)


def pieces(stretches: Sequence[Stretch], after: int, until: int, step: int) -> list[Piece]:
    """Cut (after, until] so that each piece brings a bounded number of samples.

    The ends lie on the grid of ``step``. Time without a series in any stretch becomes empty
    pieces.
    """
    found: list[Piece] = []
    position = after
    for stretch in stretches:
        begin = min(int(stretch.after) // step * step, until)
        end = min(-(-int(stretch.until) // step) * step, until)
        if begin > position:
            found.append(Piece(begin, empty=True))
            position = begin
        found += _cut(position, end, stretch.series, step)
        position = max(position, end)
    if position < until:
        found.append(Piece(until, empty=True))
    return _joined(found, stretches, after)


def _cut(after: int, until: int, series: int, step: int) -> list[Piece]:
    seconds = PIECE_SAMPLES * ASSUMED_SCRAPE_SECONDS // max(series, 1)
    size = min(max(seconds // step, 1) * step, PIECE_SECONDS)
    return [Piece(min(end, until), empty=False) for end in range(after + size, until + size, size)]


def _joined(found: Sequence[Piece], stretches: Sequence[Stretch], after: int) -> list[Piece]:
    """Join neighbouring pieces that are small enough to be read at once."""
    series = max((stretch.series for stretch in stretches), default=0)
    longest = min(PIECE_SAMPLES * ASSUMED_SCRAPE_SECONDS // max(series, 1), PIECE_SECONDS)
    joined: list[Piece] = []
    begin = after
    for piece in found:
        small = piece.empty or piece.until - begin <= longest
        if joined and piece.empty == joined[-1].empty and small:
            joined[-1] = piece
        else:
            begin = joined[-1].until if joined else after
            joined.append(piece)
    return joined
