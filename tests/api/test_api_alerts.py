"""What fires now."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.slo.alert import Alert, Evidence, Share
from app.slo.annotation import Annotation, AnnotationKind
from app.slo.definition import Group, Slo
from app.slo.silence import Silence
from app.slo.snapshot import Basis, Budget, BurnRate, Status
from tests.api.builders import EVALUATED_AT, GENERATION, World, healthy, latency_slo, ratio_slo
from tests.slo.making import alert

AT = int(EVALUATED_AT)
SILENCE = Silence("s1", "We know.", "somebody", 1_700_002_800.0)


def firing(slo: Slo, *alerts: Alert, group: Group = ()) -> Status:
    return replace(healthy(slo), group=group, alerts=alerts)


def about(slo: Slo, tier: str = "page-fast") -> Alert:
    return alert(tier, slo, AT - 600)


def two() -> World:
    shop = replace(ratio_slo("shop"), service="shop", labels={"team": "web"})
    checkout = latency_slo()
    return World(
        firing(shop, about(shop), about(shop, "ticket-slow")),
        firing(checkout, about(checkout)),
        healthy(latency_slo("fine")),
    )


async def alerts(world: World, query: str = "") -> list[dict[str, Any]]:
    answer = await world.get(f"/alerts{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["alerts"]
    return found


async def test_an_alert_says_what_was_and_what_is() -> None:
    slo = replace(latency_slo(), runbook="https://runbooks.example/checkout", group_by=("route",))
    group = (("route", "/pay"),)
    deploy = Annotation(
        "a1", AnnotationKind.DEPLOY, "1.42", AT - 840.0, None, {"service": "checkout"}, "ci", AT
    )
    one = about(slo)
    evidence = replace(
        one.evidence,
        long_burn_rate=15.5,
        short_burn_rate=20.25,
        remaining_ratio=0.5,
        exhausts_at=EVALUATED_AT + 3600,
        data_until=EVALUATED_AT - 600,
        worst=(Share(group, 0.75),),
    )
    told = replace(
        one,
        subject=replace(one.subject, slo_id=slo.id_of(group), group=group),
        evidence=evidence,
        after=deploy,
    )
    now = replace(
        firing(slo, told, group=group),
        budget=Budget(100.0, Basis.PERIOD, 0.75, 0.25, None),
        burn_rates=(BurnRate(300, 2.5, None), BurnRate(3600, 14.5, None)),
    )
    world = World(now, silenced_by=lambda _: [SILENCE])
    answer = (await world.get("/alerts")).json()
    assert (answer["generation"], answer["evaluated_at"]) == (GENERATION, "2026-11-22T15:04:30Z")
    assert (answer["is_expired"], answer["next_cursor"]) == (False, None)
    assert answer["alerts"] == [
        {
            "slo": slo.id_of(group),
            "name": "checkout-latency",
            "service": "checkout",
            "labels": {"team": "payments"},
            "group": {"route": "/pay"},
            "tier": "page-fast",
            "severity": "PAGE",
            "factor": 14.4,
            "long_window_seconds": 3600,
            "short_window_seconds": 300,
            "worst": [{"group": {"route": "/pay"}, "bad_ratio": 0.75}],
            "after": {
                "id": "a1",
                "kind": "DEPLOY",
                "text": "1.42",
                "start": "2026-11-22T14:50:30Z",
                "end": None,
                "labels": {"service": "checkout"},
                "created_by": "ci",
                "created_at": "2026-11-22T15:04:30Z",
            },
            "runbook": "https://runbooks.example/checkout",
            "started_at": "2026-11-22T14:54:30Z",
            "id": told.id,
            "state": "FIRING",
            "reason": "BURN_RATE",
            "summary": "It burns.",
            "then": {
                "long_burn_rate": 15.5,
                "short_burn_rate": 20.25,
                "remaining_ratio": 0.5,
                "exhausts_at": "2026-11-22T16:04:30Z",
                "data_until": "2026-11-22T14:54:30Z",
            },
            "now": {
                "long_burn_rate": 14.5,
                "short_burn_rate": 2.5,
                "remaining_ratio": 0.25,
                "exhausts_at": None,
                "data_until": "2026-11-22T15:04:30Z",
            },
            "silenced_by": [
                {
                    "id": "s1",
                    "comment": "We know.",
                    "created_by": "somebody",
                    "ends_at": "2023-11-14T23:00:00Z",
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [("checkout-latency", "page-fast"), ("shop", "page-fast"), ("shop", "ticket-slow")]),
        ("?state=FIRING&service=shop&tier=page-fast", [("shop", "page-fast")]),
        ("?severity=TICKET", [("shop", "ticket-slow")]),
        ("?slo=checkout-latency", [("checkout-latency", "page-fast")]),
        ("?label=team:web&severity=PAGE", [("shop", "page-fast")]),
        ("?label=team:web&label=team:payments", []),
        ("?slo=nobody", []),
    ],
)
async def test_alerts_are_filtered(query: str, expected: list[tuple[str, str]]) -> None:
    found = await alerts(two(), query)
    assert sorted((each["slo"], each["tier"]) for each in found) == expected


async def test_a_definitions_name_stands_for_all_its_groups() -> None:
    slo = replace(latency_slo("routes"), group_by=("route",))
    group = (("route", "/pay"),)
    own = about(slo)
    own = replace(own, subject=replace(own.subject, slo_id=slo.id_of(group), group=group))
    world = World(firing(slo, own, group=group))
    assert [each["slo"] for each in await alerts(world, "?slo=routes")] == [slo.id_of(group)]
    assert len(await alerts(world, f"?slo={slo.id_of(group)}")) == 1
    assert len(await alerts(world, "?label=route:/pay")) == 1


async def test_pages_give_each_alert_once_in_order_of_ids() -> None:
    slos = [replace(latency_slo(f"slo-{n:03}"), target=Decimal("0.9")) for n in range(120)]
    world = World(*(firing(slo, about(slo)) for slo in slos))
    seen: list[str] = []
    path = "?limit=50"
    while path:
        answer = (await world.get(f"/alerts{path}")).json()
        seen.extend(each["id"] for each in answer["alerts"])
        path = f"?limit=50&cursor={answer['next_cursor']}" if answer["next_cursor"] else ""
    assert seen == sorted(about(slo).id for slo in slos)


async def test_alerts_of_an_expired_evaluation_fire_as_they_did() -> None:
    world = two()
    world.expire()
    answer = (await world.get("/alerts?slo=checkout-latency")).json()
    assert (answer["is_expired"], answer["evaluated_at"]) == (True, "2026-11-22T15:04:30Z")
    (found,) = answer["alerts"]
    assert found["state"] == "FIRING"
    assert (found["now"]["long_burn_rate"], found["now"]["short_burn_rate"]) == (None, None)


async def test_a_figure_that_is_not_known_is_null() -> None:
    slo = latency_slo()
    unknown = replace(
        firing(slo, replace(about(slo), evidence=Evidence())), budget=None, data_until=None
    )
    (found,) = await alerts(World(unknown))
    assert set(found["now"].values()) == set(found["then"].values()) == {None}
    assert (found["factor"], found["long_window_seconds"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=RESOLVED", "state"),
        ("severity=page", "severity"),
        ("limit=0", "limit"),
        ("cursor=1", "cursor"),
        ("label=team", "label[0]"),
        ("slos=x", "slos"),
    ],
)
async def test_a_wrong_condition_on_alerts_is_named(query: str, field: str) -> None:
    answer = await two().get(f"/alerts?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_before_the_first_evaluation_nobody_knows_what_fires() -> None:
    answer = await World().get("/alerts")
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_YET_EVALUATED")
