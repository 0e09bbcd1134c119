"""How the demo shop behaves: how long an answer takes, how often it fails, and when things go bad.

Refuses to know HTTP and metrics: time and chance are passed in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

EPISODE_EVERY_SECONDS = 240.0
EPISODE_SECONDS = 40.0
SPREAD = 0.35
"""Standard deviation of the logarithm of a latency: the 95th percentile is 1.8 times the median."""
NORMAL_ERROR_RATIO = 0.001
EPISODE_ERROR_RATIO = 0.04
EPISODE_SLOWDOWN = 1.8
SLOW_FACTOR = 4.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the shop: its path, usual answer time and share of the visits."""

    path: str
    median_seconds: float
    visit_share: float


PAGES = (
    Page("/checkout", median_seconds=0.110, visit_share=0.4),
    Page("/cart", median_seconds=0.080, visit_share=0.3),
    Page("/search", median_seconds=0.080, visit_share=0.3),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one request will meet: its waiting time in seconds, and whether it fails."""

    wait_seconds: float
    fails: bool


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Draws outcomes. Over a full round of episodes the shop stays just inside its objectives.

    That way a budget shrinks visibly in an episode and recovers after it; with ``slow`` the
    latency objective is broken for good.
    """

    chance: Random
    slow: bool = False

    def outcome(self, page: Page, age_seconds: float) -> Outcome:
        """Draw what a request meets that arrives ``age_seconds`` after the shop opened."""
        episode = in_episode(age_seconds)
        median = page.median_seconds * (EPISODE_SLOWDOWN if episode else 1.0)
        median *= SLOW_FACTOR if self.slow else 1.0
        error_ratio = EPISODE_ERROR_RATIO if episode else NORMAL_ERROR_RATIO
        return Outcome(
            wait_seconds=self.chance.lognormvariate(math.log(median), SPREAD),
            fails=self.chance.random() < error_ratio,
        )


def in_episode(age_seconds: float) -> bool:
    """Tell whether things go badly at this age: at the end of every round, never at its start."""
    return age_seconds % EPISODE_EVERY_SECONDS >= EPISODE_EVERY_SECONDS - EPISODE_SECONDS
