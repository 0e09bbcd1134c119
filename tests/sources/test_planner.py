"""Few queries for many definitions, none of which reads less than it should."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.slo.definition import (
    Indicator,
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.sources import planner
from app.sources.matching import condition

EQ, NE = MatchOperator.EQUAL, MatchOperator.NOT_EQUAL
RE, NRE = MatchOperator.REGEX, MatchOperator.NOT_REGEX


def slo(name: str, indicator: Indicator) -> Slo:
    return Slo(name, "shop", Decimal("0.99"), RollingPeriod(3600), indicator)


def errors_of(service: str, metric: str = "requests_total") -> RatioIndicator:
    total = (Matcher("service", EQ, service),)
    bad = Selector(metric, (*total, Matcher("code", RE, "5..")))
    return RatioIndicator(Selector(metric, total), bad=bad)


def latency_of(service: str, threshold: float = 0.3, *, estimate: bool = False) -> LatencyIndicator:
    return LatencyIndicator("seconds", (Matcher("service", EQ, service),), threshold, estimate)


def test_definitions_of_one_metric_share_one_fetch() -> None:
    fetches = planner.fetches([slo(f"s{i}", errors_of(f"s{i}")) for i in range(3)])
    assert [fetch.selector for fetch in fetches] == ['requests_total{service=~"s0|s1|s2"}']


def test_a_single_definition_is_read_by_its_own_matchers() -> None:
    fetches = planner.fetches([slo("a", errors_of("a"))])
    assert [fetch.selector for fetch in fetches] == ['requests_total{service="a"}']


def test_a_histogram_is_read_in_both_forms_and_at_its_thresholds_only() -> None:
    fetches = planner.fetches([slo("a", latency_of("a", 1)), slo("b", latency_of("a", 2))])
    (fetch,) = fetches
    assert fetch.bounds == (1, 2, float("inf"))
    assert '__name__=~"seconds|seconds_bucket"' in fetch.selector
    assert 'service="a"' in fetch.selector


def test_an_estimate_reads_every_bound() -> None:
    (fetch,) = planner.fetches([slo("a", latency_of("a", estimate=True))])
    assert fetch.bounds is None
    assert "le=" not in fetch.selector


def test_definitions_that_share_a_metric_through_others_are_read_together() -> None:
    bridge = RatioIndicator(Selector("x_total"), bad=Selector("y_total"))
    slos = [slo("x", errors_of("a", "x_total")), slo("y", errors_of("a", "y_total"))]
    apart = planner.together([*slos, slo("z", errors_of("a", "z_total"))])
    joined = planner.together([*slos, slo("z", bridge)])
    assert [[s.name for s in group] for group in apart] == [["x"], ["y"], ["z"]]
    assert [[s.name for s in group] for group in joined] == [["x", "y", "z"]]


def test_queries_for_people_name_the_bound_as_a_person_would() -> None:
    assert planner.readable_queries(slo("a", latency_of("a"))) == [
        'seconds_bucket{service="a",le="0.3"}',
        'seconds_bucket{service="a",le="+Inf"}',
    ]


VALUES = st.sampled_from(["", "a", "b", "a.b", "5xx"])
PATTERNS = st.sampled_from(["", "a|b", "a.*", ".+", "(a|b).?", "5.."])
MATCHERS = st.one_of(
    st.builds(Matcher, st.sampled_from("lm"), st.sampled_from([EQ, NE]), VALUES),
    st.builds(Matcher, st.sampled_from("lm"), st.sampled_from([RE, NRE]), PATTERNS),
)
SELECTORS = st.lists(st.lists(MATCHERS, max_size=3).map(tuple), min_size=1, max_size=4)
LABELS = st.fixed_dictionaries({"l": VALUES, "m": VALUES})


@given(selectors=SELECTORS, labels=LABELS)
def test_a_cover_misses_no_series_of_any_selector(
    selectors: list[tuple[Matcher, ...]], labels: dict[str, str]
) -> None:
    wanted = any(condition(matchers)(labels) for matchers in selectors)
    covered = condition(planner.cover(selectors))(labels)
    assert covered or not wanted
