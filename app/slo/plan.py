"""A plan: a named list of steps that ends in a verdict, such as load, settle, check.

What became of carrying one out is in ``app/slo/plan_run.py``. Refuses to know how a step is carried
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from app.slo.definition import Origin
from app.slo.wording import duration_text

LOAD_ENDS_SECONDS = 60.0
"""So much longer than its load a script may take, for what it does before and after, by default."""

CHECK_SECONDS, HTTP_SECONDS = 5.0, 1.0
"""About so long a check and a call take; only to show how far a run has come."""


class StepKind(StrEnum):
    """What a step does."""

    LOAD = "LOAD"
    SETTLE = "SETTLE"
    WAIT = "WAIT"
    CHECK = "CHECK"
    HTTP = "HTTP"


class CheckScope(StrEnum):
    """What a check judges: the time since the load began, or budgets as they stand."""

    RUN = "run"
    BUDGET = "budget"


class HttpMethod(StrEnum):
    """How a URL is called."""

    GET = "GET"
    POST = "POST"


class When(StrEnum):
    """When a call is made: unless something already speaks against the run, or in any case."""

    PASSED = "passed"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class LoadStep:
    """Run a k6 script of the configured folder; ``env`` is what it finds in ``__ENV``.

    It may take ``max_seconds``; ``None`` is a minute more than the load.
    """

    script: str
    vus: int
    duration_seconds: float
    env: Mapping[str, str] = field(default_factory=dict)
    max_seconds: float | None = None

    kind: ClassVar[StepKind] = StepKind.LOAD

    @property
    def limit_seconds(self) -> float:
        """After so long it is ended, and has failed."""
        if self.max_seconds is not None:
            return self.max_seconds
        return self.duration_seconds + LOAD_ENDS_SECONDS

    @property
    def expected_seconds(self) -> float:
        """About so long it takes."""
        return self.duration_seconds

    @property
    def title(self) -> str:
        """Say what it does."""
        users = "1 virtual user" if self.vus == 1 else f"{self.vus:,} virtual users"
        return f"Run {self.script} with {users} for {duration_text(self.duration_seconds)}."


@dataclass(frozen=True, slots=True)
class SettleStep:
    """Wait, so long at most, until the samples of what was loaded have come."""

    max_wait_seconds: float

    kind: ClassVar[StepKind] = StepKind.SETTLE

    @property
    def expected_seconds(self) -> float:
        """At most so long it takes."""
        return self.max_wait_seconds

    @property
    def title(self) -> str:
        """Say what it does."""
        return f"Wait at most {duration_text(self.max_wait_seconds)} for the newest samples."


@dataclass(frozen=True, slots=True)
class WaitStep:
    """Let time pass."""

    duration_seconds: float

    kind: ClassVar[StepKind] = StepKind.WAIT

    @property
    def expected_seconds(self) -> float:
        """So long it takes."""
        return self.duration_seconds

    @property
    def title(self) -> str:
        """Say what it does."""
        return f"Wait {duration_text(self.duration_seconds)}."


@dataclass(frozen=True, slots=True)
class CheckStep:
    """Ask the gate; without ``slos`` about all.

    ``min_events``, ``confidence`` (a level) and ``match`` are of a RUN only.
    """

    scope: CheckScope
    slos: tuple[str, ...] = ()
    min_events: float = 1.0
    confidence: float | None = None
    match: Mapping[str, str] = field(default_factory=dict)

    kind: ClassVar[StepKind] = StepKind.CHECK

    @property
    def expected_seconds(self) -> float:
        """About so long it takes."""
        return CHECK_SECONDS

    @property
    def title(self) -> str:
        """Say what it does."""
        what = ", ".join(self.slos) or "every SLO"
        return f"Judge {'the run' if self.scope is CheckScope.RUN else 'the budgets'}: {what}."


@dataclass(frozen=True, slots=True)
class HttpStep:
    """Call a URL that is allowed; ``expect`` is the status it must answer, ``None`` any 2xx."""

    url: str
    method: HttpMethod = HttpMethod.POST
    expect: int | None = None
    timeout_seconds: float = 10.0
    when: When = When.PASSED

    kind: ClassVar[StepKind] = StepKind.HTTP

    @property
    def expected_seconds(self) -> float:
        """About so long it takes."""
        return HTTP_SECONDS

    @property
    def shown_url(self) -> str:
        """The URL without its query, which may hold a secret."""
        return self.url.partition("?")[0]

    @property
    def title(self) -> str:
        """Say what it does."""
        whatever = ", whatever the verdict" if self.when is When.ALWAYS else ""
        return f"{self.method.value} {self.shown_url}{whatever}."


Step = LoadStep | SettleStep | WaitStep | CheckStep | HttpStep


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order; it has taken too long after ``timeout_seconds``.

    Runs of one plan do not overlap unless ``overlap`` says so.
    """

    name: str
    steps: tuple[Step, ...]
    description: str = ""
    overlap: bool = False
    timeout_seconds: float | None = None
    origin: Origin | None = field(default=None, compare=False)
