"""One generated history as a whole: its stories, what was scraped of them, and the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.slo.definition import (
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from tests.history.openmetrics import texts
from tests.history.scrape import DURATIONS, REQUESTS, Observed, observe, series_of
from tests.history.simulate import Story, tell
from tests.history.truth import Truth
from tests.history.world import DAY, Service, Timeline, mixed

BOUND = 0.25
"""The bucket bound that the latency definitions promise."""

PERIOD = 30 * DAY
TARGETS = {"low": Decimal("0.99")}
USUAL_TARGET = Decimal("0.999")
LATENCY_TARGET = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class History:
    """What happened, what of it was scraped, and how to count it."""

    line: Timeline
    stories: tuple[Story, ...]
    observed: Mapping[str, Sequence[Observed]]

    @property
    def truth(self) -> Truth:
        """The counts of any window."""
        return Truth(self.stories, self.observed, self.line)

    def texts(self) -> Iterator[str]:
        """What promtool loads, one text for each block."""
        series = [
            one
            for story in self.stories
            for one in series_of(story, self.observed[story.service.name], self.line)
        ]
        return texts(series, self.line)


def generate(line: Timeline, seed: int, services: Sequence[Service] = ()) -> History:
    """Play all services (of the mixed world, unless others are given) through a timeline."""
    stories = tuple(tell(service, line, seed) for service in services or mixed())
    observed = {story.service.name: observe(story, line, seed) for story in stories}
    return History(line, stories, observed)


def availability(service: str, period: int = PERIOD) -> Slo:
    """Promise that requests are not answered with a 5xx."""
    own = Matcher("service", MatchOperator.EQUAL, service)
    total = Selector(f"{REQUESTS}_total", (own,))
    bad = Selector(f"{REQUESTS}_total", (own, Matcher("code", MatchOperator.REGEX, "5..")))
    target = TARGETS.get(service, USUAL_TARGET)
    return Slo(
        f"{service}-availability",
        service,
        target,
        RollingPeriod(period),
        RatioIndicator(total, bad=bad),
    )


def latency(service: str, period: int = PERIOD) -> Slo:
    """Promise that requests take no longer than a bucket bound."""
    own = Matcher("service", MatchOperator.EQUAL, service)
    indicator = LatencyIndicator(DURATIONS, (own,), BOUND)
    return Slo(f"{service}-latency", service, LATENCY_TARGET, RollingPeriod(period), indicator)


def definitions(services: Sequence[str], period: int = PERIOD) -> list[Slo]:
    """Both promises of every service."""
    return [make(name, period) for name in services for make in (availability, latency)]
