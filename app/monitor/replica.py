"""One of the processes over a store: it leads, or it follows whoever does.

The one that leads reads, counts and stores; the others publish what it stored, and are ready to
go on from there. Where the store is this process' own, it always leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.monitor.book import Book
from app.monitor.follower import LEADER_TOPIC, LEADERS_EXCLUSIONS_TOPIC, Follower
from app.monitor.leadership import Leadership
from app.monitor.monitor import Monitor
from app.slo.definition import Slo
from app.slo.exclusion import Exclusion
from app.slo.snapshot import Snapshot

ROLE_TOPIC = "role"


class Replica:
    """Carries out steps by the role that this process has; never two at once.

    ``follower`` is ``None`` where nobody else may lead.
    """

    def __init__(
        self, monitor: Monitor, leadership: Leadership, follower: Follower | None, book: Book
    ) -> None:
        self._monitor = monitor
        self._leadership = leadership
        self._follower = follower
        self._book = book
        self._is_in_charge = False

    @property
    def is_shared(self) -> bool:
        """Whether there may be others, to be looked at with ``poll``."""
        return self._follower is not None

    async def open(
        self, slos: Iterable[Slo], at: int, exclusions: Sequence[Exclusion] = ()
    ) -> None:
        """Read the stored accounts, and lead if nobody else does.

        Raises:
            StoreError: the stored state cannot be read.
        """
        leads = await self._leadership.seek()
        await self._monitor.open(slos, at, exclusions, leads=leads)
        if self._follower is not None:
            await (self._follower.resume() if leads else self._follower.catch_up())
            await self._note_role()
        self._is_in_charge = leads

    async def change(
        self, slos: Iterable[Slo], at: int, exclusions: Sequence[Exclusion] = ()
    ) -> None:
        """Take another catalog into force."""
        await self._monitor.change(slos, at, exclusions)

    async def cycle(self, at: int) -> Snapshot | None:
        """Carry out the step that ends at ``at``, or follow whoever does.

        Raises:
            StoreError: nothing was published.
        """
        if await self._leads(at):
            return await self._monitor.cycle(at)
        return await self._follow()

    async def poll(self, at: int) -> Snapshot | None:
        """Between steps: follow the leader, or take over from one that is gone.

        Raises:
            StoreError: nothing was published.
        """
        if self._leadership.leads and self._is_in_charge:
            return None
        return await self.cycle(at)

    async def close(self) -> None:
        """Stop reading the past, and let somebody else lead at once."""
        await self._monitor.close()
        await self._leadership.resign()

    async def _leads(self, at: int) -> bool:
        """Whether this process leads, with everything in memory that is stored."""
        if self._follower is None:
            return True
        if not self._leadership.leads:
            await self._stand_down()
            if not await self._leadership.seek():
                return False
        if not self._is_in_charge or self._monitor.is_in_doubt:
            await self._take_charge(self._follower, at)
        return True

    async def _take_charge(self, follower: Follower, at: int) -> None:
        await self._stand_down()
        await follower.catch_up()
        await self._monitor.take_charge(at)
        self._is_in_charge = True
        await self._note_role()

    async def _stand_down(self) -> None:
        """Let nothing go on that was begun while leading."""
        if self._is_in_charge:
            self._is_in_charge = False
            await self._monitor.stand_down()

    async def _follow(self) -> Snapshot | None:
        assert self._follower is not None  # noqa: S101  # without one this process leads
        await self._note_role()  # first: whoever sees what the leader stored is told who that is
        return await self._follower.follow()

    async def _note_role(self) -> None:
        """Say in the readiness who leads."""
        epoch = self._leadership.epoch
        if epoch is not None:
            for topic in (LEADER_TOPIC, LEADERS_EXCLUSIONS_TOPIC):
                self._book.note(topic, None)
            sentence = f"this replica leads, epoch {epoch}"
        else:
            leader = await self._leadership.leader()
            sentence = f"this replica follows; {leader or 'nobody'} leads"
        self._book.note(ROLE_TOPIC, sentence)
