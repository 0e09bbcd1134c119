"""Whom a step calls, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from app.slo.account import Reach
from app.slo.alert import (
    Alert,
    AlertReason,
    AlertState,
    OpenAlert,
    Share,
    Subject,
    Transition,
)
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.definition import AlertPolicy, Slo
from app.slo.evaluate import Background, Evaluated, evaluate
from app.slo.ledger import Ledger
from app.slo.reading import Trouble
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Reason, State
from app.slo.tier import Severity, Tier
from tests.slo.evaluating import DOWN, HOUR, Row, burning, new_ledger, reading
from tests.slo.making import DAY, STEP, T0, alert, cells, delta_of, ratio

VALUE = RowKey((), Bound.VALUE)


class Service:
    """One SLO that is evaluated step after step."""

    def __init__(self, slo: Slo, row: Row, background: Background | None = None) -> None:
        self.slo = slo
        self.ledger = new_ledger(slo, T0)
        self.first = reading(self.ledger, {VALUE: row}, slo, [T0 - 10])
        self.background = background or Background()
        self.last: Evaluated | None = None
        self.told: list[Transition] = []

    def step(self, at: int, good: float = 100, bad: float = 0, **changes: object) -> Evaluated:
        """Evaluate with the events of one step; changes replace parts of the reading."""
        self.ledger.advance(at)
        reach = replace(self.first.reach, until=at)
        if good or bad:
            self.ledger.apply(
                delta_of(self.slo, reach, cells([at], [[good]], [[good + bad]]), (VALUE,), 1)
            )
        now = replace(self.first, reach=reach, newest=np.array([at - 10.0]))
        now = replace(now, **changes)  # type: ignore[arg-type]  # fields of a reading
        self.last = evaluate(self.ledger, [now], self.background, at, STEP, self.last)
        self.told += self.last.happened.transitions
        return self.last


def steps(service: Service, count: int, good: float, bad: float, begin: int = T0) -> None:
    for k in range(1, count + 1):
        service.step(begin + STEP * k, good, bad)


QUIET: Row = [(T0 - 8 * DAY, 1_000_000, 0)]
ONLY_FAST = AlertPolicy(disable=frozenset({"page-slow", "ticket-fast", "ticket-slow"}))


def states(told: Sequence[Transition]) -> list[tuple[str, AlertState]]:
    return [(each.alert.subject.tier, each.state) for each in told]


def test_a_burning_budget_calls_once_and_ends_after_five_minutes_without() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    steps(service, 6, 50, 50)
    steps(service, 40, 100, 0, T0 + 6 * STEP)
    assert states(service.told) == [
        ("page-fast", AlertState.FIRING),
        ("page-fast", AlertState.RESOLVED),
    ]
    fired, resolved = service.told
    assert (fired.at, fired.reason) == (T0 + STEP, AlertReason.BURN_RATE)
    assert (resolved.reason, resolved.alert) == (AlertReason.RECOVERED, fired.alert)
    # With three bad steps of ten the short window still burns 15 times as fast, with two 10 times:
    # from the step at 420 s on the condition does not hold, and must not for 300 s.
    assert resolved.at == T0 + 420 + 300


def test_a_firing_alert_stands_in_the_status_and_puts_it_at_risk() -> None:
    service = Service(ratio(alerts=ONLY_FAST, target=Decimal("0.9")), QUIET)
    status = service.step(T0 + STEP, 0, 100).statuses[0]
    assert [each.subject.tier for each in status.alerts] == []  # 14.4 is out of reach at 90 %
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    status = service.step(T0 + STEP, 50, 50).statuses[0]
    assert [each.started_at for each in status.alerts] == [T0 + STEP]
    assert status.state is State.AT_RISK


def test_the_transitions_of_a_step_have_ids_that_follow_from_it() -> None:
    told = []
    for _ in range(2):
        service = Service(ratio(alerts=ONLY_FAST), QUIET)
        steps(service, 2, 50, 50)
        told.append(service.told[0])
    assert told[0] == told[1]
    assert told[0].id == f"{told[0].alert.id}-firing"
    other = replace(told[0].alert, started_at=T0)
    assert other.id != told[0].alert.id


def test_missing_data_leave_an_alert_as_it_is() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    steps(service, 2, 50, 50)
    steps_without = [service.step(T0 + (3 + k) * STEP, 0, 0, trouble=DOWN) for k in range(30)]
    (status,) = steps_without[-1].statuses
    assert status.state is State.UNKNOWN
    assert [each.subject.tier for each in status.alerts] == ["page-fast"]
    assert len(service.told) == 1


def test_an_alert_goes_on_after_a_restart_and_is_not_told_again() -> None:
    open_one = OpenAlert(alert("page-fast", ratio(alerts=ONLY_FAST), T0 - HOUR))
    service = Service(ratio(alerts=ONLY_FAST), QUIET, Background(open_alerts=[open_one]))
    steps(service, 3, 50, 50)
    assert service.told == []
    assert service.last is not None
    assert service.last.statuses[0].alerts == (open_one.alert,)


def test_after_a_restart_the_time_since_the_condition_ceased_still_counts() -> None:
    one = alert("page-fast", ratio(alerts=ONLY_FAST), T0 - HOUR)
    service = Service(
        ratio(alerts=ONLY_FAST), QUIET, Background(open_alerts=[OpenAlert(one, T0 - 270)])
    )
    service.step(T0 + STEP)
    assert states(service.told) == [("page-fast", AlertState.RESOLVED)]


def test_an_alert_ends_with_its_definition() -> None:
    gone = alert("page-fast", ratio("other"), T0 - HOUR)
    switched_off = alert("page-slow", ratio(alerts=ONLY_FAST), T0 - HOUR)
    background = Background(open_alerts=[OpenAlert(gone), OpenAlert(switched_off)])
    service = Service(ratio(alerts=ONLY_FAST), QUIET, background)
    service.step(T0 + STEP)
    assert [(each.alert, each.reason) for each in service.told] == [
        (gone, AlertReason.NOT_DEFINED),
        (switched_off, AlertReason.NOT_DEFINED),
    ]


def test_an_alert_goes_on_when_other_definitions_come() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    before = service.step(T0 + STEP, 50, 50)
    new = ratio("another")
    more = reading(service.ledger, {VALUE: QUIET}, new, [T0 + 20.0])
    own = replace(service.first, newest=np.array([T0 + 50.0]))
    after = evaluate(service.ledger, [more, own], Background(), T0 + 2 * STEP, STEP, before)
    assert after.happened.transitions == ()
    assert [len(each.alerts) for each in after.statuses] == [0, 1]


def test_a_tier_of_the_authors_own_is_judged_by_its_own_windows() -> None:
    own = Tier("own", Severity.TICKET, 0.5, 2 * DAY, 600)
    policy = AlertPolicy(
        disable=frozenset({"page-fast", "page-slow", "ticket-fast", "ticket-slow"}), tiers=(own,)
    )
    service = Service(ratio(alerts=policy), [(T0 - DAY, 900, 100)])
    assert service.step(T0 + STEP, 9, 1).statuses[0].alerts != ()
    (fired,) = service.told
    assert (fired.alert.subject.tier, fired.alert.subject.severity) == ("own", Severity.TICKET)
    assert fired.evidence.factor == 7.5
    assert (fired.evidence.long_window_seconds, fired.evidence.short_window_seconds) == (
        2 * DAY,
        600,
    )


def test_a_budget_that_is_nearly_spent_can_call() -> None:
    policy = replace(ONLY_FAST, disable=frozenset({*ONLY_FAST.disable, "page-fast"}))
    slo = ratio(alerts=replace(policy, budget_below=0.25))
    service = Service(slo, [(T0 - DAY, 99_300, 700)])
    service.step(T0 + STEP, 100, 0)
    assert service.told == []
    service.step(T0 + 2 * STEP, 0, 100)
    (fired,) = service.told
    assert (fired.alert.subject.tier, fired.reason) == ("budget-below", AlertReason.BUDGET_BELOW)
    assert fired.summary.startswith("availability has less than 25 % of its error budget left. ")


def test_samples_that_are_missing_can_call() -> None:
    slo = ratio(alerts=replace(ONLY_FAST, no_data_seconds=600))
    service = Service(slo, QUIET)
    silent = {"newest": np.array([T0 - 10.0])}
    service.step(T0 + 570, 0, 0, **silent)
    assert service.told == []
    service.step(T0 + 600, 0, 0, **silent)
    (fired,) = service.told
    assert (fired.alert.subject.tier, fired.reason) == ("no-data", AlertReason.NO_DATA)
    assert fired.summary.startswith(
        "availability has had no samples for 10 min 10 s, and may miss them for 10 min."
    )


def test_no_data_call_nobody_unless_that_was_wished() -> None:
    service = Service(ratio(), QUIET)
    service.step(T0 + 2 * DAY, 0, 0, newest=np.array([T0 - 10.0]))
    assert service.told == []


def test_a_gap_that_is_still_being_read_is_not_missing() -> None:
    slo = ratio(alerts=replace(ONLY_FAST, no_data_seconds=600))
    service = Service(slo, QUIET)
    reading_now = Trouble(Reason.BACKFILLING, "50% of the past has been read so far")
    service.step(T0 + HOUR, 0, 0, newest=np.array([T0 - 10.0]), trouble=reading_now)
    assert service.told == []


def test_a_selector_that_never_matched_anything_can_call() -> None:
    slo = ratio(alerts=replace(ONLY_FAST, no_data_seconds=600))
    ledger: Ledger = new_ledger(slo, T0)
    never = reading(ledger, {}, slo, [], reach=Reach(T0 - 599, T0))
    assert evaluate(ledger, [never], Background(), T0, STEP).happened.transitions == ()
    never = replace(never, reach=Reach(T0 - 600, T0))
    (fired,) = evaluate(ledger, [never], Background(), T0, STEP).happened.transitions
    assert fired.summary == "availability has no samples, and may miss them for 10 min."
    unread = replace(never, unread="40% of the past has been read so far")
    assert evaluate(ledger, [unread], Background(), T0, STEP).happened.transitions == ()


DEPLOY = Annotation("1", AnnotationKind.DEPLOY, "1.42", T0 - 210.0, labels={"service": "shop"})


def test_an_alert_says_what_burns_how_fast_what_is_left_and_what_happened_before() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET, Background(annotations=[DEPLOY]))
    service.step(T0 + STEP, 50, 50)
    (fired,) = service.told
    assert fired.alert.after is DEPLOY
    assert fired.summary == (
        "availability burns its error budget too fast: 50 times over 1 h and 50 times over 5 min"
        " (limit 14.4). 99.5 % of the budget is left. It began 4 min after deploy 1.42."
    )


def test_a_deploy_of_another_service_or_of_long_ago_is_not_named() -> None:
    other = replace(DEPLOY, labels={"service": "cart"})
    old = replace(DEPLOY, start=T0 - HOUR - 1.0)
    later = replace(DEPLOY, start=T0 + STEP + 1.0)
    service = Service(ratio(alerts=ONLY_FAST), QUIET, Background(annotations=[other, old, later]))
    service.step(T0 + STEP, 50, 50)
    assert service.told[0].alert.after is None


def test_the_groups_with_the_most_bad_events_are_named() -> None:
    slo = ratio(group_by=("route",), alerts=ONLY_FAST)
    ledger = new_ledger(slo)
    rows = {
        RowKey((("route", name),), Bound.VALUE): burning(bad)
        for name, bad in (("/", 0), ("/cart", 20), ("/pay", 60))
    }
    found = evaluate(ledger, [reading(ledger, rows, slo, [T0] * 3)], Background(), T0, STEP)
    worst = (Share((("route", "/pay"),), 0.75), Share((("route", "/cart"),), 0.25))
    assert {each.evidence.worst for each in found.happened.transitions} == {worst}
    assert "Bad events are in route=/pay 75 %, route=/cart 25 %." in (
        found.happened.transitions[0].summary
    )


def test_an_end_says_how_long_it_lasted_and_what_is_left() -> None:
    one = alert("page-fast", ratio(alerts=ONLY_FAST), T0 - HOUR)
    service = Service(
        ratio(alerts=ONLY_FAST), QUIET, Background(open_alerts=[OpenAlert(one, T0 - HOUR)])
    )
    service.step(T0 + STEP)
    assert service.told[0].summary == (
        "availability no longer burns its error budget too fast. The alert lasted 1 h 30 s."
        " 100 % of the budget is left."
    )


def test_nothing_is_told_of_a_window_that_has_not_been_read() -> None:
    slo = ratio(alerts=ONLY_FAST)
    ledger = new_ledger(slo)
    young = Reach(T0 - 1800, T0, T0 - 1800, 15)
    read = reading(ledger, {VALUE: burning(60)}, slo, [T0], reach=young)
    unread = replace(read, unread="1% of the past has been read so far")
    assert evaluate(ledger, [unread], Background(), T0, STEP).happened.transitions == ()


def test_what_the_store_says_of_the_alerts_counts_more_than_the_snapshot_before() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    service.step(T0 + STEP, 50, 50)
    other = alert("page-fast", ratio(alerts=ONLY_FAST), T0 - HOUR)
    gone = alert("page-slow", ratio(alerts=ONLY_FAST), T0 - HOUR)
    service.background = Background(open_alerts=[OpenAlert(other), OpenAlert(gone)])
    status = service.step(T0 + 2 * STEP, 50, 50).statuses[0]
    assert status.alerts == (other,)
    assert [(each.alert, each.reason) for each in service.told[1:]] == [
        (gone, AlertReason.NOT_DEFINED)
    ]


def test_alerts_that_somebody_else_decided_on_are_taken_over_and_nobody_is_told() -> None:
    service = Service(ratio(alerts=ONLY_FAST), QUIET)
    service.background = Background(settled=[])
    evaluated = service.step(T0 + STEP, 50, 50)
    assert evaluated.statuses[0].alerts == ()
    assert (evaluated.happened.transitions, evaluated.calls.are_settled) == ((), True)


def test_an_alert_of_a_group_waits_while_its_definition_is_read_anew() -> None:
    slo = ratio(group_by=("route",), alerts=ONLY_FAST)
    group = (("route", "/pay"),)
    subject = Subject.of(slo, group, "page-fast", Severity.PAGE)
    one = Alert(subject, T0 - HOUR, AlertReason.BURN_RATE, "It burns.")
    ledger = new_ledger(slo)
    unread = replace(reading(ledger, {}, slo, []), unread="1% of the past has been read so far")
    first = evaluate(ledger, [unread], Background(open_alerts=[OpenAlert(one)]), T0, STEP)
    assert first.happened.transitions == ()
    rows = {RowKey(group, Bound.VALUE): burning(60)}
    back = reading(ledger, rows, slo, [T0])
    second = evaluate(ledger, [back], Background(), T0, STEP, first)
    assert second.happened.transitions == ()
    assert second.statuses[0].alerts == (one,)


def test_an_alert_of_a_group_that_does_not_come_back_ends_once_all_is_read() -> None:
    slo = ratio(group_by=("route",), alerts=ONLY_FAST)
    subject = Subject.of(slo, (("route", "/pay"),), "page-fast", Severity.PAGE)
    one = Alert(subject, T0 - HOUR, AlertReason.BURN_RATE, "It burns.")
    ledger = new_ledger(slo)
    read = reading(ledger, {}, slo, [])
    unread = replace(read, unread="1% of the past has been read so far")
    first = evaluate(ledger, [unread], Background(open_alerts=[OpenAlert(one)]), T0, STEP)
    (ended,) = evaluate(ledger, [read], Background(), T0, STEP, first).happened.transitions
    assert (ended.alert, ended.reason) == (one, AlertReason.NOT_DEFINED)
