"""Which stretches of time are asked for, and what is asked for again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from app.slo.samples import Grain
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.differences import Family, Join
from app.sources.stretches import Stretches
from app.sources.table import Table

FAMILY = Family("x_total", (), ("service",), Join(("instance",), "up", has_starts=True))
DAY = 86_400
A = (("service", "a"),)
NAMED, SUMMED = {"__name__": "x_total", "service": "a"}, {"service": "a"}


class Answering(PrometheusClient):
    """Answers each evaluation with one event; ``open_at`` says when something stays open."""

    def __init__(self, open_at: Sequence[float] = (), found_within: str = "") -> None:
        super().__init__(Connection("http://prometheus.test"))
        self.asked: list[tuple[float, float, float]] = []
        self.texts: list[str] = []
        self._open_at = open_at
        self._found_within = found_within

    async def instant(self, query: str, at: float) -> Table:
        return self._answer(query, at, at, 0)

    async def over(self, query: str, start: float, end: float, step_seconds: float) -> Table:
        return self._answer(query, start, end, step_seconds)

    def _answer(self, query: str, start: float, end: float, step: float) -> Table:
        self.asked.append((start, end, step))
        self.texts.append(query)
        times = np.arange(start, end + 1, step or 1) if step else np.array([end])
        is_found = self._found_within and f"[{self._found_within}]" in query
        still_open = [t for t in times.tolist() if t in self._open_at and not is_found]
        keys = (msgspec.json.encode(SUMMED), *([msgspec.json.encode(NAMED)] if still_open else []))
        offsets = np.array([0, len(times), len(times) + len(still_open)][: len(keys) + 1])
        values = np.ones(offsets[-1])
        return Table(keys, offsets, np.concatenate([times, still_open]), values, {})


async def gained(client: Answering, after: int, until: int, grain: Grain) -> dict[float, float]:
    sums = await Stretches(client, 100).read(FAMILY, after, until, grain)
    await client.close()
    return dict(sorted(sums.gained.get(A, {}).items()))


async def test_a_step_is_one_evaluation() -> None:
    client = Answering()
    assert await gained(client, DAY, DAY + 30, Grain(30, 0)) == {DAY + 30: 1}
    assert client.asked == [(DAY + 30, DAY + 30, 0)]


async def test_old_time_is_read_in_the_ledgers_cells_and_its_edges_in_steps() -> None:
    client = Answering()
    found = await gained(client, DAY + 240, DAY + 1290, Grain(30, DAY + 1000))
    times = [270, 300, 600, 900, *range(930, 1291, 30)]
    assert found == dict.fromkeys([DAY + t for t in times], 1)
    assert [step for *_, step in client.asked] == [30, 300, 30]


async def test_what_is_open_in_a_long_stretch_is_read_in_steps() -> None:
    client = Answering(open_at=[DAY + 600])
    found = await gained(client, DAY, DAY + 1200, Grain(30, DAY + 1200))
    assert list(found) == [DAY + t for t in (300, *range(330, 601, 30), 900, 1200)]


async def test_what_is_open_in_a_step_is_looked_for_farther_back() -> None:
    client = Answering(open_at=[DAY + 30], found_within="21600s")
    assert await gained(client, DAY, DAY + 30, Grain(30, 0)) == {DAY + 30: 1}
    assert len(client.asked) == 3
    assert all('service=~"a"' in text for text in client.texts[1:])


async def test_it_is_not_looked_for_farther_than_a_day() -> None:
    client = Answering(open_at=[DAY + 30])
    assert await gained(client, DAY, DAY + 30, Grain(30, 0)) == {DAY + 30: 1}
    assert "[86400s]" in client.texts[-1]
    assert len(client.asked) == 4


async def test_very_many_series_are_asked_for_less_time_at_once() -> None:
    client = Answering()
    await Stretches(client, 500_000).read(FAMILY, DAY, DAY + 150, Grain(30, 0))
    await client.close()
    assert [(end - start) // 30 + 1 for start, end, _ in client.asked] == [2, 2, 1]
