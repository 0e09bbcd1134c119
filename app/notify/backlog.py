"""Shows what webhooks wait for, and gives up what nobody waits for any more."""

from __future__ import annotations

import logging
from collections.abc import Collection

from app.notify.ports import Deliveries, OnBacklog
from app.slo.delivery import Backlog

SHOWN_EACH_SECONDS = 15.0

log = logging.getLogger(__name__)


class BacklogKeeper:
    """Looks at the deliveries of all receivers; ``receivers`` are those that are configured."""

    leads_only = True

    def __init__(
        self, deliveries: Deliveries, receivers: Collection[str], on_backlog: OnBacklog
    ) -> None:
        self._deliveries = deliveries
        self._receivers = receivers
        self._on_backlog = on_backlog
        self._has_given_up = False

    async def round(self) -> float:
        """Give up once what receivers that were removed would have been told, and count.

        Raises:
            StoreError: the deliveries cannot be read or written.
        """
        if not self._has_given_up:
            for name, count in (await self._deliveries.give_up(self._receivers)).items():
                log.error("%s: %d notices are given up; it is no longer configured", name, count)
            self._has_given_up = True
        found = {name: Backlog(name, 0, 0, None) for name in self._receivers}
        found |= {one.receiver: one for one in await self._deliveries.backlogs()}
        self._on_backlog(list(found.values()))
        return SHOWN_EACH_SECONDS

    def pause(self) -> None:
        """Take note that another process tells: it may have made deliveries for others."""
        self._has_given_up = False
        self._on_backlog(())

    async def close(self) -> None:
        """Nothing is held."""
