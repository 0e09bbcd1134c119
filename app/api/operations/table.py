"""The table of operations: the one list of what every face offers, or why it does not.

The order is that of the documents made from it.
"""

from __future__ import annotations

from app.api.operations import (
    alerts,
    annotating,
    definitions,
    events,
    exclusions,
    gate,
    plans,
    slos,
)
from app.api.operations.asking import ById, NoQuestion
from app.api.operations.check_question import CheckQuestion
from app.api.operations.operation import Absent, Operation, Route, always
from app.api.wire import alert as alert_shape
from app.api.wire import annotation as annotation_shape
from app.api.wire import answer, verdict
from app.api.wire import event as event_shape
from app.api.wire import exclusion as exclusion_shape
from app.api.wire import history as history_shape
from app.api.wire import plan as plan_shape
from app.api.wire import status as status_shape
from app.api.wire import validation as validation_shape

_VERDICT = (verdict.Verdict, verdict.CheckPending)
_IN_CHECK = Absent("An agent gets the verdict from check_slos itself.")
_IN_STATUS = Absent("An agent reads alerts and budgets; list_alerts has what fires.")
_IN_RUN = Absent("run_plan shows its run as it goes on; list_plans shows the last one of each.")
_FOR_PEOPLE = Absent("What is left out of the promise is decided by people.")

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "list_slos",
        slos.SlosQuestion,
        (status_shape.StatusList,),
        (Route("GET", "/slos"),),
        "list_slos",
        slos.list_slos,
    ),
    Operation(
        "get_slo",
        ById,
        (status_shape.StatusDetail,),
        (Route("GET", "/slos/{id}"),),
        "get_slo",
        slos.get_slo,
    ),
    Operation(
        "get_slo_history",
        slos.HistoryQuestion,
        (history_shape.History,),
        (Route("GET", "/slos/{id}/history"),),
        "get_history",
        slos.get_slo_history,
    ),
    Operation(
        "check_slos",
        CheckQuestion,
        _VERDICT,
        (Route("GET", "/slo/check"), Route("POST", "/slo/check")),
        "check_slos",
        gate.check_slos,
        writes=lambda question: question.is_run,
        is_repeatable=True,
    ),
    Operation(
        "list_checks",
        gate.ChecksQuestion,
        (verdict.CheckList,),
        (Route("GET", "/slo/checks"),),
        _IN_CHECK,
        gate.list_checks,
    ),
    Operation(
        "get_check",
        ById,
        _VERDICT,
        (Route("GET", "/slo/checks/{id}"),),
        _IN_CHECK,
        gate.get_check,
    ),
    Operation(
        "list_alerts",
        alerts.AlertsQuestion,
        (alert_shape.AlertList,),
        (Route("GET", "/alerts"),),
        "list_alerts",
        alerts.list_alerts,
    ),
    Operation(
        "list_alert_history",
        alerts.ChangesQuestion,
        (alert_shape.TransitionList,),
        (Route("GET", "/alerts/history"),),
        _IN_STATUS,
        alerts.list_alert_history,
    ),
    Operation(
        "list_annotations",
        annotating.AnnotationsQuestion,
        (annotation_shape.AnnotationList,),
        (Route("GET", "/annotations"),),
        "list_annotations",
        annotating.list_annotations,
    ),
    Operation(
        "add_annotation",
        annotating.AnnotationNote,
        (annotation_shape.Annotation,),
        (Route("POST", "/annotations"),),
        Absent("What happened is noted by what made it happen: a deployment, or a person."),
        annotating.add_annotation,
        writes=always,
        is_repeatable=True,
    ),
    Operation(
        "get_annotation",
        ById,
        (annotation_shape.Annotation,),
        (Route("GET", "/annotations/{id}"),),
        Absent("list_annotations shows them whole."),
        annotating.get_annotation,
    ),
    Operation(
        "list_exclusions",
        exclusions.ExclusionsQuestion,
        (exclusion_shape.ExclusionList,),
        (Route("GET", "/exclusions"),),
        _FOR_PEOPLE,
        exclusions.list_exclusions,
    ),
    Operation(
        "create_exclusion",
        exclusion_shape.ExclusionQuestion,
        (exclusion_shape.Exclusion,),
        (Route("POST", "/exclusions"),),
        _FOR_PEOPLE,
        exclusions.create_exclusion,
        writes=always,
    ),
    Operation(
        "delete_exclusion",
        ById,
        (answer.Nothing,),
        (Route("DELETE", "/exclusions/{id}"),),
        _FOR_PEOPLE,
        exclusions.delete_exclusion,
        writes=always,
    ),
    Operation(
        "list_plans",
        plans.PlansQuestion,
        (plan_shape.PlanList,),
        (Route("GET", "/plans"),),
        "list_plans",
        plans.list_plans,
    ),
    Operation(
        "get_plan",
        plans.ByName,
        (plan_shape.Plan,),
        (Route("GET", "/plans/{name}"),),
        Absent("list_plans shows them whole."),
        plans.get_plan,
    ),
    Operation(
        "run_plan",
        plans.ByName,
        (plan_shape.PlanRun,),
        (Route("POST", "/plans/{name}/runs"),),
        "run_plan",
        plans.run_plan,
        writes=always,
        is_repeatable=True,
    ),
    Operation(
        "list_plan_runs",
        plans.PlanRunsQuestion,
        (plan_shape.PlanRunList,),
        (Route("GET", "/plan-runs"),),
        _IN_RUN,
        plans.list_plan_runs,
    ),
    Operation(
        "get_plan_run",
        ById,
        (plan_shape.PlanRun,),
        (Route("GET", "/plan-runs/{id}"),),
        _IN_RUN,
        plans.get_plan_run,
    ),
    Operation(
        "cancel_plan_run",
        ById,
        (plan_shape.PlanRun,),
        (Route("POST", "/plan-runs/{id}/cancel"),),
        "cancel_run",
        plans.cancel_plan_run,
        writes=always,
    ),
    Operation(
        "listen_to_plan_run",
        ById,
        (plan_shape.PlanRun,),
        (Route("GET", "/plan-runs/{id}/events"),),
        _IN_RUN,
        turns=plans.listen_to_plan_run,
    ),
    Operation(
        "validate_definitions",
        validation_shape.ValidationQuestion,
        (validation_shape.Validation,),
        (Route("POST", "/definitions/validate"),),
        "validate_definitions",
        definitions.validate_definitions,
    ),
    Operation(
        "definition_schema",
        NoQuestion,
        (validation_shape.JsonSchema,),
        (Route("GET", "/definitions/schema"),),
        "definition_schema",
        definitions.definition_schema,
    ),
    Operation(
        "listen_to_events",
        events.EventsQuestion,
        (event_shape.Event,),
        (Route("GET", "/events"),),
        Absent("Resources can be subscribed to."),
        turns=events.listen_to_events,
    ),
)

HTTP_ONLY: dict[Route, str] = {
    Route("GET", "/livez"): "gRPC has its own health service; MCP has a ping.",
    Route("GET", "/readyz"): "gRPC has its own health service; MCP has a ping.",
    Route("GET", "/metrics"): "Prometheus reads it over HTTP.",
}
"""What only HTTP has, and why."""
