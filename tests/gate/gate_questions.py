"""A gate over scripted runs, and how tests ask it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.gate.gate import Gate, Limits
from app.gate.question import RunQuestion
from app.slo.definition import Slo
from app.slo.run import RunResult, RunVerdict
from tests.gate.kept_checks import KeptChecks
from tests.gate.scripted_runs import ScriptedRuns, counter, gate_over
from tests.slo.making import T0, ratio

NOW = float(T0)
START, END = NOW - 600, NOW - 300
GOOD = (counter(100, NOW - 1500, NOW), ())
POOR = (counter(100, NOW - 1500, NOW), counter(5, NOW - 1500, NOW))
ASKED = RunQuestion(slos=("availability",), start=START, end=END, by="ci")


def source(**held: Any) -> ScriptedRuns:  # noqa: ANN401  # totals and errors
    return ScriptedRuns({"availability": GOOD, **held})


def over(
    runs: ScriptedRuns | None = None,
    *slos: Slo,
    store: KeptChecks | None = None,
    limits: Limits | None = None,
) -> Gate:
    return gate_over(runs or source(), slos or [ratio()], lambda: NOW, store, limits)


async def verdict(gate: Gate, question: RunQuestion = ASKED, **changes: Any) -> RunVerdict:  # noqa: ANN401
    found = await gate.check(replace(question, **changes))
    assert isinstance(found, RunVerdict)
    return found


async def result(gate: Gate, **changes: Any) -> RunResult:  # noqa: ANN401  # whatever the field takes
    (found,) = (await verdict(gate, **changes)).results
    return found


def answer(found: RunResult | RunVerdict) -> tuple[str, str]:
    return found.verdict.value, found.reason.value
