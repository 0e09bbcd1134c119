"""Keeps one Alertmanager told: at once of what is new, and again and again of what goes on.

An alert that is refused does not hide the others: its batch is halved until it stands alone. From
then on it is repeated apart from the others. Refuses to know other instances: each has a sender.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence

from app.notify.alertmanager import BATCH, Alertmanager, Refused, Writer
from app.notify.caller import Unreached
from app.notify.ports import Clock, OnTold
from app.notify.register import Episode, Register
from app.slo.alert import AlertState
from app.slo.notice import NoticeReason, Pace, Sent, notice

LONGEST_BACKOFF_SECONDS = 30.0
SHORTEST_WAIT_SECONDS = 0.05

_KIND = "alertmanager"

log = logging.getLogger(__name__)

Told = tuple[str, AlertState]


class Resender:
    """Tells one instance; ``round`` is called when something changed and when it says so."""

    leads_only = True

    def __init__(
        self,
        alertmanager: Alertmanager,
        register: Register,
        writer: Writer,
        pace: Pace,
        clock: Clock,
        on_told: OnTold,
    ) -> None:
        self._alertmanager = alertmanager
        self._register = register
        self._writer = writer
        self._pace = pace
        self._clock = clock
        self._on_told = on_told
        self._sent: dict[str, Sent] = {}
        self._refused: set[Told] = set()
        self._failures = 0

    async def round(self) -> float:
        """Tell what is due, and say in how many seconds something will be.

        Raises:
            StoreError: the alerts cannot be read.
        """
        await self._register.read()
        now, episodes = self._clock(), self._register.episodes()
        self._forget_all_but(episodes)
        reasons = [(one, self._reason(one, now)) for one in episodes]
        due = [(one, reason) for one, reason in reasons if reason is not None]
        try:
            await self._tell([one for one, _ in due], now)
        except Unreached as error:
            return self._failed(error, sum(self._reason(one, now) is not None for one, _ in due))
        self._succeeded(Counter(reason for _, reason in due))
        return self._seconds_left(now)

    def pause(self) -> None:
        """Take note that another process tells."""
        self._register.forget()
        self._sent.clear()

    async def close(self) -> None:
        """Close the connections."""
        await self._alertmanager.close()

    def _reason(self, episode: Episode, now: float) -> NoticeReason | None:
        return notice(self._sent.get(episode.id), episode.ended_at, now, self._pace)

    def _forget_all_but(self, episodes: Sequence[Episode]) -> None:
        ids = {one.id for one in episodes}
        self._sent = {name: sent for name, sent in self._sent.items() if name in ids}
        self._refused = {key for key in self._refused if key[0] in ids}

    async def _tell(self, due: Sequence[Episode], now: float) -> None:
        apart = [one for one in due if _key(one) in self._refused]
        for batch in _batches([one for one in due if _key(one) not in self._refused]):
            await self._post(batch, now)
        for batch in _batches(apart):
            await self._post_again(batch, now)

    async def _post(self, batch: Sequence[Episode], now: float) -> None:
        try:
            await self._alertmanager.post([self._writer.alert(one, now) for one in batch])
        except Refused as error:
            if len(batch) == 1:
                self._refuse(batch[0], error, now)
                return
            middle = len(batch) // 2
            await self._post(batch[:middle], now)
            await self._post(batch[middle:], now)
        else:
            self._note(batch, now)
            self._on_told(_KIND, self._alertmanager.name, "delivered", len(batch))

    async def _post_again(self, batch: Sequence[Episode], now: float) -> None:
        """Try what was refused before: an instance may have changed its mind."""
        self._note(batch, now)
        try:
            await self._alertmanager.post([self._writer.alert(one, now) for one in batch])
        except Refused:
            return
        self._refused.difference_update(map(_key, batch))
        self._on_told(_KIND, self._alertmanager.name, "delivered", len(batch))

    def _refuse(self, one: Episode, error: Refused, now: float) -> None:
        self._refused.add(_key(one))
        self._note([one], now)
        self._on_told(_KIND, self._alertmanager.name, "rejected", 1)
        log.error(
            "Alertmanager %s refuses the alert %s (%s): %s",
            self._alertmanager.name,
            one.id,
            one.alert.subject.title,
            error,
        )

    def _note(self, batch: Sequence[Episode], now: float) -> None:
        self._sent |= {one.id: Sent(one.state, now) for one in batch}

    def _failed(self, error: Unreached, alerts: int) -> float:
        self._failures += 1
        self._on_told(_KIND, self._alertmanager.name, "failed", alerts)
        if self._failures == 1:
            log.warning("Alertmanager %s cannot be told: %s", self._alertmanager.name, error)
        return float(min(2.0 ** (self._failures - 1), LONGEST_BACKOFF_SECONDS))

    def _succeeded(self, reasons: Counter[NoticeReason]) -> None:
        if reasons and self._failures:
            log.info("Alertmanager %s is told again", self._alertmanager.name)
            self._failures = 0
        new = reasons[NoticeReason.FIRST], reasons[NoticeReason.RESOLVED]
        if any(new):
            log.info(
                "Alertmanager %s was told that %d alerts fire and %d are over",
                self._alertmanager.name,
                *new,
            )

    def _seconds_left(self, now: float) -> float:
        last = min((sent.at for sent in self._sent.values()), default=now)
        return max(last + self._pace.resend_seconds - now, SHORTEST_WAIT_SECONDS)


def _key(episode: Episode) -> Told:
    return episode.id, episode.state


def _batches(episodes: Sequence[Episode]) -> Iterator[Sequence[Episode]]:
    for first in range(0, len(episodes), BATCH):
        yield episodes[first : first + BATCH]
