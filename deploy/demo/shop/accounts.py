"""What the shop served, kept twice: as metrics, and as a plain tally to hold them against.

The tally uses nothing of prometheus_client, so that a mistake in reading the metrics shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest

SERVICE = "shop"
THRESHOLD_SECONDS = 0.3
BOUNDS_SECONDS = (0.025, 0.05, 0.1, 0.2, THRESHOLD_SECONDS, 0.4, 0.6, 1.0, 2.5, 5.0)
FIRST_SERVER_ERROR = 500


@dataclass(slots=True)
class RouteTally:
    """Requests of one route: all, those answered with a 5xx, and those within 0.3 s."""

    total: int = 0
    bad: int = 0
    le_0_3: int = 0

    def add(self, code: int, seconds: float) -> None:
        """Count one request."""
        self.total += 1
        self.bad += code >= FIRST_SERVER_ERROR
        self.le_0_3 += seconds <= THRESHOLD_SECONDS


@dataclass(slots=True)
class Metrics:
    """The shop's metrics on a registry of their own, beside those of its process."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    durations: Histogram = field(init=False)

    def __post_init__(self) -> None:
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "http_requests",
            "Requests answered.",
            ("service", "route", "code"),
            registry=self.registry,
        )
        self.durations = Histogram(
            "http_request_duration_seconds",
            "Time from a request's arrival to the end of its answer.",
            ("service", "route"),
            buckets=BOUNDS_SECONDS,
            registry=self.registry,
        )


class Accounts:
    """Counts every request in both accounts at once."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._metrics = Metrics()
        self._tallies = {route: RouteTally() for route in routes}
        for route in self._tallies:  # a series that is there at zero misses no first event
            self._metrics.requests.labels(SERVICE, route, "200")
            self._metrics.durations.labels(SERVICE, route)

    def counts(self, route: str) -> bool:
        """Tell whether requests of this route are counted."""
        return route in self._tallies

    def record(self, route: str, code: int, seconds: float) -> None:
        """Count one request in both accounts; nothing can run between the two."""
        self._tallies[route].add(code, seconds)
        self._metrics.requests.labels(SERVICE, route, str(code)).inc()
        self._metrics.durations.labels(SERVICE, route).observe(seconds)

    def exposition(self) -> bytes:
        """Write the metrics in Prometheus' text format."""
        return generate_latest(self._metrics.registry)

    def tally(self) -> dict[str, dict[str, dict[str, int]]]:
        """Give the plain counts, ready for JSON."""
        return {"routes": {route: asdict(tally) for route, tally in self._tallies.items()}}
