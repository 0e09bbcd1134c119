"""Why there is nothing to count: asked only where that is so.

A label that a metric does not have must not look like a run without events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.gate.ports import Existing
from app.slo.definition import Group, LatencyIndicator, RatioIndicator, Selector, Slo
from app.slo.run import Span, Trouble
from app.slo.tally import Tallied
from app.slo.verdict import VerdictReason

KNOWN_SECONDS = 86_400.0
"""A metric or a label that was not seen for so long is not there."""

FEW_VALUES = 5

TotalOf = Callable[[Slo], Selector]


@dataclass(frozen=True, slots=True)
class Absence:
    """Whether a definition's selectors match any series, and what to say if there is no sample."""

    matched: bool = True
    hint: str = ""


class Detective:
    """Finds out why a run was not found; ``total_of`` selects what counts a definition's events."""

    def __init__(
        self, existing: Existing, match: Mapping[str, str], span: Span, total_of: TotalOf
    ) -> None:
        self._existing = existing
        self._match = match
        self._span = span
        self._total_of = total_of

    async def look(self, slo: Slo, tallied: Tallied) -> Absence | Trouble:
        """Look at a definition (as its author wrote it) and at what was counted of it.

        Raises:
            SourceError: the source did not answer.
        """
        if not tallied.counts and not tallied.unbounded:
            return await self._nothing(slo, tallied)
        share = _share_of(slo)
        if share is None or not (tallied.lacks_good or tallied.lacks_bad):
            return Absence()
        if self._match and isinstance(slo.indicator, RatioIndicator):
            # Where the metric lacks the label, its events are not counted at all.
            unknown = await self._unknown_label(Selector(share.metric), share.metric)
            if unknown is not None:
                return unknown
        if tallied.lacks_good:
            return Absence(matched=False, hint=f"no series of {share.metric} matches `good`")
        return Absence()

    async def failing(self, tallied: Tallied) -> Mapping[Group, Trouble]:
        """Find the groups of which a target was there and could not be scraped to the end.

        One that is gone, and not only silent, has ended: what it did last is in no sample.

        Raises:
            SourceError: the source did not answer.
        """
        ended = {group: counts.ended for group, counts in tallied.counts.items() if counts.ended}
        if not ended:
            return {}
        failing = [each.items() for each in await self._existing.failing(self._span.end)]
        silent = {
            group: next((t for t in targets if any(set(t) <= each for each in failing)), None)
            for group, targets in ended.items()
        }
        return {
            group: Trouble(VerdictReason.PARTIAL_DATA, f"The scrapes of {_said_of(target)} fail.")
            for group, target in silent.items()
            if target is not None
        }

    async def _nothing(self, slo: Slo, tallied: Tallied) -> Absence | Trouble:
        metric = _metric_of(slo)
        if tallied.any_series:
            return Absence(hint=f"no sample of {metric} fell into the run")
        selector = self._total_of(slo)
        sets = await self._label_sets(selector)
        if not sets:
            return Absence(matched=False, hint=f"no series of {metric} matches")
        if not self._match:
            return Absence(hint=f"no sample of {metric} fell into the run")
        unknown = await self._unknown_label(selector, metric, sets)
        if unknown is not None:
            return unknown
        if any(all(each.get(k) == v for k, v in self._match.items()) for each in sets):
            return Absence(hint=f"no sample of {metric} with {self._said()} fell into the run")
        return Absence(
            matched=False, hint=f"no series of {metric} has {self._said()}{_others(sets)}"
        )

    async def _label_sets(self, selector: Selector) -> Sequence[Mapping[str, str]]:
        return await self._existing.label_sets(
            selector, sorted(self._match), self._span.end, KNOWN_SECONDS
        )

    async def _unknown_label(
        self, selector: Selector, metric: str, sets: Sequence[Mapping[str, str]] | None = None
    ) -> Trouble | None:
        found = await self._label_sets(selector) if sets is None else sets
        unknown = [
            name for name in sorted(self._match) if not any(each.get(name) for each in found)
        ]
        if not found or not unknown:
            return None
        names = await self._existing.label_names(selector, self._span.end, KNOWN_SECONDS)
        has = f"; it has {', '.join(names)}" if names else ""
        message = f"{metric} has no label {', '.join(unknown)}{has}."
        return Trouble(VerdictReason.UNKNOWN_LABEL, message)

    def _said(self) -> str:
        return _said_of(sorted(self._match.items()))


def _said_of(labels: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in labels)


def _others(sets: Sequence[Mapping[str, str]]) -> str:
    """Name a few of the values that there are."""
    said = sorted(
        {", ".join(f"{k}={v!r}" for k, v in sorted(each.items())) for each in sets if each}
    )
    if not said:
        return ""
    more = f" and {len(said) - FEW_VALUES} more" if len(said) > FEW_VALUES else ""
    return f"; there is {'; '.join(said[:FEW_VALUES])}{more}"


def _metric_of(slo: Slo) -> str:
    indicator = slo.indicator
    if isinstance(indicator, LatencyIndicator):
        return indicator.histogram
    return indicator.total.metric


def _share_of(slo: Slo) -> Selector | None:
    """Select what counts the good or bad events of a ratio."""
    indicator = slo.indicator
    return None if isinstance(indicator, LatencyIndicator) else indicator.good or indicator.bad
