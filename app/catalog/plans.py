"""The shape of a plan in a definition file, and how it becomes one.

What only this installation can tell (is there such a script, is that URL allowed) is asked of
whoever knows; see ``Unrunnable``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.catalog.fields import LabelName, MinEvents, Name
from app.catalog.part import Part
from app.catalog.plan_fields import (
    EnvName,
    Level,
    Limit,
    OneLine,
    Script,
    SloName,
    Status,
    Timeout,
    Url,
    Users,
    Waiting,
)
from app.catalog.positions import FieldPath
from app.slo.definition import Origin
from app.slo.plan import (
    CheckScope,
    CheckStep,
    HttpMethod,
    HttpStep,
    LoadStep,
    Plan,
    SettleStep,
    Step,
    StepKind,
    WaitStep,
    When,
)

MOST_STEPS, MOST_VARIABLES, MOST_LABELS = 50, 50, 10

_NOTHING_BEFORE = "must be budget, or come after a load or a wait: before one is nothing to judge"

Unrunnable = Callable[[Step], str | None]
"""Says why a step cannot be carried out here, as far as that is known."""


class LoadPart(Part):
    """Run a k6 script; it needs SLO_MONITOR_PLANS_K6_DIR."""

    script: Script = Field(description="Name of the script in the configured folder: load.js.")
    vus: Users = Field(description="Virtual users at a time.")
    duration: Waiting = Field(description="How long they visit: 60s.")
    env: dict[EnvName, OneLine] = Field(
        default={},
        max_length=MOST_VARIABLES,
        description="What the script finds in __ENV, such as {BASE_URL: http://shop}.",
    )
    max_time: Limit | None = Field(
        default=None, description="It has failed after so long; a minute more than the duration."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.max_time is not None and self.max_time <= self.duration:
            raise ValueError("must have a max_time that is longer than its duration")
        return self

    def to_step(self) -> Step:
        """Turn it into a step."""
        return LoadStep(self.script, self.vus, self.duration, self.env, self.max_time)


class SettlePart(Part):
    """Wait until the samples of what was loaded have come."""

    max_wait: Timeout = Field(description="Wait at most so long: 60s.")

    def to_step(self) -> Step:
        """Turn it into a step."""
        return SettleStep(self.max_wait)


class WaitPart(Part):
    """Let time pass."""

    duration: Waiting = Field(description="So long: 5m.")

    def to_step(self) -> Step:
        """Turn it into a step."""
        return WaitStep(self.duration)


class CheckPart(Part):
    """Ask the gate."""

    scope: Annotated[CheckScope, Field(strict=False)] = Field(
        description="run: the time since the load began; budget: the budgets as they stand."
    )
    slos: list[SloName] = Field(
        default=[], description="Names of SLOs, or ids of their groups; every SLO if left out."
    )
    min_events: MinEvents = Field(
        default=1.0,
        json_schema_extra={"default": 1},
        description="With fewer events the run is INCONCLUSIVE.",
    )
    confidence: Level | None = Field(
        default=None, description="Decide by an interval of this level, such as 0.95."
    )
    match: dict[LabelName, OneLine] = Field(
        default={},
        max_length=MOST_LABELS,
        description="Labels that the series of the run have: {version: '1.42'}.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        of_runs = self.model_fields_set & {"min_events", "confidence", "match"}
        if of_runs and self.scope is not CheckScope.RUN:
            raise ValueError(f"must have {min(of_runs)} with scope: run only")
        if "le" in self.match:
            raise ValueError("must not match le, which says which events are good")
        if "slos" in self.model_fields_set and not self.slos:
            raise ValueError("must name an SLO in slos, or leave slos out for all of them")
        return self

    def to_step(self) -> Step:
        """Turn it into a step."""
        slos = tuple(dict.fromkeys(self.slos))
        return CheckStep(self.scope, slos, self.min_events, self.confidence, self.match)


class HttpPart(Part):
    """Call a URL, such as a hook; it needs SLO_MONITOR_PLANS_HTTP_ALLOW."""

    url: Url = Field(description="An http or https URL that is allowed.")
    method: Annotated[HttpMethod, Field(strict=False)] = Field(
        default=HttpMethod.POST, description="GET or POST; nothing is sent with it."
    )
    expect: Status | None = Field(
        default=None, description="The status that it must answer; any 2xx if left out."
    )
    timeout: Timeout = Field(
        default=10.0,
        json_schema_extra={"default": "10s"},
        description="It must answer within this time.",
    )
    when: Annotated[When, Field(strict=False)] = Field(
        default=When.PASSED,
        description="passed: only if nothing speaks against the run; always: in any case.",
    )

    def to_step(self) -> Step:
        """Turn it into a step."""
        return HttpStep(self.url, self.method, self.expect, self.timeout, self.when)


class StepPart(Part):
    """One step: exactly one of load, settle, wait, check and http."""

    exactly_one_of = ("load", "settle", "wait", "check", "http")

    load: LoadPart | None = Field(default=None, description="Run a k6 script.")
    settle: SettlePart | None = Field(default=None, description="Wait for the newest samples.")
    wait: WaitPart | None = Field(default=None, description="Let time pass.")
    check: CheckPart | None = Field(default=None, description="Ask the gate.")
    http: HttpPart | None = Field(default=None, description="Call a URL that is allowed.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._require_exactly_one(*self.exactly_one_of)
        return self

    @property
    def part(self) -> LoadPart | SettlePart | WaitPart | CheckPart | HttpPart:
        """The one that it is."""
        found = self.load or self.settle or self.wait or self.check or self.http
        assert found is not None  # noqa: S101 - the model holds exactly one
        return found


class PlanPart(Part):
    """A list of steps that ends in a verdict."""

    name: Name = Field(description="Unique among plans: lower-case letters, digits and -.")
    description: str = Field(default="", description="What it is for, in a sentence.")
    steps: list[StepPart] = Field(
        min_length=1,
        max_length=MOST_STEPS,
        description="What is done, in order; a check is among it, and only http steps follow.",
    )
    overlap: bool = Field(
        default=False, description="true: it may be begun while another run of it is under way."
    )
    timeout: Limit | None = Field(
        default=None, description="A run has taken too long after this time."
    )

    def to_plan(self, origin: Origin) -> Plan:
        """Turn the part into a plan."""
        return Plan(
            name=self.name,
            steps=tuple(step.part.to_step() for step in self.steps),
            description=self.description,
            overlap=self.overlap,
            timeout_seconds=self.timeout,
            origin=origin,
        )


def to_plans(parts: Sequence[PlanPart], file: str, lines: Sequence[int]) -> tuple[Plan, ...]:
    """Turn a file's plans over; ``lines`` says where each begins, from 1."""
    return tuple(part.to_plan(Origin(file, line)) for part, line in zip(parts, lines, strict=True))


def faults_of(plans: Sequence[Plan], unrunnable: Unrunnable) -> Iterator[tuple[FieldPath, str]]:
    """Say what is wrong with plans as a whole, and with steps that cannot be carried out here."""
    for index, plan in enumerate(plans):
        for path, fault in _faults_of(plan, unrunnable):
            yield ("plans", index, "steps", *path), fault


def _faults_of(plan: Plan, unrunnable: Unrunnable) -> Iterator[tuple[FieldPath, str]]:
    kinds = [step.kind for step in plan.steps]
    rest = kinds[_last_check(kinds) + 1 :]
    if StepKind.CHECK not in kinds or any(kind is not StepKind.HTTP for kind in rest):
        yield (), "must end with a check, after which only http steps may stand"
    for number, step in enumerate(plan.steps):
        here = (number, step.kind.value.lower())
        takes_time = {StepKind.LOAD, StepKind.WAIT} & {*kinds[:number]}
        if _judges_a_run(step) and not takes_time:
            yield (*here, "scope"), _NOTHING_BEFORE
        if step.kind is StepKind.SETTLE and not any(map(_judges_a_run, plan.steps[number:])):
            yield here, "must stand before a check with scope: run, whose samples it waits for"
        if (why := unrunnable(step)) is not None:
            yield here, f"cannot be carried out here: {why}"


def _judges_a_run(step: Step) -> bool:
    return isinstance(step, CheckStep) and step.scope is CheckScope.RUN


def _last_check(kinds: Sequence[StepKind]) -> int:
    return max((n for n, kind in enumerate(kinds) if kind is StepKind.CHECK), default=-1)
