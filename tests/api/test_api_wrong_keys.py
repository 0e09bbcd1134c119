"""Wrong keys over the real layer: who is stopped, for how long, and who is not."""

from __future__ import annotations

import logging

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.api.admission import Access, Admission
from app.api.security import AccessGuard
from app.api.tries import MOST_TRIES, WINDOW_SECONDS
from app.telemetry import Telemetry
from tests.api.keyring import (
    READ_KEY,
    READ_TOKEN,
    UNKNOWN_TOKEN,
    WRITE_KEY,
    WRITE_TOKEN,
    WRONG_TOKEN,
    bearer,
    token,
)

NAT = "203.0.113.7"


async def answer_everybody(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("fine")(scope, receive, send)


class Door:
    """The guard before an application that answers everybody, and the clock it reads."""

    def __init__(self) -> None:
        self.now = 1000.0
        access = Access(keys=(READ_KEY, WRITE_KEY))
        self.guard = AccessGuard(answer_everybody, Telemetry(), Admission(access, lambda: self.now))

    async def knock(self, value: str | None, address: str = NAT, times: int = 1) -> httpx.Response:
        """Ask so many times with a token, and give the last answer."""
        transport = httpx.ASGITransport(self.guard, client=(address, 1))
        headers = {} if value is None else bearer(value)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for _ in range(times - 1):
                await client.get("/slos", headers=headers)
            return await client.get("/slos", headers=headers)


async def test_the_last_try_is_still_told_that_it_is_wrong() -> None:
    assert (await Door().knock(WRONG_TOKEN, times=MOST_TRIES)).status_code == 401


async def test_after_that_it_is_told_when_to_try_again() -> None:
    door = Door()
    await door.knock(WRONG_TOKEN, times=MOST_TRIES)
    door.now += 20.5
    answer = await door.knock(WRONG_TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert answer.headers["Retry-After"] == "40"
    assert WRONG_TOKEN not in answer.text


async def test_while_it_is_limited_not_even_the_right_token_is_compared() -> None:
    door = Door()
    await door.knock(WRONG_TOKEN, times=MOST_TRIES)
    assert (await door.knock(READ_TOKEN)).status_code == 429


async def test_trying_on_does_not_prolong_the_wait() -> None:
    door = Door()
    await door.knock(WRONG_TOKEN, times=5 * MOST_TRIES)
    door.now += WINDOW_SECONDS
    assert (await door.knock(READ_TOKEN)).status_code == 200


async def test_other_keys_behind_the_same_address_go_on_working() -> None:
    door = Door()
    await door.knock(WRONG_TOKEN, times=2 * MOST_TRIES)
    await door.knock(UNKNOWN_TOKEN, times=2 * MOST_TRIES)
    assert (await door.knock(WRITE_TOKEN)).status_code == 200


async def test_a_token_that_was_replaced_stops_nobody_with_a_key() -> None:
    door = Door()
    assert (await door.knock(UNKNOWN_TOKEN, times=2 * MOST_TRIES)).status_code == 429
    assert (await door.knock(READ_TOKEN)).status_code == 200


async def test_inventing_prefixes_gives_no_more_tries() -> None:
    door = Door()
    for number in range(MOST_TRIES):
        await door.knock(token(f"{number:08x}"))
    assert (await door.knock(token("ffffffff"))).status_code == 429
    assert (await door.knock("no-token-at-all")).status_code == 429


async def test_the_same_key_works_from_another_address() -> None:
    door = Door()
    await door.knock(WRONG_TOKEN, times=2 * MOST_TRIES)
    assert (await door.knock(READ_TOKEN, address="203.0.113.8")).status_code == 200


async def test_a_network_of_ipv6_is_one_address() -> None:
    door = Door()
    for number in range(MOST_TRIES):
        await door.knock(WRONG_TOKEN, address=f"2001:db8::{number:x}")
    assert (await door.knock(READ_TOKEN, address="2001:db8::ffff:1")).status_code == 429
    assert (await door.knock(READ_TOKEN, address="2001:db8:0:1::1")).status_code == 200


async def test_who_sends_no_token_tries_nothing() -> None:
    door = Door()
    assert (await door.knock(None, times=3 * MOST_TRIES)).status_code == 401
    assert (await door.knock(READ_TOKEN)).status_code == 200


async def test_right_keys_are_never_counted() -> None:
    assert (await Door().knock(READ_TOKEN, times=3 * MOST_TRIES)).status_code == 200


async def test_the_log_has_one_line_about_it_without_the_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        await Door().knock(WRONG_TOKEN, times=3 * MOST_TRIES)
    (record,) = caplog.records
    assert f"{MOST_TRIES} wrong keys from {NAT}" in record.getMessage()
    assert WRONG_TOKEN not in record.getMessage()
