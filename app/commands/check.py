"""``slo-monitor check``: asks the gate, tells the verdict, and exits as it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import typer
from rich.markup import escape

from app.commands import check_options as opt
from app.commands.console import EXIT_OF_VERDICT, ExitCode, explained, say
from app.commands.delivering import Delivery
from app.commands.formats import Format
from app.commands.options import LOCAL, Json, ServiceUrl, Token
from app.commands.progress import line_of_progress
from app.commands.remote import RemoteService
from app.commands.run_check import RunGate, verdict_of
from app.commands.run_question import Rules, Scope, refusal, seconds_of
from app.commands.waiting import Clock
from app.commands.watching import Watch

_PATIENCE_SECONDS = 120.0
_SETTLE_OF_FOLLOWED = "60s"
_INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended; no verdict has it."""


def check(
    slo: opt.Slos = None,
    start: opt.Start = None,
    end: opt.End = None,
    window: opt.Window = None,
    match: opt.Match = None,
    settle: opt.Settle = None,
    min_events: opt.MinEvents = None,
    confidence: opt.Confidence = None,
    method: opt.Interval = None,
    baseline: opt.Baseline = None,
    regression_level: opt.RegressionLevel = None,
    min_difference: opt.MinDifference = None,
    no_data: opt.WithoutData = None,
    informational: opt.Informational = None,
    idempotency_key: opt.IdempotencyKey = None,
    interval: opt.Every = "10s",
    expect_events: opt.ExpectEvents = None,
    timeout: opt.Timeout = None,
    form: opt.Form = None,
    output: opt.Output = None,
    report: opt.Reports = None,
    definitions: opt.Definitions = "",
    url: ServiceUrl = LOCAL,
    token: Token = None,
    *,
    watch: opt.Watch = False,
    as_json: Json = False,
) -> None:
    """Ask a running service whether the budgets allow a release, or how a test run went."""
    judging = (min_events, confidence, method, baseline, regression_level, min_difference)
    rules = Rules(match, settle, *judging, no_data, informational)
    asked = Asked(slo or [], Scope(start, end, window), rules, idempotency_key, timeout)
    delivery = Delivery(_form(form, as_json=as_json), output, _reports(report), definitions)
    following = _following(interval, expect_events, watch=watch)
    _carry_out(asked, following, delivery, url, token)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as it was typed."""

    slos: Sequence[str]
    scope: Scope
    rules: Rules
    idempotency_key: str | None
    timeout: str | None

    @property
    def key(self) -> str:
        """Give the key that makes one check of a question asked twice."""
        return self.idempotency_key or uuid4().hex

    @property
    def question(self) -> dict[str, Any]:
        """Give what is judged and how, without the range."""
        return {**({"slos": list(self.slos)} if self.slos else {}), **self.rules.asked()}

    def gate(self, remote: RemoteService, clock: Clock) -> RunGate:
        """Give the gate that a run is asked of, with how long to wait for it."""
        patience = _PATIENCE_SECONDS + self.rules.settle_seconds
        if self.timeout:
            patience = seconds_of(self.timeout, "--timeout")
        return RunGate(remote, patience, clock)


@dataclass(frozen=True, slots=True)
class Following:
    """How a running test is followed."""

    interval: str
    expected_events: int | None

    def verdict(self, asked: Asked, remote: RemoteService, clock: Clock) -> Mapping[str, Any]:
        """Follow it to its end, or until it cannot pass; its last samples are waited for."""
        if asked.rules.settle is None:
            asked = replace(asked, rules=replace(asked.rules, settle=_SETTLE_OF_FOLLOWED))
        with line_of_progress() as tell:
            watch = Watch(
                gate=asked.gate(remote, clock),
                question=asked.question,
                repeat_key=asked.key,
                span=asked.scope.followed(clock.now()),
                interval_seconds=seconds_of(self.interval, "--interval"),
                expected_events=self.expected_events,
                tell=tell,
            )
            verdict, why_early = watch.follow()
        if why_early is not None:
            say(escape(why_early))
        return verdict


def judged(
    asked: Asked, following: Following | None, remote: RemoteService, clock: Clock
) -> Mapping[str, Any]:
    """Ask for the verdict that the options mean: on a run that is followed, a run, or budgets."""
    if following is not None:
        return following.verdict(asked, remote, clock)
    if asked.scope.is_run:
        question = {**asked.question, **asked.scope.asked(clock.now())}
        return asked.gate(remote, clock).ask(question, asked.key)
    asked.rules.refuse_without_run()
    if asked.idempotency_key:
        raise refusal("--idempotency-key", "is for a run: a check of budgets is not stored")
    return verdict_of(remote.check(asked.slos), remote.url)


def _carry_out(
    asked: Asked, following: Following | None, delivery: Delivery, url: str, token: str | None
) -> None:
    delivery.refuse_without_folders()
    try:
        with explained(), RemoteService(url, token) as remote:
            verdict = judged(asked, following, remote, Clock())
    except KeyboardInterrupt:
        say("interrupted: there is no verdict")
        raise typer.Exit(_INTERRUPTED) from None
    delivery.tell(verdict)
    raise typer.Exit(EXIT_OF_VERDICT.get(verdict.get("verdict", ""), ExitCode.INCONCLUSIVE))


def _following(interval: str, expect_events: int | None, *, watch: bool) -> Following | None:
    if not watch and expect_events is not None:
        raise refusal("--expect-events", "needs --watch beside it")
    return Following(interval, expect_events) if watch else None


def _form(form: Format | None, *, as_json: bool) -> Format:
    if as_json and form not in (None, Format.JSON):
        raise refusal("--json", "is --format json; another --format stands beside it")
    return Format.JSON if as_json else form or Format.TEXT


def _reports(written: Sequence[str] | None) -> list[tuple[Format, Path]]:
    found = []
    for each in written or ():
        form, _, file = each.partition("=")
        if form not in {known.value for known in Format} or not file:
            names = ", ".join(Format)
            raise refusal("--report", f"must be FORMAT=FILE, FORMAT one of {names}; got {each!r}")
        found.append((Format(form), Path(file)))
    return found
