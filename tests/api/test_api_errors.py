from __future__ import annotations

import inspect
import logging

import httpx
import pytest
from fastapi import APIRouter

from app.api.errors import KINDS, kind_of
from app.slo import errors as domain
from tests.api.builders import World, healthy


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert list(problem) == ["type", "title", "status", "detail", "code", "field"]
    assert (problem["status"], problem["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/slos", "/slos/x", "/slo/check"])
async def test_nothing_is_answered_before_the_first_cycle(path: str) -> None:
    answer = await World().get(path)
    assert_problem(answer, 503, "NOT_YET_EVALUATED")
    assert answer.headers["Retry-After"] == "30"


@pytest.mark.parametrize("path", ["/nothing", "/slos/", "/slos/a/b"])
async def test_an_unknown_path_is_not_found(path: str) -> None:
    assert_problem(await World().get(path), 404, "NOT_FOUND")


async def test_a_method_that_is_not_served_is_told_which_are() -> None:
    async with World().client() as client:
        answer = await client.delete("/slo/check")
    assert_problem(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 422, "INVALID_QUESTION"),
        (b'{"slos":["\\ud800"]}', 422, "INVALID_QUESTION"),
        (b'{"\\ud800":1}', 422, "INVALID_QUESTION"),
        (b"[" * 100_000, 400, "BAD_REQUEST"),
        (b"\xff", 400, "BAD_REQUEST"),
        (b" " * 1_000_001, 413, "CONTENT_TOO_LARGE"),
    ],
)
async def test_a_body_that_is_no_question_is_refused(
    content: bytes, status: int, code: str
) -> None:
    async with World(healthy()).client(**{"Content-Type": "application/json"}) as client:
        assert_problem(await client.post("/slo/check", content=content), status, code)


async def test_many_faults_are_told_in_part() -> None:
    query = "&".join(f"unknown{number}=1" for number in range(9))
    answer = await World(healthy()).get(f"/slos?{query}")
    assert_problem(answer, 422, "INVALID_QUESTION")
    assert answer.json()["detail"].endswith("and 4 more")


async def test_a_failure_that_nobody_foresaw_is_logged_and_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    router = APIRouter()

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the password is hunter2")

    world = World()
    world.app.include_router(router)
    with caplog.at_level(logging.ERROR):
        answer = await world.get("/broken")
    assert_problem(answer, 500, "INTERNAL_ERROR")
    assert "hunter2" not in answer.text
    assert "/broken" in caplog.text


def test_every_domain_error_has_its_kind() -> None:
    errors = [
        each
        for _, each in inspect.getmembers(domain, inspect.isclass)
        if issubclass(each, domain.SloMonitorError) and each is not domain.SloMonitorError
    ]
    assert set(errors) <= set(KINDS)
    codes = [kind.code for kind in KINDS.values()]
    assert len(set(codes)) == len(codes)


def test_an_error_is_of_the_kind_of_its_nearest_ancestor() -> None:
    class Odd(domain.SourceTimeout):
        pass

    assert kind_of(Odd()).code == "SOURCE_TIMEOUT"
    assert kind_of(KeyError()).code == "INTERNAL_ERROR"
