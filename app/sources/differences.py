"""The text of queries with which Prometheus takes the differences of counters and sums them.

A query is evaluated at the end of a stretch of time and gives one number for each set of values
of some labels, however many instances there are: what their counters gained in the stretch. A
series that the query cannot judge comes back under its metric's name, which the sums do not
have: what it gained has to be found out by another query. ``docs/decisions/0014`` says why each
part of them is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.slo.definition import Matcher
from app.sources import promql
from app.sources.targets import PROCESS_START

LOOKBACK_SECONDS = 300
"""How far before a stretch its baselines are looked for: Prometheus' own patience."""

UP = "up"


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


def gains(family: Family, seconds: float, lookback_seconds: float = LOOKBACK_SECONDS) -> str:
    """Write what series gained in a stretch that is short beside the life of a process.

    Restarts and births are counted from zero. What comes back under its name was not seen within
    the lookback, though its target may have been there for long. With a longer lookback, a
    process counts as new if it began within that and nothing was scraped just before the stretch.
    """
    text = _Text(family, seconds, lookback_seconds)
    went_on, was_there = text.last, text.witnessed()
    if family.join.has_starts:
        went_on = f"({text.last} unless {text.on} ({text.restarted()}))"
        was_there = f"({was_there} or ({text.young()}))"
    # Arithmetic takes the metric's name away from what is counted, and only from that.
    from_zero = f"(({text.last} and {text.on} {was_there}) + 0)"
    return _summed(family, f"({went_on} - {text.before} >= 0) or {from_zero} or {text.last}")


def present(family: Family, seconds: float) -> str:
    """Write how many series had a sample in the last ``seconds``, by the family's labels."""
    return f"count by ({_names(family.by)}) ({_Text(family, seconds, LOOKBACK_SECONDS).last})"


def _summed(family: Family, text: str) -> str:
    return promql.sum_by(("__name__", *family.by), text)


def _names(labels: tuple[str, ...]) -> str:
    return ", ".join(promql.label(name) for name in labels)


@dataclass(frozen=True, slots=True)
class _Text:
    """The parts of a query about one stretch; times are measured back from its end."""

    family: Family
    seconds: float
    lookback: float

    @property
    def on(self) -> str:
        return f"on ({_names(self.family.join.labels)})"

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

    def young(self) -> str:
        """Starts of processes of which nothing can have been seen before the stretch."""
        return f"({self._unseen()}) unless {self.mixed()}"

    def restarted(self) -> str:
        """Starts of processes in whose targets others were before the stretch, and none in it."""
        now = self.recent()
        starts = self.family.of_targets(PROCESS_START)
        then = self._before("last_over_time", starts, self.lookback)
        ago = promql.seconds(self.seconds + self.lookback + 1)
        same = f"(abs({now} - ({then} > time() - {ago})) <= 1)"
        return f"{now} unless {same} unless {self.mixed()}"

    def mixed(self) -> str:
        """Targets in which one process followed another within the stretch.

        What their series show last may be the first one's, which must not be counted again.
        """
        text = promql.range_selector(self.family.of_targets(PROCESS_START), self.seconds)
        return f"(max_over_time({text}) - min_over_time({text}) > 1)"

    def _unseen(self) -> str:
        usual = self._started_within(LOOKBACK_SECONDS)
        if self.lookback <= LOOKBACK_SECONDS:
            return usual
        starts = self.family.of_targets(PROCESS_START)
        lately = self._before("last_over_time", starts, LOOKBACK_SECONDS)
        return f"{usual} or ({self.recent()} unless on () count({lately}))"

    def _started_within(self, seconds: float) -> str:
        starts = self.family.of_targets(PROCESS_START)
        longest = max(self.seconds, LOOKBACK_SECONDS)
        now = f"last_over_time({promql.range_selector(starts, longest)})"
        return f"({now} > time() - {promql.seconds(self.seconds + seconds)})"

    def _before(self, function: str, text: str, lookback: float) -> str:
        ago = promql.duration(self.seconds)
        return f"{function}({promql.range_selector(text, lookback)} offset {ago})"
