"""What is made up: a timeline, services, and what happens to them on purpose.

Refuses to know random numbers and metrics: it is the plan that ``simulate.py`` plays through. Each
service of ``mixed`` has one known difficulty, and is named for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86_400

CODES = ("200", "404", "500", "503")
BAD_CODES = ("500", "503")
BOUNDS = (0.1, 0.25, 0.5, 1.0)
"""Bucket bounds in seconds; ``+Inf`` goes without saying."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Simulated time in ticks, of which the part from ``scraped_from`` on is scraped.

    Times are Unix seconds. Boundary ``j`` is the instant at which ``j`` ticks have passed, so
    that tick ``j`` lies between the boundaries ``j`` and ``j + 1``. What happens before
    ``scraped_from`` gives the counters a past that Prometheus never saw.
    """

    scraped_from: int
    end: int
    lead: int = HOUR
    tick: int = 10
    scrape: int = 30

    @staticmethod
    def of(days: float, end: int) -> Timeline:
        """Lay out a history of so many days up to ``end``."""
        return Timeline(end - int(days * DAY), end)

    @property
    def begin(self) -> int:
        """The first simulated instant."""
        return self.scraped_from - self.lead

    @property
    def ticks(self) -> int:
        """How many ticks are simulated."""
        return (self.end - self.begin) // self.tick

    @property
    def first(self) -> int:
        """The boundary from which on there are scrapes."""
        return self.lead // self.tick

    def boundary(self, time: float) -> int:
        """The boundary at a time; times outside are moved to the nearest end."""
        return min(max(int(time - self.begin) // self.tick, 0), self.ticks)

    def time(self, boundary: int) -> int:
        """The Unix time of a boundary."""
        return self.begin + boundary * self.tick


Moment = Callable[[Timeline], float]
"""When something happens, on whatever timeline it is played."""


def share(part: float) -> Moment:
    """A moment that divides the scraped time; 0 is its begin, 1 its end."""
    return lambda line: line.scraped_from + part * (line.end - line.scraped_from)


def before_end(seconds: int) -> Moment:
    """A moment so long before the end."""
    return lambda line: line.end - seconds


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that begins at a moment."""

    begins: Moment
    seconds: int

    def ticks(self, line: Timeline) -> slice:
        """The ticks that it covers."""
        begin = self.begins(line)
        return slice(line.boundary(begin), line.boundary(begin + self.seconds))


@dataclass(frozen=True, slots=True)
class Spell:
    """A time with another error ratio (``None``: the usual one), or slower answers."""

    span: Span
    error_ratio: float | None = None
    slowness: float = 1.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests per second on average, and how far the day rises above and falls below it.

    A ``swing`` above 1 leaves nights almost without requests; ``stops_after`` are the seconds
    after which there are none any more.
    """

    rps: float
    swing: float = 0.6
    stops_after: int | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How requests fare: error ratios, and the median duration at an average load."""

    error_ratio: float = 0.0005
    night_error_ratio: float | None = None
    median_seconds: float = 0.08
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True)
class Restarts:
    """How processes end: at random every so many seconds on average, and in a crash loop.

    A process that is ``renamed`` comes back as another instance. No multiple of the scrape
    interval lies between two crashes, so that they happen at every distance from a scrape.
    """

    mean_seconds: int | None = None
    down_seconds: int = 40
    renamed: bool = False
    crash_loop: Span | None = None
    crash_every_seconds: int = 190


@dataclass(frozen=True, slots=True)
class Scraping:
    """What goes wrong between Prometheus and the processes, which keep counting."""

    missed_ratio: float = 0.0
    outages: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One service and its lot; ``gone`` is when it disappears for good."""

    name: str
    traffic: Traffic
    quality: Quality = Quality()
    restarts: Restarts = Restarts()
    scraping: Scraping = Scraping()
    routes: tuple[str, ...] = ("/cart", "/pay", "/search")
    instances: int = 2
    gone: Moment | None = None


def _spell(
    begins: Moment, seconds: int, ratio: float | None = None, slowness: float = 1.0
) -> Spell:
    return Spell(Span(begins, seconds), ratio, slowness)


STEADY = Service(
    "steady",
    Traffic(12),
    Quality(spells=(_spell(share(0.30), 600, 0.05), _spell(share(0.71), 1200, 0.02))),
)
INCIDENT = Service(
    "incident",
    Traffic(12),
    Quality(
        spells=(
            _spell(share(0.20), 12 * MINUTE, 1.0),
            _spell(share(0.45), 2 * HOUR, 0.3),
            _spell(share(0.60), DAY, 0.01),
            _spell(share(0.80), 3 * HOUR, slowness=4.0),
            _spell(before_end(30 * HOUR), 30 * HOUR, 0.004, 1.5),
        )
    ),
)
NIGHTLY = Service(
    "nightly", Traffic(12, swing=1.4), Quality(error_ratio=0.0002, night_error_ratio=0.02)
)
RESETS = Service(
    "resets",
    Traffic(8),
    Quality(spells=(_spell(share(0.55), 2 * HOUR, 0.05),)),
    Restarts(mean_seconds=4 * HOUR, crash_loop=Span(share(0.55), 2 * HOUR)),
)
CHURN = Service(
    "churn",
    Traffic(8),
    Quality(spells=(_spell(share(0.65), 30 * MINUTE, 0.05),)),
    Restarts(mean_seconds=8 * HOUR, renamed=True),
)
GAPS = Service(
    "gaps",
    Traffic(8),
    Quality(spells=(_spell(share(0.33), 30 * MINUTE, 0.2), _spell(share(0.52), 2 * HOUR, 0.02))),
    scraping=Scraping(
        missed_ratio=0.02,
        outages=(
            Span(share(0.12), 10 * MINUTE),
            Span(share(0.33), 40 * MINUTE),
            Span(share(0.52), 3 * HOUR),
            Span(share(0.77), 75 * MINUTE),
            Span(share(0.90), 8 * MINUTE),
        ),
    ),
)
LOW = Service(
    "low",
    Traffic(4 / HOUR, swing=0.8),
    Quality(error_ratio=0.03),
    Restarts(mean_seconds=3 * DAY),
    routes=("/report",),
)
IDLE = Service("idle", Traffic(0.2, stops_after=HOUR // 2), routes=("/health",))
DEAD = Service("dead", Traffic(6), gone=share(0.4))


def mixed() -> tuple[Service, ...]:
    """One service for each difficulty."""
    return (STEADY, INCIDENT, NIGHTLY, RESETS, CHURN, GAPS, LOW, IDLE, DEAD)
