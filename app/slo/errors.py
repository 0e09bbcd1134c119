"""Every error that this program raises on purpose.

::

    SloMonitorError
    ├── InvalidDefinition      the definitions cannot be used; carries findings with positions
    ├── InvalidQuestion        a question put to the service is malformed; names the field
    ├── UnknownSlo             no SLO has that id or name
    ├── UnknownExclusion       no exclusion has that id
    ├── UnknownAnnotation      no annotation has that id
    ├── UnknownCheck           no check that is kept has that id
    ├── UnknownPlan            no plan in the catalog has that name
    ├── UnknownPlanRun         no run of a plan that is kept has that id
    ├── PlanUnavailable        a plan cannot be carried out by this service as it is set up
    ├── PlanBusy               a run of that plan is under way, and they must not overlap
    ├── TooManyChecks          no other run can be checked now
    ├── TooManyListeners       nobody else can be told what happens
    ├── TooManyValidations     no other definitions can be examined now
    ├── NotYetEvaluated        the first cycle has not finished
    ├── SourceError            Prometheus did not answer a query
    │   ├── SourceUnreachable      no connection, or an answer that is not Prometheus'
    │   ├── SourceTimeout          no answer in time
    │   └── SourceRejected         Prometheus refused the query; asking again will not help
    └── StoreError             the account cannot be read or written
        └── NotLeader              another process leads now; nothing was written

None of them knows a transport: ``app/api/errors.py`` maps them to HTTP and the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SloMonitorError(Exception):
    """Base of everything below; its text is a sentence that a person can act on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a definition, where it is, and what would be right.

    ``line`` and ``column`` count from 1; ``field`` is a dotted path such as
    ``slos[0].objective``, empty where the file as a whole is meant.
    """

    file: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        """Render as compilers do, so that editors can jump to it."""
        place = f"{self.file}:{self.line}:{self.column}"
        return (
            f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"
        )


class InvalidDefinition(SloMonitorError):
    """The definitions as a whole were refused; ``findings`` says why, in file order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class InvalidQuestion(SloMonitorError):
    """A question has a field that cannot be answered; ``field`` names it."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class UnknownSlo(SloMonitorError):
    """No SLO in the catalog has the id or name that was asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no SLO has the id or name {name!r}")


class UnknownExclusion(SloMonitorError):
    """No exclusion in force has the id that was asked for."""

    def __init__(self, exclusion_id: str) -> None:
        self.exclusion_id = exclusion_id
        super().__init__(f"no exclusion has the id {exclusion_id!r}")


class UnknownAnnotation(SloMonitorError):
    """No annotation that is kept has the id that was asked for."""

    def __init__(self, annotation_id: str) -> None:
        super().__init__(f"no annotation has the id {annotation_id!r}; they are kept for a while")


class UnknownCheck(SloMonitorError):
    """No check that is kept has the id that was asked for."""

    def __init__(self, check_id: str) -> None:
        super().__init__(
            f"no check has the id {check_id!r}; they are kept for a while, and one that was not"
            " finished when its process ended has to be asked again"
        )


class UnknownPlan(SloMonitorError):
    """No plan in the catalog has the name that was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no plan has the name {name!r}")


class UnknownPlanRun(SloMonitorError):
    """No run of a plan that is kept has the id that was asked for."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"no run of a plan has the id {run_id!r}; they are kept for a while")


class PlanUnavailable(SloMonitorError):
    """A step of a plan cannot be carried out by this service as it is set up."""

    def __init__(self, plan: str, number: int, why: str) -> None:
        super().__init__(f"step {number} of the plan {plan!r} cannot be carried out: {why}")


class PlanBusy(SloMonitorError):
    """A run of the plan is under way, and its runs must not overlap."""

    def __init__(self, plan: str, run_id: str) -> None:
        self.run_id = run_id
        super().__init__(
            f"the run {run_id} of the plan {plan!r} is under way; wait for its end or cancel it"
        )


class TooManyChecks(SloMonitorError):
    """As many runs are checked as may be at a time."""

    def __init__(self, most: int, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"{most} runs are checked now, and there may be no more at a time")


class TooManyListeners(SloMonitorError):
    """As many listeners as there may be are told what happens."""

    def __init__(self, most: int, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"{most} listeners are told what happens, and there may be no more")


class TooManyValidations(SloMonitorError):
    """As many questions about definitions wait as may."""

    def __init__(self, most: int, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"{most} questions about definitions wait, and there may be no more")


class NotYetEvaluated(SloMonitorError):
    """The service has started and its first cycle has not finished."""

    def __init__(self, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("no cycle has finished yet; ask again shortly")


class SourceError(SloMonitorError):
    """A query to Prometheus brought no usable answer."""


class SourceUnreachable(SourceError):
    """No connection, or what answered did not speak Prometheus' HTTP API."""


class SourceTimeout(SourceError):
    """Prometheus did not answer in time, or said that the query took too long."""


class SourceRejected(SourceError):
    """Prometheus understood the query and refused it; the same query will be refused again."""


class StoreError(SloMonitorError):
    """The account could not be read or written; nothing was published that is not stored."""


class NotLeader(StoreError):
    """Another process leads now, or may do so: this one must not write any more."""

    def __init__(self, message: str, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message)
