"""``/definitions``: what is said of proposed files, and the schema that editors are given."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.operations.definitions import MOST_OPEN, _Examiner
from app.catalog import examining
from app.catalog.loader import load
from app.catalog.schema import definition_schema
from app.slo.errors import InvalidDefinition, TooManyValidations
from tests.api.builders import World

pytestmark = pytest.mark.slow

GOOD = """\
version: 1
service: shop
slos:
  - name: shop-up
    objective: 99.9%
    period: 30d
    indicator: {ratio: {good: good_total, total: all_total}}
"""
SHORT = GOOD.replace("30d", "1h").replace("shop-up", "shop-short")
WEEKLY = """\
exclusions:
  - {all: true, start: "2026-01-01T00:00:00Z", rrule: FREQ=HOURLY, duration: 1m, reason: x}
"""


async def asked(*files: tuple[str, str], **more: object) -> httpx.Response:
    question = {"files": [{"path": path, "content": text} for path, text in files], **more}
    return await World().post("/definitions/validate", question)


async def told(*files: tuple[str, str], **more: object) -> dict[str, Any]:
    response = await asked(*files, **more)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_files_with_which_nothing_is_wrong_are_valid() -> None:
    assert await told(("b.yaml", GOOD), ("a.yaml", GOOD.replace("shop-up", "a-shop"))) == {
        "valid": True,
        "findings": [],
        "has_more": False,
        "slos": ["a-shop", "shop-up"],
    }


async def test_a_finding_has_its_place_and_says_what_would_be_right() -> None:
    answer = await told(("slos/shop.yaml", GOOD.replace("99.9%", "99.9")))
    assert answer == {
        "valid": False,
        "findings": [
            {
                "file": "slos/shop.yaml",
                "line": 5,
                "column": 16,
                "field": "slos[0].objective",
                "severity": "ERROR",
                "message": "objective must lie strictly between 0 and 1 (or 0% and 100%), got 99.9;"
                " did you mean 99.9%?",
            }
        ],
        "has_more": False,
        "slos": [],
    }


async def test_what_the_author_may_not_have_meant_is_a_warning() -> None:
    answer = await told(("a.yaml", SHORT))
    assert (answer["valid"], answer["slos"]) == (True, ["shop-short"])
    assert {(f["severity"], f["line"], f["column"], f["field"]) for f in answer["findings"]} == {
        ("WARNING", 4, None, None)
    }
    assert "shop-short: the tier ticket-slow is dropped" in answer["findings"][-1]["message"]


async def test_a_file_is_warned_of_although_another_is_wrong() -> None:
    answer = await told(("a.yaml", SHORT), ("b.yaml", "version: 2"))
    assert answer["slos"] == []
    severities = {finding["file"]: finding["severity"] for finding in answer["findings"]}
    assert severities == {"a.yaml": "WARNING", "b.yaml": "ERROR"}


async def test_a_name_that_two_files_use_is_found() -> None:
    (finding,) = (await told(("b.yaml", GOOD), ("a.yaml", GOOD)))["findings"]
    assert (finding["file"], finding["line"]) == ("b.yaml", 4)
    assert "is also at a.yaml:4" in finding["message"]


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": GOOD, "b.yaml": "version: 1\n\tx"},
        {"a.yaml": "\ufeff" + GOOD, "deep/b.yaml": GOOD},
        {"a.yaml": GOOD + "exclusions:\n  - {slos: [shop-down], start: x}\n"},
        {"a.yaml": GOOD + "x: &a [1]\ny: *a\n"},
        {"a.yaml": "slos: [" * 30},
        {"a.yaml": ""},
        {"a.yaml": "- a\n---\n- b"},
    ],
)
async def test_what_is_found_is_what_the_loader_finds(
    files: dict[str, str], tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(InvalidDefinition) as refusal:
        load(tmp_path)
    answer = await told(*files.items())
    told_of = [(f["file"], f["line"], f["column"], f["message"]) for f in answer["findings"]]
    assert told_of == [(f.file, f.line, f.column, f.message) for f in refusal.value.findings]


async def test_no_file_is_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "real.yaml"
    file.write_text(GOOD)
    assert (await told((str(file), "version: 2")))["valid"] is False


# What is asked


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"files": []}, "files"),
        ({}, "files"),
        ({"files": [{"path": "", "content": ""}]}, "files[0].path"),
        ({"files": [{"path": "a\nb", "content": ""}]}, "files[0].path"),
        ({"files": [{"path": "a.yaml"}]}, "files[0].content"),
        ({"files": [{"path": "a.yaml", "content": GOOD, "x": 1}]}, "files[0].x"),
        ({"files": [{"path": "a", "content": GOOD}], "limit": 0}, "limit"),
        ({"files": [{"path": "a", "content": GOOD}] * 2}, "files"),
        ({"files": [{"path": f"{n}", "content": ""} for n in range(1001)]}, "files"),
    ],
)
async def test_a_question_that_is_malformed_names_its_field(
    body: dict[str, object], field: str
) -> None:
    response = await World().post("/definitions/validate", body)
    assert response.status_code == 422, response.text
    problem = response.json()
    assert (problem["code"], problem["field"]) == ("INVALID_QUESTION", field)


async def sent(body: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    async with World().client() as client:
        return await client.post("/definitions/validate", content=body, headers=headers)


async def test_half_a_character_in_a_path_is_refused() -> None:
    response = await sent(rb'{"files": [{"path": "\ud800", "content": ""}]}')
    assert (response.status_code, response.json()["field"]) == (422, "files[0].path")


async def test_half_a_character_in_a_file_is_found() -> None:
    response = await sent(rb'{"files": [{"path": "a", "content": "x: \ud800"}]}')
    assert "it holds the character U+D800" in response.json()["findings"][0]["message"]


async def test_it_is_a_read_that_needs_no_right_to_write() -> None:
    assert (await asked(("a.yaml", GOOD))).status_code == 200


# Bounds


async def test_errors_come_before_warnings_where_there_is_too_much() -> None:
    files = [("a.yaml", SHORT), ("b.yaml", "version: 2\nx: 1")]
    whole = await told(*files)
    assert whole["has_more"] is False
    cut = await told(*files, limit=1)
    assert (cut["has_more"], cut["findings"][0]["severity"]) == (True, "ERROR")
    exact = await told(*files, limit=len(whole["findings"]))
    assert exact == whole


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slos: [" + "{}," * 60_000 + "]", "more than 50,000 values"),
        (GOOD + WEEKLY + WEEKLY.partition("\n")[2] * 50, "more than 50 rrules"),
    ],
)
async def test_a_question_that_would_take_too_long_is_refused(text: str, message: str) -> None:
    response = await asked(("a.yaml", text))
    assert (response.status_code, response.json()["field"]) == (422, "files")
    assert message in response.json()["detail"]


async def test_values_are_counted_over_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "MOST_VALUES", 15)
    assert (await asked(("a.yaml", GOOD))).status_code == 200
    assert (await asked(("a.yaml", GOOD), ("b.yaml", SHORT))).status_code == 422


async def test_only_so_many_questions_wait() -> None:
    examiner, go_on = _Examiner(2), threading.Event()
    waiting = [asyncio.ensure_future(examiner.find(go_on.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyValidations):
        await examiner.find(lambda: None)
    go_on.set()
    assert await asyncio.gather(*waiting) == [True, True]
    assert await examiner.find(lambda: "there is room again") == "there is room again"
    assert MOST_OPEN > 1


async def test_who_goes_away_holds_a_place_only_while_the_thread_is_busy() -> None:
    examiner, go_on = _Examiner(2), threading.Event()
    busy, gone = (asyncio.ensure_future(examiner.find(go_on.wait)) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    go_on.set()
    assert await busy
    assert await asyncio.gather(*(examiner.find(lambda: 1) for _ in range(2))) == [1, 1]


# The schema


async def test_the_schema_is_served_as_one() -> None:
    response = await World().get("/definitions/schema")
    assert response.headers["content-type"] == "application/schema+json"
    assert response.json() == definition_schema()
