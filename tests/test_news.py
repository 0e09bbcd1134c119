"""What listeners are told, where the store does not answer or others write into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.monitor.book import Book
from app.news import MOST_HELD, News, Place
from app.slo.errors import StoreError
from app.slo.kept import Event, EventKind, Stored
from app.slo.snapshot import Snapshot

PATIENCE_SECONDS = 10.0


@dataclass
class ListedEvents:
    """Events in a list; ``broken`` makes the store fail."""

    events: list[Event] = field(default_factory=list)
    asked_after: list[int] = field(default_factory=list)
    broken: bool = False

    def add(self, count: int = 1) -> None:
        for _ in range(count):
            number = len(self.events) + 1
            self.events.append(Event(number, 30, EventKind.SNAPSHOT_PUBLISHED, generation=1))

    async def after(self, event_id: int, limit: int) -> Sequence[Event]:
        self.asked_after.append(event_id)
        if self.broken:
            raise StoreError("the disk is gone")
        return self.events[event_id : event_id + limit]

    async def stored(self) -> Stored | None:
        return Stored(1, len(self.events)) if self.events else None


@asynccontextmanager
async def running(store: ListedEvents) -> AsyncIterator[tuple[News, Book]]:
    news, book = News(store, lambda event: f"{event.id}".encode()), Book()
    await news.open()
    looking = asyncio.create_task(news.run(book))
    yield news, book
    news.close()
    await asyncio.wait_for(looking, PATIENCE_SECONDS)


async def heard(news: News, event_id: int) -> list[int]:
    return [told.id for told in await news.after(event_id, PATIENCE_SECONDS)]


def publish(book: Book) -> None:
    book.publish(Snapshot.of(1, 30.0, ()))


async def test_whoever_waits_is_told_when_a_snapshot_is_published() -> None:
    store = ListedEvents()
    async with running(store) as (news, book):
        waiting = [asyncio.create_task(heard(news, 0)) for _ in range(50)]
        store.add()
        publish(book)
        assert await asyncio.gather(*waiting) == [[1]] * 50
    assert len(store.asked_after) <= 4, "one reads for all"


async def test_nothing_happened_within_the_time() -> None:
    async with running(ListedEvents()) as (news, _):
        assert await news.after(0, within_seconds=0.01) == ()


async def test_a_store_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    store = ListedEvents(broken=True)
    async with running(store) as (news, book):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not caplog.records:
                publish(book)
                await asyncio.sleep(0)
        store.broken = False
        store.add()
        publish(book)
        assert await heard(news, 0) == [1]
    assert "listeners are not told what happens: the disk is gone" in caplog.text


async def test_who_is_far_behind_reads_from_the_store_and_catches_up() -> None:
    store = ListedEvents()
    async with running(store) as (news, book):
        store.add(MOST_HELD + 500)
        publish(book)
        await heard(news, MOST_HELD + 499)
        seen: list[int] = []
        while len(seen) < len(store.events):
            seen.extend(await heard(news, seen[-1] if seen else 0))
    assert seen == [event.id for event in store.events]


async def test_a_place_is_where_the_client_says_if_that_is_kept() -> None:
    store = ListedEvents()
    async with running(store) as (news, _):
        assert await news.place_after(None) == Place(0, is_reset=False)
        assert await news.place_after(1) == Place(0, is_reset=True)
        store.add(3)
        assert await news.place_after(0) == Place(0, is_reset=False)
        assert await news.place_after(3) == Place(3, is_reset=False)
        assert await news.place_after(4) == Place(3, is_reset=True)
