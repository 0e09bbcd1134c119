"""How each tool shows its answer: the one list of what agents are told unless they ask for more.

A tool without a form shows its whole view, as far as there is room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.api.mcp.brief import Fields, fields


class Cut(Enum):
    """What is done about a list that is too long."""

    PAGE = "it is asked for again with a smaller limit, and the cursor leads on"
    STEP = "it is asked for again in longer steps, and if the step was chosen, the last ones stay"
    WORST = "the worst verdicts come first and stay, and it is said how many others there are"
    FIRST = "the first ones stay, and it is said how many others there are"


@dataclass(frozen=True, slots=True)
class Form:
    """How a tool shows its answer, and what hosts are told of it.

    ``shown``: the fields, empty for all. ``listed``: the list that may be long. ``few``: other
    lists, and how many of each stay. ``limit``: so many are asked for if the agent does not say.
    ``said``: fields whose values stand in the sentence before the answer. ``hidden``: what only
    other faces can ask. ``hints``: of arguments, what the question's own words leave open.
    ``opened``: a field whose text is JSON, which is shown as what it holds, as REST does.
    ``words``: those of the schema language that are left out where the answer is a schema, and
    ``omitted``: what is always left out. ``follow``: the operation that tells how what was begun
    goes on, until it has ended, and ``cancel``: the one that ends it before.
    """

    title: str
    shown: Fields = field(default_factory=dict)
    listed: str | None = None
    cut: Cut = Cut.FIRST
    few: Mapping[str, int] = field(default_factory=dict)
    limit: int | None = None
    said: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    hints: Mapping[str, str] = field(default_factory=dict)
    opened: str | None = None
    words: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()
    follow: str | None = None
    cancel: str = ""
    is_destructive: bool = False
    is_idempotent: bool = False
    is_open_world: bool = False


_BUDGET = fields("remaining_ratio exhausts_at")
_WHICH_SLO = {"id": "Id of an SLO, as list_slos gives it."}

FORMS: dict[str, Form] = {
    "list_slos": Form(
        "List SLOs",
        fields(
            "generation evaluated_at next_cursor",
            slos=fields(
                "id service group state data reason target sli",
                budget=_BUDGET,
                alerts=fields("tier severity"),
            ),
        ),
        listed="slos",
        cut=Cut.PAGE,
        limit=25,
    ),
    "get_slo": Form(
        "Show an SLO",
        fields(
            "id service labels group indicator target threshold_seconds period state data reason "
            "message counting covered_ratio data_until sli estimate events excluded budget latency "
            "queries evaluated_at",
            burn_rates=fields("window_seconds burn_rate"),
            alerts=fields("id tier severity reason started_at summary"),
            definition=fields("description runbook"),
        ),
        said=("id", "state", "data"),
        hints=_WHICH_SLO,
    ),
    "get_history": Form(
        "Show an SLO's history",
        fields(
            "slo evaluated_at start end covered step_seconds is_widened",
            points=fields("start sli burn_rate remaining_ratio", events=fields("bad total")),
            annotations=fields("kind text start end"),
        ),
        listed="points",
        cut=Cut.STEP,
        few={"annotations": 5},
        said=("slo",),
        hints={**_WHICH_SLO, "step": "Length of a bin in seconds; so that they fit, if left out."},
    ),
    "check_slos": Form(
        "Check SLOs",
        fields(
            "schema_version check_id verdict reason summary mode start end match data",
            results=fields(
                "slo group verdict reason sli target message informational",
                events=fields("bad total"),
                budget=fields("remaining_ratio"),
                baseline=fields("difference p_value regressed"),
            ),
        ),
        listed="results",
        cut=Cut.WORST,
        said=("verdict", "reason"),
        hidden=frozenset({"wait"}),
    ),
    "list_alerts": Form(
        "List firing alerts",
        fields(
            "generation evaluated_at is_expired next_cursor",
            alerts=fields(
                "id slo service group tier severity state reason started_at summary runbook",
                now=fields("long_burn_rate remaining_ratio exhausts_at"),
                after=fields("kind text start"),
                silenced_by=fields("comment ends_at"),
            ),
        ),
        listed="alerts",
        cut=Cut.PAGE,
        limit=10,
    ),
    "list_annotations": Form(
        "List deploys and incidents",
        fields("next_cursor", annotations=fields("id kind text start end labels")),
        listed="annotations",
        cut=Cut.PAGE,
        limit=20,
    ),
}

_RUN = fields(
    "id plan state verdict reason summary created_at created_by started_at ended_at",
    steps=fields("number kind state message check_id check_verdict"),
)
FORMS |= {
    "list_plans": Form(
        "List plans",
        fields(
            "next_cursor",
            plans=fields(
                "name description overlap",
                steps=fields("kind title"),
                last_run=fields("id state verdict summary created_at ended_at"),
            ),
        ),
        listed="plans",
        cut=Cut.PAGE,
        limit=10,
    ),
    "run_plan": Form(
        "Run a plan",
        _RUN,
        listed="steps",
        said=("plan", "state", "verdict"),
        hints={"name": "Name of a plan, as list_plans gives it."},
        follow="listen_to_plan_run",
        cancel="cancel_plan_run",
        is_open_world=True,
    ),
    "cancel_run": Form(
        "Cancel a run",
        _RUN,
        listed="steps",
        said=("plan", "state", "verdict"),
        hints={"id": "Id of a run, as run_plan and list_plans give it."},
        is_destructive=True,
        is_idempotent=True,
    ),
    "validate_definitions": Form(
        "Validate definitions",
        listed="findings",
        few={"slos": 50},
        limit=50,
        said=("valid",),
    ),
    "definition_schema": Form(
        "Show the schema of definitions",
        fields(
            "",
            json_schema=fields(
                "$id required properties examples",
                **{"$defs": fields("SloPart IndicatorPart RatioPart LatencyPart")},
            ),
        ),
        opened="json_schema",
        words=(
            *("title", "description", "default", "pattern"),
            *("additionalProperties", "patternProperties", "propertyNames"),
        ),
        omitted=(
            "json_schema: what names and texts must look like, and what an SLO can do without",
        ),
    ),
}

KEPT = frozenset(
    {"id", "slo", "state", "data", "verdict", "reason", "check_id", "next_cursor", "generation"}
    | {"evaluated_at", "step_seconds", "kind", "is_expired", "plan", "valid", "has_more"}
)
"""Fields that no answer is without, however little room there is; all of them are short."""


def form_of(tool: str) -> Form:
    """Find how a tool shows its answer."""
    return FORMS.get(tool) or Form(tool.replace("_", " ").capitalize())
