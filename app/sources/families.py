"""What a group of definitions wants summed: of each metric which series, and by which labels.

A definition recognizes its part of a sum by the labels that it matches or is grouped by, so these
are the labels that sums keep.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.slo.definition import Matcher, MatchOperator, Slo
from app.sources import planner, promql
from app.sources.differences import Family, Join
from app.sources.planner import Fetch
from app.sources.sums import LE


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sums that some definitions want of one fetch."""

    fetch: Fetch
    by: tuple[str, ...]

    def can_be_summed(self, found: Collection[str]) -> bool:
        """Tell whether sums say what the series would; ``found`` are their metrics' names.

        Those of an estimate do not, for which buckets lie around a threshold is a matter of each
        series; those of native histograms neither.
        """
        is_native = self.fetch.histogram and self.fetch.metric in found
        return self.fetch.bounds is not None and not is_native

    @property
    def metric(self) -> str:
        """The metric whose series are summed: a classic histogram's buckets are counters too."""
        metric = self.fetch.metric
        return planner.bucket_metric(metric) if self.fetch.histogram else metric

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """What these series meet."""
        if not self.fetch.histogram:
            return self.fetch.matchers
        patterns = [promql.le_pattern(bound) for bound in self.fetch.bounds or ()]
        return (*self.fetch.matchers, Matcher(LE, MatchOperator.REGEX, "|".join(patterns)))

    @property
    def selector(self) -> str:
        """The instant selector of all series that would be read one by one."""
        return self.fetch.selector

    def family(self, join: Join) -> Family:
        """Give the series to sum."""
        return Family(self.metric, self.matchers, self.by, join)


def wanted(slos: Sequence[Slo]) -> list[Wanted]:
    """Say what the definitions of one group want summed, a metric at a time."""
    return [Wanted(fetch, _labels(fetch, slos)) for fetch in planner.fetches(slos)]


def _labels(fetch: Fetch, slos: Sequence[Slo]) -> tuple[str, ...]:
    names = {LE} if fetch.histogram else set()
    for slo in slos:
        for selector in planner.selectors_of(slo):
            if selector.metric == fetch.metric:
                names |= {matcher.label for matcher in selector.matchers}
                names |= set(slo.group_by)
    return tuple(sorted(names))
