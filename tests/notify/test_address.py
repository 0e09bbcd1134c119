from __future__ import annotations

import pytest

from app.notify.address import alertmanager_address, webhook_address
from app.notify.caller import Caller


def test_an_alertmanagers_user_is_moved_out_of_its_url() -> None:
    address = alertmanager_address("https://me:hush@am.example:9093/prefix/", "token")
    assert (address.name, address.url) == (
        "am.example:9093/prefix",
        "https://am.example:9093/prefix",
    )
    assert (address.username, address.password) == ("me", "hush")
    assert "Authorization" not in address.headers
    assert "hush" not in repr(address)


def test_a_token_is_sent_where_no_user_is() -> None:
    address = alertmanager_address("http://am.example", "token")
    assert address.headers["Authorization"] == "Bearer token"
    assert "token" not in repr(address)


def test_a_webhook_is_called_by_its_host_and_never_by_its_path() -> None:
    one = webhook_address("https://hooks.example/services/T0/secret?key=secret")
    other = webhook_address("https://hooks.example/services/T0/other")
    assert one.name.startswith("hooks.example-")
    assert one.name != other.name
    assert one.name == webhook_address("https://hooks.example/services/T0/secret?key=secret").name
    assert "secret" not in repr(one)


@pytest.mark.parametrize("url", ["ftp://hush", "hush", "http://:hush", "http://host:hush"])
def test_an_url_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    for read in (alertmanager_address, webhook_address):
        with pytest.raises(ValueError, match="SLO_MONITOR_") as refused:
            read(url)
        assert "hush" not in str(refused.value)


async def test_a_connection_that_fails_tells_nothing_of_the_url() -> None:
    caller = Caller(webhook_address("http://127.0.0.1:9/hush"))
    with pytest.raises(Exception, match="no answer") as failed:
        await caller.send("POST", body=b"{}")
    await caller.close()
    assert "hush" not in str(failed.value)
