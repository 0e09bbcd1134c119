"""What a gate is asked: about budgets, or about a run."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
    model_validator,
)

from app.api.operations.asking import Question
from app.api.operations.listing import LONGEST_NAME, LabelValue, Moment, no_other_names
from app.gate.question import (
    MOST_SETTLE_SECONDS,
    BaselineAsked,
    LastPass,
    OfCheck,
    OfTime,
    RunQuestion,
)
from app.slo import comparison, interval
from app.slo.definition import NoData
from app.slo.run import RunRules

Name = Annotated[str, Field(max_length=200)]

MOST_LABELS = 10
LONGEST_SECONDS = 366 * 86_400
CHECK_ID_PATTERN = "^[0-9a-f]{32}$"

_DURATION = re.compile("([0-9]{1,6})(ms|s|m|h|d)", re.ASCII)
_UNIT_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def _seconds(value: object) -> object:
    if isinstance(value, str):
        found = _DURATION.fullmatch(value)
        if found is None:
            raise ValueError("must be a duration such as 90s, 5m or 1h, or a number of seconds")
        return int(found[1]) * _UNIT_SECONDS[found[2]]
    if isinstance(value, bool):
        raise ValueError("must be a duration such as 90s, 5m or 1h, or a number of seconds")  # noqa: TRY004  # how validators speak
    return value


def _schema(most_seconds: float, written: str) -> WithJsonSchema:
    """Describe a duration, written or in seconds: nothing that is described is too long."""
    number = {"type": "number", "minimum": 0, "maximum": most_seconds}
    return WithJsonSchema({"anyOf": [{"type": "string", "pattern": f"^(?:{written})$"}, number]})


Duration = Annotated[
    float,
    BeforeValidator(_seconds),
    Field(ge=0, le=LONGEST_SECONDS, allow_inf_nan=False),
    _schema(LONGEST_SECONDS, "[0-9]{1,6}(?:ms|s)|[0-9]{1,5}m|[0-9]{1,3}h|[12]?[0-9]{1,2}d"),
]
"""A duration as a person writes it, ``5m``, or in seconds."""

Settle = Annotated[
    Duration,
    Field(le=MOST_SETTLE_SECONDS),
    _schema(MOST_SETTLE_SECONDS, "[0-9]{1,5}ms|[1-5]?[0-9]{1,2}s|600s|[0-9]m|10m"),
]

Window = Annotated[Duration, Field(ge=1)]
Level = Annotated[float, Field(ge=0.5, le=0.9999)]


def _countable(match: dict[str, str]) -> dict[str, str]:
    if "le" in match:
        raise ValueError("le says which events are good, and cannot be chosen")
    return match


# Names that begin with two underscores are Prometheus' own.
LabelName = Annotated[
    str, Field(max_length=LONGEST_NAME, pattern="^(?:[a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*$")
]
Match = Annotated[
    dict[LabelName, LabelValue],
    Field(max_length=MOST_LABELS, json_schema_extra=no_other_names),
    AfterValidator(_countable),
]


class ConfidenceAsked(Question):
    """The interval of the share of good events must lie on one side of the target."""

    level: Level = Field(0.95, description="How sure the interval is.")
    method: interval.IntervalMethod = Field(
        interval.IntervalMethod.WILSON, description="How the interval is found."
    )


class RegressionAsked(Question):
    """What counts as a regression against the baseline."""

    level: Level = Field(0.95, description="How sure the one-sided test has to be.")
    min_difference: float = Field(
        0.0, ge=0, le=1, description="By how much more the share of bad events must be larger."
    )


class BaselineQuestion(Question):
    """What the run is compared to: a check, the last pass, or another time."""

    check_id: str | None = Field(
        None, pattern=CHECK_ID_PATTERN, description="What this check counted."
    )
    last_pass: bool | None = Field(
        None, description="For each SLO, the last run that it passed before this one."
    )
    start: Moment | None = Field(None, description="Where the other time begins.")
    end: Moment | None = Field(None, description="Where the other time ends.")
    window: Window | None = Field(None, description="So long a time, directly before the run.")
    match: Match | None = Field(
        None, description="Labels of the other time; those of the run if left out."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        is_time = self.start is not None and self.end is not None
        half = (self.start is None) != (self.end is None)
        given = [self.check_id is not None, bool(self.last_pass), is_time, self.window is not None]
        if sum(given) != 1 or half:
            raise ValueError("give one of check_id, last_pass, window, or a start with an end")
        if self.match is not None and not (is_time or self.window is not None):
            raise ValueError("match is of another time only")
        return self

    def asked(self) -> BaselineAsked:
        """Give what the gate is asked for."""
        if self.check_id is not None:
            return OfCheck(self.check_id)
        if self.last_pass:
            return LastPass()
        return OfTime(self.start, self.end, self.window, self.match)


class CheckQuestion(Question):
    """What to judge; with a `window`, or a `start`, a run and not the budgets."""

    # A list that is given must not be empty: a script whose variable is empty does not mean
    # every SLO.
    slos: list[Name] = Field(
        default_factory=list,
        min_length=1,
        max_length=1000,
        description="Ids of SLOs, or definitions' names for all their groups; absent: every SLO.",
    )
    start: Moment | None = Field(None, description="When the run began.")
    end: Moment | None = Field(None, description="When it ended; now if left out.")
    window: Window | None = Field(
        None, description="The run was so long, up to now; not with `start` and `end`."
    )
    match: Match = Field(
        default_factory=dict, description="Labels that the series of the run have, and no others."
    )
    settle: Settle = Field(
        0.0, description="Wait at most so long until the newest sample has passed the end."
    )
    wait: Annotated[
        bool, Field(description="False: answer 202 at once with a `check_id` to ask for.")
    ] = True
    keep: Annotated[
        bool,
        Field(
            description="False: the verdict is given and not kept, and never the last pass; for a "
            "look at a run that goes on."
        ),
    ] = True
    min_events: float = Field(
        1, ge=0, le=1e15, description="With fewer events the run is INCONCLUSIVE."
    )
    confidence: ConfidenceAsked | None = Field(
        None, description="Decide by an interval; null: by the counts themselves."
    )
    baseline: BaselineQuestion | None = Field(None, description="Compare the run to this.")
    regression: RegressionAsked = Field(
        default_factory=RegressionAsked, description="What counts as worse than the baseline."
    )
    no_data: NoData | None = Field(
        None, description="What nothing to judge means; as each definition says if left out."
    )
    informational: list[Name] = Field(
        default_factory=list,
        max_length=1000,
        description="SLOs that are judged and shown, and do not count in the verdict.",
    )

    @model_validator(mode="after")
    def _is_of_a_run(self) -> Self:
        of_runs = self.model_fields_set - {"slos", "start", "end", "window"}
        if of_runs and not self.is_run:
            raise ValueError(f"{', '.join(sorted(of_runs))}: of a run; give a start or a window")
        if not (self.keep or self.wait):
            raise ValueError("what is not kept cannot be asked for later; let wait be true")
        return self

    @property
    def is_run(self) -> bool:
        """Whether it asks about a run."""
        return any(each is not None for each in (self.start, self.end, self.window))

    def run(self, by: str, repeat_key: str | None) -> RunQuestion:
        """Give what the gate is asked."""
        confidence, regression = self.confidence, self.regression
        return RunQuestion(
            slos=tuple(self.slos),
            start=self.start,
            end=self.end,
            window_seconds=self.window,
            match=self.match,
            settle_seconds=self.settle,
            rules=RunRules(
                min_events=self.min_events,
                confidence=None
                if confidence is None
                else interval.Confidence(confidence.level, confidence.method),
                regression=comparison.Regression(regression.level, regression.min_difference),
                no_data=self.no_data,
            ),
            baseline=None if self.baseline is None else self.baseline.asked(),
            informational=tuple(self.informational),
            by=by,
            repeat_key=repeat_key,
            waits=self.wait,
            is_kept=self.keep,
        )
