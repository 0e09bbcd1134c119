"""The text of queries with which Prometheus takes the differences of counters and sums them.

A query is evaluated at the end of a stretch of time and gives one number for each set of values
of some labels, however many instances there are: what their counters gained in the stretch. A
series that the query cannot judge comes back under its metric's name, which the sums do not
have: what it gained has to be found out by another query. ``docs/decisions/0014`` says why each
part of them is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.slo.definition import Matcher
from app.sources import promql
from app.sources.targets import PROCESS_START

LOOKBACK_SECONDS = 300
"""How far before a stretch its baselines are looked for: Prometheus' own patience."""

PATIENCE_SECONDS = 3600
"""How far they are looked for before a series that is not there is taken for a new one."""

UP = "up"

Write = Callable[["Family", float], str]
"""Writes the query about the last seconds of a family."""


@dataclass(frozen=True, slots=True)
class Join:
    """How a counter's series find their process, by the labels that both have.

    ``witness`` is the metric that shows when a target was scraped; the counter itself where it is
    empty. ``has_starts`` tells whether processes export when they began.
    """

    labels: tuple[str, ...]
    witness: str
    has_starts: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The series of one metric that some definitions count, summed by the labels they look at."""

    metric: str
    matchers: tuple[Matcher, ...]
    by: tuple[str, ...]
    join: Join

    @property
    def series(self) -> str:
        """The instant selector of its series."""
        return promql.selector(self.metric, self.matchers)

    def narrowed(self, matchers: tuple[Matcher, ...]) -> Family:
        """Look at some of its series only."""
        return replace(self, matchers=(*self.matchers, *matchers))

    def of_targets(self, metric: str) -> str:
        """The instant selector of what targets export once, for as far as this family's go."""
        shared = [m for m in self.matchers if m.label in self.join.labels]
        return promql.selector(metric, shared)


def plain_gains(family: Family, seconds: float) -> str:
    """Write what series gained that were there before the stretch and went on in one process.

    Everything else comes back under its name. The stretch may be long: what restarted in it is
    among that.
    """
    text = _Text(family, seconds, LOOKBACK_SECONDS)
    went_on = text.last
    if family.join.has_starts:
        went_on = f"({text.last} unless {text.on} {text.recent()})"
    return _summed(family, f"({went_on} - {text.before} >= 0) or {text.last}")


def gains(family: Family, seconds: float, lookback_seconds: float = PATIENCE_SECONDS) -> str:
    """Write what series gained in a stretch that is short beside the life of a process.

    Restarts and births are counted from zero. What comes back under its name was not seen within
    the lookback, though its target may have been there for long. With a longer lookback, a
    process counts as new if it began within that and nothing was scraped just before the stretch.
    """
    text = _Text(family, seconds, lookback_seconds)
    went_on, from_zero = text.last, f"({text.last} and {text.on} {text.witnessed()})"
    if family.join.has_starts:
        went_on = f"({text.last} unless {text.anew()})"
        from_zero = f"({from_zero} or ({text.last} and {text.young()}))"
    # Arithmetic takes the metric's name away from what is counted, and only from that.
    return _summed(family, f"({went_on} - {text.before} >= 0) or ({from_zero} + 0) or {text.last}")


def present(family: Family, seconds: float) -> str:
    """Write how many series had a sample in the last ``seconds``, by the family's labels."""
    last = _Text(family, seconds, LOOKBACK_SECONDS).last
    return f"count by ({promql.labels(family.by)}) ({last})"


def _summed(family: Family, text: str) -> str:
    return promql.sum_by(("__name__", *family.by), text)


@dataclass(frozen=True, slots=True)
class _Text:
    """The parts of a query about one stretch; times are measured back from its end."""

    family: Family
    seconds: float
    lookback: float

    @property
    def on(self) -> str:
        return f"on ({promql.labels(self.family.join.labels)})"

    @property
    def last(self) -> str:
        """The last sample of each series in the stretch."""
        return f"last_over_time({promql.range_selector(self.family.series, self.seconds)})"

    @property
    def before(self) -> str:
        """The last sample of each series before the stretch.

        A marker of staleness does not hide it: a scrape that failed ends no series.
        """
        return self._before("last_over_time", self.family.series, self.lookback)

    def witnessed(self) -> str:
        """What shows that a target was scraped before the stretch."""
        witness = self.family.join.witness
        if not witness:
            return self.before
        text = self.family.of_targets(witness)
        if witness == UP:
            return f"({self._before('max_over_time', text, self.lookback)} == 1)"
        return self._before("last_over_time", text, self.lookback)

    def recent(self) -> str:
        """Starts of processes that lie after the beginning of the lookback."""
        return self._started_within(self.lookback)

    def anew(self) -> str:
        """Series whose last sample is of a recent process, and the one before of another."""
        fresh = self._fresh()
        earlier = self._compared(f"timestamp({self.family.series} offset {self._ago})", "<=")
        restarted = f"({fresh} and {self.on} ({self._restarted()}))"
        return f"(({fresh} and {earlier}) or {restarted} or ({fresh} and {self._long_gone()}))"

    def _long_gone(self) -> str:
        """Series not seen for a while, though their target was, nor ever in its recent process.

        In one that was away together with its target it cannot be told.
        """
        ago = promql.duration(LOOKBACK_SECONDS)
        hour = f"[{promql.duration(PATIENCE_SECONDS)}:{ago}] offset {self._ago}"
        seen = f"max_over_time(timestamp({self.family.series}){hour})"
        lately = self._before("last_over_time", self.family.series, LOOKBACK_SECONDS)
        starts = self.family.of_targets(PROCESS_START)
        scraped = self._before("last_over_time", starts, LOOKBACK_SECONDS)
        return f"(({self._compared(seen, '<=')} unless {lately}) and {self.on} {scraped})"

    def young(self) -> str:
        """Series whose last sample is of a process that nobody can have seen before the stretch.

        After a time in which nothing was scraped that is one which began in it.
        """
        young = self._started_within(LOOKBACK_SECONDS)
        if self.lookback > LOOKBACK_SECONDS:
            starts = self.family.of_targets(PROCESS_START)
            lately = f"count({self._before('last_over_time', starts, LOOKBACK_SECONDS)})"
            ever = f"count({self._before('last_over_time', starts, self.lookback)})"
            young = f"{young} or (({self.recent()} and on () {ever}) unless on () {lately})"
        return f"({self._fresh()} and {self.on} ({young}))"

    def _fresh(self) -> str:
        """Series whose last sample is one of a recent process: it may not have sent any yet."""
        return self._compared(f"timestamp({self.family.series})", ">")

    def _restarted(self) -> str:
        """Recent processes in whose target another one was seen last before the stretch."""
        starts = self.family.of_targets(PROCESS_START)
        then = self._before("last_over_time", starts, self.lookback)
        within = promql.seconds(self.seconds + self.lookback + 1)
        same = f"abs({self.recent()} - ({then} > time() - {within})) <= 1"
        return f"{self.recent()} unless ({same})"

    def _compared(self, times: str, operator: str) -> str:
        """Compare times of series to the start of their process, if that is recent."""
        starts = f"max by ({promql.labels(self.family.join.labels)}) ({self.recent()})"
        return f"({times} {operator} {self.on} group_left () {starts})"

    def _started_within(self, seconds: float) -> str:
        starts = self.family.of_targets(PROCESS_START)
        longest = max(self.seconds, LOOKBACK_SECONDS)
        now = f"last_over_time({promql.range_selector(starts, longest)})"
        return f"({now} > time() - {promql.seconds(self.seconds + seconds)})"

    def _before(self, function: str, text: str, lookback: float) -> str:
        return f"{function}({promql.range_selector(text, lookback)} offset {self._ago})"

    @property
    def _ago(self) -> str:
        return promql.duration(self.seconds)
