"""Processes whose counters reach Prometheus by remote write, some of them later than others.

What they count is a rule, so that the truth of any moment is known. Refuses to know who counts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.history.scrape import PROCESS_START, REQUESTS
from tests.prometheus.remote_write import PushedSeries, push

SCRAPE = 30
OFFSET = 10
"""Samples lie so far behind the grid of scrapes: on no step."""

FINE_PER_SCRAPE = 7
SCRAPES_PER_ERROR = 3

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Life:
    """One process of an instance: its counters begin at zero when it is born.

    For the first ``quiet_seconds`` nothing happens in it, so that it exports no counter.
    """

    born: int
    died: int = 1 << 40
    quiet_seconds: int = 0

    def scrapes(self, after: float, until: float) -> Iterator[tuple[int, int]]:
        """Times in (after, until] at which it is scraped, each with the scrapes since its quiet."""
        number = -(self.quiet_seconds // SCRAPE)
        at = self.born + OFFSET
        while at <= until and at < self.died:
            number += 1
            if at > after:
                yield at, number
            at += SCRAPE

    def busy_scrapes(self, until: float) -> int:
        """How often it was scraped by a time while it was not quiet."""
        return max([0, *(number for _, number in self.scrapes(0, until))])


@dataclass(frozen=True, slots=True)
class Writer:
    """An instance with its lives; its samples arrive ``behind`` seconds after their time."""

    instance: str
    behind: int
    lives: Sequence[Life]

    def series(self, service: str, after: float, until: float) -> Iterator[PushedSeries]:
        """What arrives in (after, until]."""
        own = {"service": service, "instance": self.instance}
        fine: Points = []
        errors: Points = []
        starts: Points = []
        for life in self.lives:
            for at, number in life.scrapes(after - self.behind, until - self.behind):
                if number > 0:
                    fine.append((at, FINE_PER_SCRAPE * number))
                if number >= SCRAPES_PER_ERROR:  # exported from the first error on
                    errors.append((at, number // SCRAPES_PER_ERROR))
                starts.append((at, life.born))
        for code, points in (("200", fine), ("500", errors)):
            if points:
                name = f"{REQUESTS}_total"
                yield PushedSeries({"__name__": name, "code": code, **own}, points)
        if starts:
            yield PushedSeries({"__name__": PROCESS_START, **own}, starts)

    def events(self, until: float) -> tuple[int, int]:
        """Bad and total events in samples of up to a time, whether they have arrived or not."""
        scrapes = [life.busy_scrapes(until) for life in self.lives]
        bad = sum(number // SCRAPES_PER_ERROR for number in scrapes)
        return bad, bad + FINE_PER_SCRAPE * sum(scrapes)


@dataclass(slots=True)
class Writers:
    """All writers of one service, and how far the clock has come for them."""

    url: str
    service: str
    writers: Sequence[Writer]
    now: float = 0.0

    def write(self, until: float) -> None:
        """Let everything arrive that is due at a time; nothing arrives twice."""
        if until <= self.now:
            return
        found = [one for w in self.writers for one in w.series(self.service, self.now, until)]
        if found:
            push(self.url, found)
        self.now = until

    def events(self, until: float) -> tuple[int, int]:
        """Bad and total events of the service up to a time."""
        each = [writer.events(until) for writer in self.writers]
        return sum(bad for bad, _ in each), sum(total for _, total in each)
