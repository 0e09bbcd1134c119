"""An error of each kind that the service has, as it is raised."""

from __future__ import annotations

from app.api.refusals import REFUSALS, Refused
from app.slo.errors import (
    Finding,
    InvalidDefinition,
    InvalidQuestion,
    NotLeader,
    NotYetEvaluated,
    PlanBusy,
    PlanUnavailable,
    SourceError,
    SourceRejected,
    SourceTimeout,
    SourceUnreachable,
    StoreError,
    TooManyChecks,
    TooManyListeners,
    TooManyValidations,
    UnknownAnnotation,
    UnknownCheck,
    UnknownExclusion,
    UnknownPlan,
    UnknownPlanRun,
    UnknownSlo,
)

FINDING = Finding("checkout.yaml", 4, 11, "slos[0].name", "name must be text")
WAITS = {"TOO_MANY_TRIES": 60.0}

RAISED: dict[str, Exception] = {
    "INVALID_DEFINITION": InvalidDefinition([FINDING]),
    "INVALID_QUESTION": InvalidQuestion("end", "end must lie after start"),
    "UNKNOWN_SLO": UnknownSlo("nope"),
    "UNKNOWN_EXCLUSION": UnknownExclusion("nope"),
    "UNKNOWN_ANNOTATION": UnknownAnnotation("nope"),
    "UNKNOWN_CHECK": UnknownCheck("nope"),
    "UNKNOWN_PLAN": UnknownPlan("nope"),
    "UNKNOWN_PLAN_RUN": UnknownPlanRun("nope"),
    "PLAN_BUSY": PlanBusy("release-gate", "0123456789abcdef0123456789abcdef"),
    "PLAN_UNAVAILABLE": PlanUnavailable("release-gate", 1, "there is no script load.js"),
    "TOO_MANY_CHECKS": TooManyChecks(32, 5.0),
    "TOO_MANY_LISTENERS": TooManyListeners(100, 5.0),
    "TOO_MANY_VALIDATIONS": TooManyValidations(16, 5.0),
    "NOT_YET_EVALUATED": NotYetEvaluated(30.0),
    "SOURCE_UNREACHABLE": SourceUnreachable("Prometheus cannot be reached"),
    "SOURCE_TIMEOUT": SourceTimeout("Prometheus did not answer within 30 s"),
    "SOURCE_REJECTED": SourceRejected("Prometheus refused the query: too many samples"),
    "SOURCE_ERROR": SourceError("Prometheus gave an answer that cannot be read"),
    "NOT_LEADER": NotLeader("another replica leads now", 15.0),
    "STORE_ERROR": StoreError("the account cannot be written"),
    "INTERNAL_ERROR": RuntimeError("nobody foresaw this"),
}
"""By code; those of the table of errors, and below those of the table of refusals."""

for refusal in REFUSALS:
    RAISED.setdefault(refusal.kind.code, Refused(refusal, WAITS.get(refusal.kind.code)))
