"""The shop's visitors: real HTTP requests over the loopback at a steady mean rate.

Refuses to know what the shop does with them; a failed request is a visitor lost, no more.
"""

from __future__ import annotations

import asyncio
import logging
from random import Random

import httpx

from deploy.demo.shop.behaviour import PAGES

TIMEOUT_SECONDS = 10.0
MOST_AT_ONCE = 100

_log = logging.getLogger(__name__)


class Traffic:
    """Visitors arriving independently of each other, and of how fast they are served.

    With ``starts_when_scraped`` the first scrape lets them in: what a process did before anybody
    looked is in no sample, and the demo's counts are to be exact from the first request.
    """

    def __init__(
        self, base_url: str, visits_per_second: float, chance: Random, *, starts_when_scraped: bool
    ) -> None:
        self._base_url = base_url
        self._rate = visits_per_second
        self._chance = chance
        self._awaits_scrape = starts_when_scraped
        self._stopping = asyncio.Event()
        self._arrivals: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether visitors are arriving."""
        return self._arrivals is not None and not self._arrivals.done()

    def scraped(self) -> None:
        """Take note of a scrape; the first may be what the visitors wait for."""
        if self._awaits_scrape:
            self.start()

    def start(self) -> None:
        """Let visitors arrive; does nothing if they already do."""
        self._awaits_scrape = False
        if not self.running:
            self._stopping = asyncio.Event()
            self._arrivals = asyncio.create_task(self._arrive(self._stopping))

    async def stop(self) -> None:
        """Let nobody in any more, and wait until those inside have been served."""
        self._awaits_scrape = False
        self._stopping.set()
        if self._arrivals is not None:
            await self._arrivals

    async def _arrive(self, stopping: asyncio.Event) -> None:
        limits = httpx.Limits(max_connections=MOST_AT_ONCE)
        async with (
            httpx.AsyncClient(
                base_url=self._base_url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False
            ) as client,
            asyncio.TaskGroup() as visits,
        ):
            while not await _set_within(stopping, self._chance.expovariate(self._rate)):
                visits.create_task(self._visit(client, self._choose()))

    def _choose(self) -> str:
        shares = [page.visit_share for page in PAGES]
        return self._chance.choices(PAGES, shares)[0].path

    @staticmethod
    async def _visit(client: httpx.AsyncClient, path: str) -> None:
        try:
            await client.get(path)
        except httpx.HTTPError as error:
            _log.warning("a visit to %s failed: %r", path, error)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
