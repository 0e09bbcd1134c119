"""Who may write, what a foreign page cannot do, and what is recorded: over the real layers."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter
from prometheus_client import generate_latest

from app.api import app as composition
from app.api.admission import Access, Admission
from app.api.rest.asking import Who, problems
from app.api.writes import OUTCOMES, READS_BY_POST, is_write
from app.logs import json_formatter
from app.monitor.book import Book
from app.service import Service
from app.telemetry import Telemetry
from tests.api.keyring import READ_KEY, READ_TOKEN, WRITE_KEY, WRITE_TOKEN, WRONG_TOKEN, bearer

pytestmark = pytest.mark.slow

WITH_KEYS = Access(keys=(READ_KEY, WRITE_KEY))
BEYOND = Access(beyond_loopback=True)
HERE = "http://localhost:8080"
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}


class Notebook:
    """An application with endpoints that write into a list, behind the layers of the service."""

    def __init__(self, access: Access | None = None) -> None:
        self.written_by: list[str] = []
        self.telemetry = Telemetry()
        service = Service(Book(), lambda: 0.0, 30, 30, lambda _: ())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(composition, "ROUTERS", (*composition.ROUTERS, self._router()))
            self.app = composition.create_app(
                service, self.telemetry, Admission(access or Access())
            )

    def _router(self) -> APIRouter:
        router = APIRouter()

        @router.post("/notes", responses=problems(422), status_code=201)
        async def post_note(who: Who) -> dict[str, str]:
            self.written_by.append(who.writer)
            who.wrote("note", str(len(self.written_by)))
            return {"created_by": who.writer}

        @router.delete("/notes/{note_id}", responses=problems(404), status_code=204)
        async def delete_note(note_id: str) -> None:
            if note_id == "broken":
                raise RuntimeError(note_id)

        @router.get("/notes")
        async def get_notes() -> list[str]:
            return self.written_by

        return router

    @asynccontextmanager
    async def client(self, address: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(
            self.app, raise_app_exceptions=False, client=(address, 4000)
        )
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            yield client

    async def post(self, headers: dict[str, str] | None = None) -> httpx.Response:
        async with self.client() as client:
            return await client.post("/notes", headers=headers)

    def counted(self, family: str) -> list[str]:
        """The series of a family that are not 0."""
        lines = generate_latest(self.telemetry.registry).decode().splitlines()
        return [one for one in lines if one.startswith(family) and not one.endswith(" 0.0")]


def outcome(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


# Who may write


async def test_on_loopback_without_keys_everybody_may_write() -> None:
    notebook = Notebook()
    assert (await notebook.post()).json() == {"created_by": "loopback"}
    assert notebook.written_by == ["loopback"]


async def test_a_key_that_writes_is_the_writer() -> None:
    notebook = Notebook(WITH_KEYS)
    assert (await notebook.post(bearer(WRITE_TOKEN))).status_code == 201
    assert notebook.written_by == ["ci"]


async def test_a_key_that_writes_may_read() -> None:
    async with Notebook(WITH_KEYS).client() as client:
        assert (await client.get("/notes", headers=bearer(WRITE_TOKEN))).status_code == 200


async def test_a_key_that_reads_may_not_write() -> None:
    notebook = Notebook(WITH_KEYS)
    answer = await notebook.post(bearer(READ_TOKEN))
    assert outcome(answer) == (403, "INSUFFICIENT_SCOPE")
    challenge = 'Bearer realm="slo-monitor", error="insufficient_scope", scope="write"'
    assert answer.headers["WWW-Authenticate"] == challenge
    assert notebook.written_by == []


@pytest.mark.parametrize("access", [WITH_KEYS, Access(keys=(READ_KEY,), beyond_loopback=True)])
async def test_with_keys_nobody_writes_without_one(access: Access) -> None:
    notebook = Notebook(access)
    assert outcome(await notebook.post()) == (401, "UNAUTHENTICATED")
    assert notebook.written_by == []


async def test_beyond_loopback_nobody_writes_without_keys_and_is_told_what_to_do() -> None:
    notebook = Notebook(BEYOND)
    answer = await notebook.post(bearer(WRITE_TOKEN))
    assert outcome(answer) == (403, "WRITES_CLOSED")
    assert "slo-monitor key new" in answer.json()["detail"]
    assert notebook.written_by == []


async def test_where_any_host_is_ours_nobody_writes_without_keys() -> None:
    notebook = Notebook(Access(allowed_hosts=frozenset({"*"})))
    pointed_at_us = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert outcome(await notebook.post(pointed_at_us)) == (403, "WRITES_CLOSED")
    assert notebook.written_by == []


async def test_beyond_loopback_everybody_reads_without_keys() -> None:
    async with Notebook(BEYOND).client() as client:
        assert (await client.get("/notes")).status_code == 200


@pytest.mark.parametrize("method", ["POST", "DELETE", "REPORT", "get"])
@pytest.mark.parametrize("path", ["/notes", "/nothing", "/slo/check/", "/livez"])
async def test_every_other_method_is_a_write_wherever_it_goes(method: str, path: str) -> None:
    async with Notebook(BEYOND).client() as client:
        request = client.build_request(method, path)
        request.method = method  # as it is: the client would write it in capitals
        assert outcome(await client.send(request)) == (403, "WRITES_CLOSED")


async def test_asking_the_gate_by_post_needs_no_key_that_writes() -> None:
    async with Notebook(WITH_KEYS).client() as client:
        answer = await client.post("/slo/check", headers=bearer(READ_TOKEN), json={})
    assert outcome(answer) == (503, "NOT_YET_EVALUATED")


def test_the_table_of_routes_that_read_by_post_names_real_ones() -> None:
    paths = Notebook().app.openapi()["paths"]
    assert all(method.lower() in paths[path] for method, path in READS_BY_POST)


def test_reading_methods_do_not_write() -> None:
    assert not any(is_write(method, "/notes") for method in ("GET", "HEAD", "OPTIONS"))


# Pages in a browser


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("access", [Access(), WITH_KEYS])
async def test_a_foreign_page_cannot_write(access: Access, headers: dict[str, str]) -> None:
    notebook = Notebook(access)
    answer = await notebook.post({**headers, **bearer(WRITE_TOKEN)})
    assert outcome(answer) == (403, "FOREIGN_ORIGIN")
    assert notebook.written_by == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HERE, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://ui.example", **CROSS_SITE},
        {"Sec-Fetch-Site": "same-origin"},
        {},
    ],
)
async def test_our_own_page_an_allowed_one_and_no_page_may_write(headers: dict[str, str]) -> None:
    notebook = Notebook(Access(allowed_origins=frozenset({"https://ui.example"})))
    assert (await notebook.post(headers)).status_code == 201


@pytest.mark.parametrize(
    "media_type",
    [
        *("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"),
        *("text/plain; application/json", "application/jsonp"),
    ],
)
async def test_a_body_that_writes_is_json(media_type: str) -> None:
    notebook = Notebook()
    async with notebook.client() as client:
        headers = {"Content-Type": media_type} if media_type else {}
        answer = await client.post("/notes", headers=headers, content=b"{}")
    assert outcome(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert notebook.written_by == []


async def test_a_body_of_unknown_length_is_a_body() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a=b"

    async with Notebook().client() as client:
        assert (await client.post("/notes", content=pieces())).status_code == 415


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=utf-8"])
async def test_json_may_be_said_as_the_standard_allows(media_type: str) -> None:
    async with Notebook().client() as client:
        answer = await client.post("/notes", headers={"Content-Type": media_type}, content=b"{}")
    assert answer.status_code == 201


# The audit log


@pytest.fixture
def audited(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="app.audit"):
        yield caplog


def told(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.name == "app.audit"]


async def test_a_write_is_recorded_with_who_from_where_and_what(
    audited: pytest.LogCaptureFixture,
) -> None:
    async with Notebook(WITH_KEYS).client("10.0.0.7") as client:
        await client.post("/notes", headers=bearer(WRITE_TOKEN))
    assert told(audited) == ["POST /notes by ci from 10.0.0.7: 201, wrote note 1"]


async def test_the_record_has_its_fields_in_json(audited: pytest.LogCaptureFixture) -> None:
    async with Notebook().client() as client:
        await client.post("/notes")
    fields = json.loads(json_formatter().format(audited.records[0]))
    assert fields.pop("time")
    assert fields == {
        "level": "INFO",
        "name": "app.audit",
        "message": "POST /notes by loopback from 127.0.0.1: 201, wrote note 1",
        "who": "loopback",
        "client": "127.0.0.1",
        "method": "POST",
        "route": "/notes",
        "status": 201,
        "written": [{"kind": "note", "id": "1"}],
    }


async def test_a_write_that_failed_is_recorded_by_its_template(
    audited: pytest.LogCaptureFixture,
) -> None:
    async with Notebook().client() as client:
        await client.delete("/notes/broken")
    assert told(audited) == [
        "DELETE /notes/{note_id} by loopback from 127.0.0.1: 500, wrote nothing"
    ]


async def test_a_write_that_the_key_may_not_do_is_recorded(
    audited: pytest.LogCaptureFixture,
) -> None:
    async with Notebook(WITH_KEYS).client() as client:
        await client.delete("/notes/7", headers=bearer(READ_TOKEN))
    assert told(audited) == [
        "DELETE /notes/{note_id} by dashboard from 127.0.0.1: 403, wrote nothing"
    ]


@pytest.mark.parametrize("token", [WRITE_TOKEN, READ_TOKEN, WRONG_TOKEN])
async def test_no_token_is_in_any_record(audited: pytest.LogCaptureFixture, token: str) -> None:
    notebook = Notebook(WITH_KEYS)
    for _ in range(11):
        await notebook.post(bearer(token))
    secret = token.rpartition("_")[2]
    assert audited.records
    assert not any(secret in json_formatter().format(record) for record in audited.records)


@pytest.mark.parametrize("access", [WITH_KEYS, BEYOND])
async def test_nobody_without_a_name_fills_the_audit_log(
    audited: pytest.LogCaptureFixture, access: Access
) -> None:
    await Notebook(access).post()
    assert told(audited) == []


async def test_reads_are_not_recorded(audited: pytest.LogCaptureFixture) -> None:
    async with Notebook().client() as client:
        await client.get("/notes")
        await client.post("/slo/check", json={})
    assert told(audited) == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("fe80::1%eth0\x1b[2J", "fe80::1"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("10.0.0.7 wrote everything", "unknown"),
    ],
)
async def test_an_address_is_recorded_as_one_or_not_at_all(
    audited: pytest.LogCaptureFixture, address: str, shown: str
) -> None:
    async with Notebook().client(address) as client:
        await client.post("/notes")
    assert f" from {shown}: 201" in told(audited)[0]


# Counters


async def test_writes_are_counted_by_route_and_outcome() -> None:
    counter = 'slo_monitor_http_writes_total{{method="{}",outcome="{}",route="{}"}} 1.0'
    notebook = Notebook()
    async with notebook.client() as client:
        await client.post("/notes")
        await client.post("/notes", content=b"a=b")
        await client.delete("/notes/broken")
        await client.get("/notes")
    assert notebook.counted("slo_monitor_http_writes_total") == [
        counter.format("POST", "written", "/notes"),
        counter.format("POST", "refused", "/notes"),
        counter.format("DELETE", "failed", "/notes/{note_id}"),
    ]


async def test_refusals_are_counted_by_reason() -> None:
    notebook = Notebook(WITH_KEYS)
    for headers in ({}, bearer(WRONG_TOKEN), bearer(READ_TOKEN), {"Origin": "null"}):
        await notebook.post(headers)
    await notebook.post(bearer(WRITE_TOKEN))
    assert sorted(notebook.counted("slo_monitor_http_refusals_total")) == [
        f'slo_monitor_http_refusals_total{{reason="{reason}"}} 1.0'
        for reason in ("foreign_origin", "insufficient_scope", "no_key", "wrong_key")
    ]


def test_refusals_and_writes_are_there_before_the_first_one() -> None:
    text = generate_latest(Notebook().telemetry.registry).decode()
    assert 'slo_monitor_http_refusals_total{reason="too_many_tries"} 0.0' in text
    for outcome in OUTCOMES:
        labels = f'{{method="POST",outcome="{outcome}",route="/notes"}}'
        assert f"slo_monitor_http_writes_total{labels} 0.0" in text
    assert 'slo_monitor_http_writes_total{method="POST",outcome="written",route="/slos' not in text


# The document


def test_the_document_says_what_may_happen_to_a_write() -> None:
    document = Notebook(WITH_KEYS).app.openapi()
    for path, method in (("/notes", "post"), ("/notes/{note_id}", "delete")):
        operation = document["paths"][path][method]
        assert operation["security"] == [{"key": ["write"]}]
        assert {"401", "403", "415", "421", "429"} <= operation["responses"].keys()
        assert "may not write" in operation["responses"]["403"]["description"]
    assert "security" not in document["paths"]["/slo/check"]["post"]
    assert "415" not in document["paths"]["/slo/check"]["post"]["responses"]
