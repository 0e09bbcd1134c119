"""Whatever tells somebody runs on its own: nobody waits for another, and the cycle for none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.notify.outbox import Outbox, Worker
from app.notify.register import Register
from app.notify.telling import Manner
from app.slo.account import Account, Reach
from app.slo.errors import StoreError
from app.slo.evaluate import Background, evaluate
from app.slo.ledger import Ledger
from app.slo.period import retention_seconds
from app.slo.reading import Reading
from tests.monitor.scripted import ratio_slo
from tests.notify.alerts import T0, Kept, alert_of
from tests.notify.receiver import Receiver
from tests.notify.teller import FIRST_FIRES_AFTER_SECONDS, STEP, Script, recipients, telling

WITHIN_SECONDS = 5.0


class Rounds:
    """A worker that counts its rounds, and may hang or fail in them."""

    def __init__(self, leads_only: bool = True, hangs: bool = False, fails: int = 0) -> None:  # noqa: FBT001, FBT002  # a test says which by name
        self.leads_only = leads_only
        self.count = 0
        self.pauses = 0
        self.is_closed = False
        self._hangs = hangs
        self._fails = fails

    async def round(self) -> float:
        self.count += 1
        if self._hangs:
            await asyncio.Event().wait()
        if self.count <= self._fails:
            raise (StoreError("locked") if self.count % 2 else RuntimeError("a defect"))
        return 0.001

    def pause(self) -> None:
        self.pauses += 1

    async def close(self) -> None:
        self.is_closed = True


def outbox(*workers: Worker, may_send: Callable[[], bool] = lambda: True) -> Outbox:
    kept = Kept()
    return Outbox(workers, Register(kept, kept, lambda: float(T0), 900), may_send)


async def until_true(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while not found():  # noqa: ASYNC110  # what is waited for rings no bell
            await asyncio.sleep(0.001)


async def test_a_worker_that_hangs_delays_nobody_and_is_ended_in_the_drain() -> None:
    hangs, works = Rounds(hangs=True), Rounds()
    box = outbox(hangs, works)
    box.start()
    await until_true(lambda: works.count > 3)
    await box.close(0.01)
    assert (hangs.count, hangs.is_closed, works.is_closed) == (1, True, True)


async def test_while_another_process_leads_only_what_everybody_does_is_done() -> None:
    leads, always = Rounds(), Rounds(leads_only=False)
    box = outbox(leads, always, may_send=lambda: False)
    box.start()
    await until_true(lambda: always.count > 3)
    await box.close(1.0)
    assert (leads.count, leads.pauses) == (0, 1)


async def test_a_round_that_fails_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.notify.outbox.AFTER_TROUBLE_SECONDS", 0.001)
    worker = Rounds(fails=2)
    box = outbox(worker)
    box.start()
    await until_true(lambda: worker.count > 3)
    await box.close(1.0)
    said = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert said == ["alerts cannot be told: locked", "a round of telling alerts failed"]


async def test_what_could_not_be_told_is_told_by_the_next_start(
    tmp_path: Path,
) -> None:
    url, script = f"sqlite:///{tmp_path}/state.db", Script(T0 // STEP * STEP)
    hangs = Receiver()  # it listens, and answers once it has been started
    told = recipients([hangs.url])
    async with telling(url, script, told, Manner(STEP, timeout_seconds=0.1)) as teller:
        await teller.run_until(script.base + FIRST_FIRES_AFTER_SECONDS)
        (fired,) = await teller.transitions()
    with hangs as receiver:
        async with telling(url, script, told, Manner(STEP, clock=lambda: T0 + 1e6)):
            await until_true(lambda: len(receiver.got) > 0)
    assert {one.headers["webhook-id"] for one in receiver.got} == {fired.id}


async def test_after_a_step_that_somebody_else_decided_on_the_store_is_read_anew() -> None:
    kept, slo = Kept([alert_of("shop", T0)]), ratio_slo("shop")
    register = Register(kept, kept, lambda: float(T0), 900)
    told = Outbox([], register)
    await register.read()
    kept.fires = []
    background = Background(settled=[])
    ledger = Ledger(STEP, T0)
    ledger.open(slo.name, retention_seconds(slo.period))
    reading = Reading.of(slo, Account(slo.name, slo.fingerprint, Reach(T0, T0)))
    told.published(evaluate(ledger, [reading], background, T0, STEP))
    await register.read()
    assert (list(register.episodes()), kept.readings) == ([], 2)
