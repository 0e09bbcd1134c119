"""Plans and their runs as they travel."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.api.wire.scalar import Instant, Ratio, Seconds, View, known
from app.api.wire.verdict import Location
from app.slo import plan as domain
from app.slo.plan_run import PlanReason, RunState, StepState
from app.slo.verdict import VerdictKind, VerdictReason


class CheckScope(StrEnum):
    """What a check judges."""

    RUN = domain.CheckScope.RUN.name
    BUDGET = domain.CheckScope.BUDGET.name


class When(StrEnum):
    """When a URL is called."""

    PASSED = domain.When.PASSED.name
    ALWAYS = domain.When.ALWAYS.name


class PlanStep(View):
    """A step of a plan; fields that its kind does not have are null or empty."""

    kind: Annotated[str, known(domain.StepKind)]
    """What it does."""
    title: str
    """The same in a sentence."""
    script: str | None
    """LOAD: the k6 script."""
    vus: int | None
    """LOAD: virtual users at a time."""
    duration_seconds: Seconds | None
    """LOAD, WAIT: how long it lasts."""
    env: list[str]
    """LOAD: names of the variables that the script is given; their values are not shown."""
    max_time_seconds: Seconds | None
    """LOAD: it has failed after so long."""
    max_wait_seconds: Seconds | None
    """SETTLE: how long samples are waited for at most."""
    slos: list[str]
    """CHECK: what is judged; empty: every SLO."""
    scope: Annotated[str, known(CheckScope)] | None
    """CHECK: RUN judges the time since the load began, BUDGET the budgets as they stand."""
    min_events: float | None
    """CHECK of a RUN: with fewer events it is INCONCLUSIVE."""
    confidence: Ratio | None
    """CHECK of a RUN: the level of the interval that decides; null: the counts themselves do."""
    match: dict[str, str]
    """CHECK of a RUN: labels that its series have."""
    url: str | None
    """HTTP: what is called, without the query, which may hold a secret."""
    method: Annotated[str, known(domain.HttpMethod)] | None
    """HTTP: how it is called."""
    expect_status: int | None
    """HTTP: the status that it must answer; null: any 2xx."""
    timeout_seconds: Seconds | None
    """HTTP: it must answer within this time."""
    when: Annotated[str, known(When)] | None
    """HTTP: PASSED: only if nothing speaks against the run; ALWAYS: in any case."""


class PlanRunStep(View):
    """How far a step of a run has come."""

    number: int
    """Its place in the plan, from 1."""
    kind: Annotated[str, known(domain.StepKind)]
    """What it does."""
    state: Annotated[str, known(StepState)]
    """How far it has come; FAILED if it speaks against the run."""
    started_at: Instant | None
    """When it began; null before."""
    ended_at: Instant | None
    """When it ended; null before, or if it was skipped."""
    message: str | None
    """What it came to, or why it was skipped, in a sentence; null before."""
    check_id: str | None
    """The verdict of a CHECK; that of a RUN can be asked for under this id."""
    check_verdict: Annotated[str, known(VerdictKind)] | None
    """What a CHECK answered; null before, and for other kinds."""
    progress_ratio: Ratio | None
    """How much of it is done, by the time that it takes; null where that cannot be told."""


class PlanRun(View):
    """One run of a plan."""

    id: str
    """Names it."""
    plan: str
    """The name of the plan, which may have changed since."""
    state: Annotated[str, known(RunState)]
    """How far it has come; INTERRUPTED: the service ended while it ran."""
    verdict: Annotated[str, known(VerdictKind)] | None
    """What it ended in; null while it runs."""
    reason: Annotated[str, known(PlanReason, VerdictReason)] | None
    """The stable code behind the verdict: of the plan, or that of the check that decided."""
    summary: str | None
    """The verdict in a sentence; null while it runs."""
    created_at: Instant
    """When it was asked for."""
    created_by: str
    """Who asked for it: the name of a key, or `loopback`."""
    started_at: Instant | None
    """When its first step began; null before."""
    ended_at: Instant | None
    """When it ended; null while it runs."""
    progress_ratio: Ratio | None
    """How much of it is done, by the time that its steps take; null if it was stopped."""
    steps: list[PlanRunStep]
    """In order."""


class Plan(View):
    """A list of steps that ends in a verdict."""

    name: str
    """Unique among plans."""
    description: str
    """What it is for; empty if nobody said."""
    steps: list[PlanStep]
    """In order."""
    overlap: bool
    """Whether it may be begun while another run of it is under way."""
    timeout_seconds: Seconds | None
    """After so long a run of it has taken too long; null: it may take what its steps take."""
    location: Location | None
    """Where it was written."""
    last_run: PlanRun | None
    """The run that was begun last, of those that are kept."""


class PlanList(View):
    """The plans in force."""

    plans: list[Plan]
    """Ordered by name."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""


class PlanRunList(View):
    """Runs of plans that are kept."""

    runs: list[PlanRun]
    """The one that was begun last first."""
    next_cursor: str | None
    """Ask with it for the next page; null on the last."""
