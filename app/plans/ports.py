"""What plans need from outside: load, a gate, somebody to call URLs, and a place to keep runs.

``app/planning.py`` names the classes that fill these places.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.gate.gate import Pending
from app.gate.question import RunQuestion
from app.slo.plan import HttpStep, LoadStep, Step
from app.slo.plan_run import PlanRun, PlanRunPlace
from app.slo.run import RunVerdict
from app.slo.verdict import Verdict


@dataclass(frozen=True, slots=True)
class LoadEnd:
    """How a script ended: its exit code (``None``: it was ended, too late), and its last words."""

    exit_code: int | None
    last_words: str


class Loader(Protocol):
    """Runs scripts."""

    def unavailable(self, step: LoadStep) -> str | None:
        """Say why a script cannot be run, if that can be told before."""
        ...

    async def run(self, step: LoadStep) -> LoadEnd:
        """Run a script to its end; if this is cancelled, nothing of it goes on.

        Raises:
            OSError: it cannot be started.
        """
        ...


class CallFailed(Exception):
    """A URL was not answered; the text is a sentence for people, without the URL's query."""


class Caller(Protocol):
    """Calls URLs."""

    def unavailable(self, step: HttpStep) -> str | None:
        """Say why a URL must not be called."""
        ...

    async def call(self, step: HttpStep) -> int:
        """Call a URL, and give the status that it answered.

        Raises:
            CallFailed: it did not answer.
        """
        ...


class RunGate(Protocol):
    """Judges runs; see ``app/gate/gate.py``."""

    async def settle(
        self, names: Sequence[str], match: Mapping[str, str], end: float, at_most_seconds: float
    ) -> float | None:
        """Wait until the samples of a run have come."""
        ...

    async def check(self, question: RunQuestion) -> RunVerdict | Pending:
        """Answer a question, or say where the answer will be."""
        ...

    async def verdict(self, check_id: str) -> RunVerdict | Pending:
        """Give a verdict, or say that it is not there yet."""
        ...


class BudgetGate(Protocol):
    """Judges budgets as they stand."""

    def check(self, names: Sequence[str] = ()) -> Verdict:
        """Judge the budgets of the SLOs named, of all if none is."""
        ...


class Begun(Protocol):
    """A run as it is kept."""

    @property
    def run(self) -> PlanRun:
        """The run."""
        ...

    @property
    def is_new(self) -> bool:
        """Whether it had not been begun before."""
        ...


class PlanRuns(Protocol):
    """Keeps runs; every method raises a ``StoreError`` if it cannot.

    Those that write raise ``NotLeader`` if another process leads.
    """

    async def begin(self, run: PlanRun, *, is_sole: bool) -> Begun:
        """Keep a new run, or give the one that has its id; raises ``PlanBusy``."""
        ...

    async def change(self, run: PlanRun) -> bool:
        """Keep what happened to a run; ``False`` if it had ended already."""
        ...

    async def interrupt(self, but: Collection[str], at: float) -> Sequence[PlanRun]:
        """End all runs under way ``but`` these: whoever carried them out has ended."""
        ...

    async def get(self, run_id: str) -> PlanRun | None:
        """Read one."""
        ...

    async def find(
        self, plan: str | None, before: PlanRunPlace | None, limit: int
    ) -> Sequence[PlanRun]:
        """Read the runs asked for last, at most ``limit``; last first."""
        ...

    async def last(self) -> Mapping[str, PlanRun]:
        """Read the last run of each plan, by the plan's name."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that steps are carried out with."""

    loader: Loader
    caller: Caller
    gate: RunGate
    budgets: BudgetGate

    def unavailable(self, step: Step) -> str | None:
        """Say why a step cannot be carried out here, as far as that is known before."""
        if isinstance(step, LoadStep):
            return self.loader.unavailable(step)
        if isinstance(step, HttpStep):
            return self.caller.unavailable(step)
        return None
