"""Definition files that the loader takes, with every field that there is, for properties."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.catalog.fields import TIER_NAMES

NAMES = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,10}[a-z0-9])?", fullmatch=True)
LABELS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True).filter(lambda n: n != "le")
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["C"]))
SAID = TEXT.filter(lambda text: bool(text.strip()))
METRICS = st.from_regex(r"[a-z_:][a-z0-9_:]{0,12}", fullmatch=True).filter(
    lambda name: name not in {"inf", "nan", "on", "ignoring", "bool", "by", "without"}
)
OBJECTIVES = st.sampled_from(["99.9%", " 95 % ", "0.5", 0.999, 0.95, "12.5%"])
SHARES = st.sampled_from(["2%", "0.25", 0.5, " 99.9 %"])
WINDOWS = st.sampled_from(["1h", "90m", "1d", "2h30m", "3d"])
MOMENTS = st.sampled_from(
    ["2026-11-27T03:00:00Z", "2026-11-27 03:00+01:00", "2026-11-27T03:00:00-05:30"]
)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def whole(
    needed: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """All of the fields that are needed, and any of the others."""
    return st.fixed_dictionaries(needed, optional=optional)


def matchers(labels: st.SearchStrategy[str] = LABELS) -> st.SearchStrategy[str]:
    """Some matchers, as PromQL writes them."""
    one = st.builds('{}{}"{}"'.format, labels, st.sampled_from(["=", "!="]), NAMES)
    return st.lists(one, max_size=2).map(",".join)


def selectors(name: str) -> st.SearchStrategy[str]:
    """Counters whose name begins with this word, so that two of them differ."""
    return st.builds(f"{name}_{{}}{{{{{{}}}}}}".format, NAMES.map(_metric), matchers())


def _metric(name: str) -> str:
    return name.replace("-", "_")


LATENCY = whole(
    {
        "histogram": METRICS.filter(lambda name: not name.endswith("_bucket")),
        "threshold": st.sampled_from(["300ms", "1.5s", "1m"]),
    },
    match=matchers(),
    estimate=st.booleans(),
)
RATIO = st.one_of(
    whole({"good": selectors("good"), "total": selectors("total")}),
    whole({"bad": selectors("bad"), "total": selectors("total")}),
)
PERIODS = st.one_of(
    st.sampled_from(["30d", "28d", "1w", "36h", "90d12h"]),
    whole(
        {"calendar": st.sampled_from(["week", "month", "quarter"])},
        timezone=st.sampled_from(["Europe/Berlin", "UTC"]),
    ),
)
OWN_TIER = {
    "severity": st.sampled_from(["page", "ticket"]),
    "budget_share": st.just("50%"),
    "long_window": st.just("6h"),
}
ALERTS = some(
    disable=st.lists(st.sampled_from(TIER_NAMES), max_size=2),
    min_events=st.sampled_from([0, 20, 2.5]),
    tiers=st.dictionaries(
        NAMES.map(lambda name: f"own-{name}"), whole(OWN_TIER, short_window=st.just("30m"))
    ),
    keep_firing_for=st.sampled_from(["0s", "5m"]),
    budget_below=SHARES,
    no_data_for=WINDOWS,
)
GATE = some(
    no_data=st.sampled_from(["inconclusive", "fail", "pass"]),
    warn_below=st.one_of(SHARES, st.sampled_from(["0%", 0, 1])),
)
ONE_SLO = whole(
    {
        "name": NAMES,
        "objective": OBJECTIVES,
        "period": PERIODS,
        "indicator": st.one_of(
            st.fixed_dictionaries({"latency": LATENCY}), st.fixed_dictionaries({"ratio": RATIO})
        ),
    },
    description=TEXT,
    group_by=st.lists(LABELS, unique=True, max_size=3),
    max_groups=st.integers(1, 10_000),
    alerts=ALERTS,
    gate=GATE,
    runbook=st.sampled_from(["https://runbooks.example/a?b=c#d", "HTTP://x/@me", "http://[::1]/"]),
)


def _with_room_for_tiers(slo: dict[str, Any]) -> dict[str, Any]:
    """Promise so much that a tier of one's own can mean something."""
    if not slo.get("alerts", {}).get("tiers"):
        return slo
    return {**slo, "objective": "99.9%", "period": "30d"}


SLOS = ONE_SLO.map(_with_room_for_tiers)
ABOUT = st.one_of(
    st.fixed_dictionaries({"all": st.just(value=True)}),
    st.fixed_dictionaries({"labels": st.dictionaries(LABELS, TEXT, min_size=1, max_size=2)}),
)
TIMES = st.one_of(
    st.fixed_dictionaries({"end": st.just("2026-12-31T00:00:00Z")}),
    whole(
        {
            "rrule": st.sampled_from(["FREQ=WEEKLY;BYDAY=SU", "freq=monthly;bymonthday=-1"]),
            "duration": st.sampled_from(["1m", "2h", "1d12h"]),
        },
        timezone=st.sampled_from(["Europe/Berlin", "UTC"]),
    ),
)
EXCLUSIONS = st.builds(
    lambda about, times, start, reason: {**about, **times, "start": start, "reason": reason},
    ABOUT,
    TIMES,
    MOMENTS,
    SAID,
)
LOADS = whole(
    {
        "script": st.just("load.js"),
        "vus": st.integers(1, 100),
        "duration": st.sampled_from(["60s", "5m"]),
    },
    env=st.dictionaries(st.sampled_from(["BASE_URL", "RATE"]), SAID, max_size=2),
    max_time=st.just("10m"),
)
SETTLES = whole({"max_wait": st.just("60s")})
WAITS = whole({"duration": st.sampled_from(["1s", "1h"])})
OF_BUDGETS = whole({"scope": st.just("budget")})
OF_RUNS = whole(
    {"scope": st.just("run")},
    min_events=st.sampled_from([0, 100, 2.5]),
    confidence=st.sampled_from([0.95, 0.9999]),
    match=st.dictionaries(LABELS, st.just("1.42"), max_size=2),
)
CALLS = whole(
    {"url": st.sampled_from(["https://hooks.example/done?x=1", "http://127.0.0.1:8080/"])},
    method=st.sampled_from(["GET", "POST"]),
    expect=st.sampled_from([200, 204]),
    timeout=st.just("10s"),
    when=st.sampled_from(["passed", "always"]),
)


def step(name: str, fields: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A step of one kind."""
    return st.fixed_dictionaries({name: fields})


STEPS = st.one_of(
    st.tuples(step("wait", WAITS), step("check", OF_BUDGETS), step("http", CALLS)),
    st.tuples(step("load", LOADS), step("settle", SETTLES), step("check", OF_RUNS)),
).map(list)
PLANS = whole(
    {"name": NAMES, "steps": STEPS},
    description=TEXT,
    overlap=st.booleans(),
    timeout=st.just("1h"),
)
DOCUMENTS = whole(
    {
        "version": st.just(1),
        "service": SAID,
        "slos": st.lists(SLOS, min_size=1, max_size=2, unique_by=lambda slo: str(slo["name"])),
    },
    labels=st.dictionaries(LABELS, TEXT, max_size=2),
    exclusions=st.lists(EXCLUSIONS, max_size=2),
    plans=st.lists(PLANS, max_size=1),
)
"""Whole files as plain data; written as JSON they are YAML too."""
