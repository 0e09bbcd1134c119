"""Credentials are sent to the server, and to nobody and nowhere else."""

from __future__ import annotations

import logging
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import respx

from app.slo.errors import SourceError
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.flavour import Flavour

SECRET = "hunter2-is-secret"
NOTHING = {"status": "success", "data": {"resultType": "vector", "result": []}}

CONNECTIONS = {
    "bearer": Connection("http://p.test", bearer_token=SECRET),
    "basic": Connection("http://p.test", username="ada", password=SECRET),
    "url": Connection(f"http://ada:{SECRET}@p.test"),
}
AUTHORIZATIONS = {
    "bearer": f"Bearer {SECRET}",
    "basic": httpx.BasicAuth("ada", SECRET)._auth_header,
    "url": httpx.BasicAuth("ada", SECRET)._auth_header,
}


@pytest.mark.parametrize("way", CONNECTIONS)
@respx.mock
async def test_credentials_are_sent_in_the_authorization_header_only(way: str) -> None:
    route = respx.post("http://p.test/api/v1/query").respond(json=NOTHING)
    client = PrometheusClient(CONNECTIONS[way])
    await client.instant("x", 0)
    await client.close()
    request = route.calls.last.request
    assert request.headers["authorization"] == AUTHORIZATIONS[way]
    assert SECRET not in str(request.url)
    assert SECRET.encode() not in request.content


@pytest.mark.parametrize("way", CONNECTIONS)
def test_a_connection_shows_no_secret(way: str) -> None:
    assert SECRET not in repr(CONNECTIONS[way])
    assert SECRET not in str(CONNECTIONS[way])


@pytest.mark.parametrize("way", CONNECTIONS)
@pytest.mark.parametrize(
    "failure",
    [
        httpx.Response(400, text=f"what is {SECRET}?"),
        httpx.Response(
            422, json={"status": "error", "errorType": "execution", "error": f"no {SECRET}"}
        ),
        httpx.Response(401, text=f"unknown token {SECRET}"),
        httpx.Response(503, text=f"{SECRET} is busy"),
        httpx.Response(302, headers={"location": f"http://x:{SECRET}@y.test/?t={SECRET}"}),
        httpx.Response(200, text="<html>"),
        httpx.ConnectError(f"no way to {SECRET}"),
        httpx.ReadTimeout(SECRET),
    ],
)
@respx.mock
async def test_no_error_or_log_line_repeats_a_secret(
    way: str, failure: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    respx.post("http://p.test/api/v1/query").side_effect = [failure]
    client = PrometheusClient(replace(CONNECTIONS[way], attempts=1))
    with pytest.raises(SourceError) as caught:
        await client.instant("x", 0)
    await client.close()
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert SECRET not in caplog.text


def test_credentials_of_the_url_are_decoded_and_moved() -> None:
    connection = Connection("https://ada:p%40ss%2Fw%3Ard@p.test:9090/prom/")
    assert connection.url == "https://p.test:9090/prom"
    assert (connection.username, connection.password) == ("ada", "p@ss/w:rd")


def test_credentials_given_apart_win_over_those_of_the_url() -> None:
    connection = Connection("http://old:older@p.test", username="ada", password=SECRET)
    assert (connection.url, connection.username) == ("http://p.test", "ada")
    assert connection.password == SECRET


@pytest.mark.parametrize(
    "fields",
    [
        {"url": f"http://ada:{SECRET}/x@p.test"},
        {"url": f"ftp://ada:{SECRET}@p.test"},
        {"url": f"http://ada:{SECRET}@"},
        {"url": f"http://p.test/?token={SECRET}"},
        {"url": f"http://p.test/#{SECRET}"},
        {"url": f"ada:{SECRET}@p.test"},
        {"bearer_token": f"{SECRET}\n"},
        {"bearer_token": f"{SECRET}é"},
        {"bearer_token": SECRET, "username": "ada"},
        {"password": SECRET},
        {"tenant": SECRET + "\r\nX: y", "flavour": Flavour.MIMIR},
        {"tenant": "a"},
        {"key_file": SECRET},
        {"timeout_seconds": 0.0},
        {"concurrency": 0},
        {"attempts": 0},
    ],
)
def test_a_connection_that_cannot_work_is_refused_without_repeating_it(
    fields: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        Connection(**{"url": "http://p.test", **fields})  # type: ignore[arg-type]  # any field
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing, broken = tmp_path / "missing.pem", tmp_path / "broken.pem"
    broken.write_text("no certificate")
    for file in (missing, broken):
        with pytest.raises(ValueError, match=file.name):
            Connection("https://p.test", ca_file=str(file)).tls()
        with pytest.raises(ValueError, match=file.name):
            Connection("https://p.test", cert_file=str(file)).tls()


def test_servers_certificates_are_always_verified() -> None:
    context = Connection("https://p.test").tls()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
