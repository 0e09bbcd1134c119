from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import permutations

import pytest

from app.notify.register import Register
from app.slo.alert import AlertState, Transition
from tests.notify.alerts import T0, Kept, alert_of, ended

KEPT_SECONDS = 900
SHOP = alert_of("shop", T0)
OVER = ended(SHOP, T0 + 300)


def register(kept: Kept, now: float = T0 + 400) -> Register:
    return Register(kept, kept, lambda: now, KEPT_SECONDS)


def told(found: Register) -> list[tuple[str, AlertState]]:
    return [(one.alert.id, one.state) for one in found.episodes()]


async def test_what_fires_and_what_ended_lately_is_read_from_the_store_once() -> None:
    kept = Kept([alert_of("cart", T0 + 1)], [OVER])
    found = register(kept)
    await asyncio.gather(found.read(), found.read())
    assert told(found) == [
        (SHOP.id, AlertState.RESOLVED),
        (alert_of("cart", T0 + 1).id, AlertState.FIRING),
    ]
    assert kept.readings == 1


async def test_an_end_is_forgotten_after_a_while() -> None:
    found = register(Kept(), now=T0 + 300 + KEPT_SECONDS)
    found.take([Transition.fired(SHOP), OVER])
    assert told(found) == [(SHOP.id, AlertState.RESOLVED)]
    later = register(Kept(), now=T0 + 301 + KEPT_SECONDS)
    later.take([Transition.fired(SHOP), OVER])
    assert told(later) == []


@pytest.mark.parametrize("order", list(permutations([Transition.fired(SHOP), OVER, OVER])))
def test_an_alert_that_ended_never_fires_again_whatever_comes_last(
    order: Sequence[Transition],
) -> None:
    found = register(Kept())
    found.take(order)
    assert told(found) == [(SHOP.id, AlertState.RESOLVED)]


def test_of_one_set_of_labels_only_the_newest_alert_is_told() -> None:
    again = alert_of("shop", T0 + 330)
    found = register(Kept())
    found.take([Transition.fired(SHOP), OVER, Transition.fired(again)])
    assert told(found) == [(again.id, AlertState.FIRING)]
    found.take([Transition.fired(alert_of("shop", T0 + 330, labels={"team": "x"}))])
    assert len(told(found)) == 1


async def test_after_another_process_has_led_the_store_is_read_anew() -> None:
    kept = Kept([SHOP])
    found = register(kept)
    await found.read()
    found.forget()
    kept.fires = []
    await found.read()
    assert (told(found), kept.readings) == ([], 2)
