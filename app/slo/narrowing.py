"""A definition that counts only what one run did: with more labels that its series must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.slo.definition import LatencyIndicator, Matcher, MatchOperator, Selector, Slo


def narrowed(slo: Slo, match: Mapping[str, str]) -> Slo:
    """Add equality on labels to every selector of a definition; it keeps its name."""
    if not match:
        return slo
    more = tuple(Matcher(label, MatchOperator.EQUAL, match[label]) for label in sorted(match))
    indicator = slo.indicator
    if isinstance(indicator, LatencyIndicator):
        return replace(slo, indicator=replace(indicator, matchers=(*indicator.matchers, *more)))

    def with_more(selector: Selector | None) -> Selector | None:
        return selector and Selector(selector.metric, (*selector.matchers, *more))

    total = Selector(indicator.total.metric, (*indicator.total.matchers, *more))
    return replace(
        slo,
        indicator=replace(
            indicator, total=total, good=with_more(indicator.good), bad=with_more(indicator.bad)
        ),
    )
