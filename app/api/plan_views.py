"""The part of the mapping that shows plans and their runs; see ``app/api/views.py``."""

from __future__ import annotations

from typing import Any

from app.api.wire import plan as shape
from app.api.wire.verdict import Location
from app.slo import plan as domain
from app.slo.instant import instant, optional_instant
from app.slo.plan_run import PlanRun, StepRecord


def plan_view(plan: domain.Plan, last_run: PlanRun | None) -> shape.Plan:
    """Show a plan, with its last run."""
    origin = plan.origin
    return shape.Plan(
        name=plan.name,
        description=plan.description,
        steps=[_plan_step(step) for step in plan.steps],
        overlap=plan.overlap,
        timeout_seconds=plan.timeout_seconds,
        location=None if origin is None else Location(file=origin.file, line=origin.line),
        last_run=None if last_run is None else plan_run_view(last_run),
    )


def plan_run_view(run: PlanRun) -> shape.PlanRun:
    """Show a run, and how much of it was done when it was looked at."""
    return shape.PlanRun(
        id=run.id,
        plan=run.plan,
        state=run.state.name,
        verdict=None if run.verdict is None else run.verdict.name,
        reason=None if run.reason is None else run.reason.name,
        summary=run.summary,
        created_at=instant(run.created_at),
        created_by=run.created_by,
        started_at=optional_instant(run.started_at),
        ended_at=optional_instant(run.ended_at),
        progress_ratio=run.progress_ratio,
        steps=[_run_step(step) for step in run.steps],
    )


def _run_step(step: StepRecord) -> shape.PlanRunStep:
    is_check = step.kind is domain.StepKind.CHECK
    return shape.PlanRunStep(
        number=step.number,
        kind=step.kind.name,
        state=step.state.name,
        started_at=optional_instant(step.started_at),
        ended_at=optional_instant(step.ended_at),
        message=step.message,
        check_id=step.check_id,
        check_verdict=step.verdict.name if is_check and step.verdict is not None else None,
        progress_ratio=step.progress_ratio,
    )


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(shape.PlanStep.model_fields),
    "env": [],
    "slos": [],
    "match": {},
}
"""A step without the fields of any kind."""


def _plan_step(step: domain.Step) -> shape.PlanStep:
    return shape.PlanStep(**{**_NOTHING, "kind": step.kind.name, "title": step.title, **_own(step)})


def _own(step: domain.Step) -> dict[str, Any]:
    """Give the fields that only steps of this kind have."""
    match step:
        case domain.LoadStep():
            return {
                "script": step.script,
                "vus": step.vus,
                "duration_seconds": step.duration_seconds,
                "env": list(step.env),
                "max_time_seconds": step.limit_seconds,
            }
        case domain.SettleStep():
            return {"max_wait_seconds": step.max_wait_seconds}
        case domain.WaitStep():
            return {"duration_seconds": step.duration_seconds}
        case domain.CheckStep():
            is_run = step.scope is domain.CheckScope.RUN
            return {
                "slos": list(step.slos),
                "scope": step.scope.name,
                "min_events": step.min_events if is_run else None,
                "confidence": step.confidence,
                "match": dict(step.match),
            }
        case domain.HttpStep():
            return {
                "url": step.shown_url,
                "method": step.method.name,
                "expect_status": step.expect,
                "timeout_seconds": step.timeout_seconds,
                "when": step.when.name,
            }
