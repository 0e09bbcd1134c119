"""A deploy is noted, something burns, and who is called reads of both in one sentence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.api.app import remember
from app.chronicle import Chronicle
from app.monitor.monitor import Monitor
from app.slo.instant import instant
from app.slo.samples import Part
from app.store.alert_history import AlertHistory
from app.store.annotations import AnnotationStore
from tests.api.builders import STEP_SECONDS, World
from tests.api.keeping import KEPT_SECONDS, Keeping, keeping
from tests.monitor.scripted import Counter, ScriptedSource, ratio_slo

NOW = 1_795_000_000 // 3600 * 3600
SLO = replace(ratio_slo("shop", 30 * 86_400), target=Decimal("0.99"), labels={"team": "web"})


async def burning(kept: Keeping) -> Monitor:
    """A shop whose every second answer has been an error for four minutes."""
    world, kept_in = kept.world, kept.store.transactor
    counters = [
        Counter("shop", Part.TOTAL, 10, NOW - 600, NOW + 600),
        Counter("shop", Part.BAD, 5, NOW - 240, NOW + 600),
    ]
    monitor = Monitor(ScriptedSource(counters), kept.store, world.book, STEP_SECONDS)
    await monitor.open([SLO], NOW)
    chronicle = Chronicle(
        world.service,
        lambda: world.now,
        KEPT_SECONDS,
        monitor,
        AlertHistory(kept_in),
        AnnotationStore(kept_in),
    )
    remember(world.app, chronicle, kept.news)
    world.now = float(NOW + STEP_SECONDS)
    await monitor.backfill(NOW)
    return monitor


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("1.42", {"service": "shop"}, True),
        ("deploy 1.42", {"service": "shop", "team": "web"}, True),
        ("1.42", {}, True),
        ("1.42", {"service": "checkout"}, False),
    ],
)
async def test_an_alert_says_after_which_deploy_it_began(
    tmp_path: Path, text: str, labels: dict[str, str], *, expected: bool
) -> None:
    async with keeping(World(), folder=tmp_path) as kept:
        monitor = await burning(kept)
        deploy = {"kind": "DEPLOY", "text": text, "labels": labels, "start": instant(NOW - 240)}
        noted = await kept.world.post("/annotations", deploy)
        assert noted.status_code == 201, noted.text
        await monitor.cycle(NOW)
        fast = (await kept.get("/alerts?tier=page-fast"))["alerts"][0]
        sentence = "It began 4 min after deploy 1.42."
        assert fast["summary"].endswith(sentence) == expected
        assert fast["after"] == (noted.json() if expected else None)
        changed = (await kept.get("/alerts/history?tier=page-fast"))["transitions"]
        assert [each["summary"] for each in changed] == [fast["summary"]]
        history = await kept.get("/slos/shop/history")
        assert history["annotations"] == ([noted.json()] if expected else [])
        left = (await kept.get("/slos/shop"))["budget"]["remaining_ratio"]
        assert history["points"][-1]["remaining_ratio"] == left
        await monitor.close()
