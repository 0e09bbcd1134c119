"""Days of known truth, replayed step by step: alerts fire when the Workbook's formula says so."""

from __future__ import annotations

import asyncio

import pytest

from app.slo.episode import History as Replayed
from tests.history.alerting import compared, edges_compared, replayed
from tests.history.loaded import Loaded
from tests.history.month import definitions

pytestmark = pytest.mark.prometheus


@pytest.fixture(scope="module")
def found(loaded: Loaded) -> Replayed:
    slos = definitions([story.service.name for story in loaded.history.stories])
    return asyncio.run(replayed(loaded, slos))


def test_every_alert_fires_and_ends_when_it_was_predicted(loaded: Loaded, found: Replayed) -> None:
    everything = compared(loaded.history, found)
    assert [sentence for one in everything for sentence in one.wrong()] == []
    pages = {o.name: o.expected for o in everything if o.tier == "page-fast"}
    assert pages["nightly-availability"] > 20
    assert pages["steady-availability"] == 0


async def test_a_single_evaluation_knows_since_when_alerts_fire(
    loaded: Loaded, found: Replayed
) -> None:
    slos = definitions([story.service.name for story in loaded.history.stories])
    snapshot = await loaded.evaluated(found.end, slos)
    fires = {(s.id, a.subject.tier, a.started_at) for s in snapshot for a in s.alerts}
    episodes = [episode for told in found.slos for episode in told.episodes]
    still = [e.alert for e in episodes if e.ended_at is None]
    assert {(*alert.subject.key, alert.started_at) for alert in still} == fires
    assert len(fires) > 3


def test_pages_would_fire_at_the_same_steps_with_ideal_edges(
    loaded: Loaded, found: Replayed
) -> None:
    pages = [o for o in edges_compared(loaded.history, found) if o.tier.startswith("page")]
    assert {steps for one in pages for steps in (*one.begins, *one.ends)} == {0}
    assert all(one.missed == one.spurious == 0 for one in pages)
