"""What somebody noted: kept once, found again, shown where it belongs."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.api.operations.annotating import MOST_LABELS, MOST_TEXT
from tests.api.builders import World
from tests.api.keeping import KEPT_SECONDS, Keeping, keeping

pytestmark = pytest.mark.slow

DEPLOY = {"kind": "DEPLOY", "text": "1.42", "labels": {"service": "checkout"}}
NOW = "2026-11-22T15:05:00Z"


async def note(kept: Keeping, body: object = None, **headers: str) -> httpx.Response:
    async with kept.world.client(**headers) as client:
        return await client.post("/annotations", json=DEPLOY if body is None else body)


async def noted(kept: Keeping, text: str, **fields: object) -> None:
    answer = await note(kept, {"kind": "NOTE", "text": text, **fields})
    assert answer.status_code == 201, answer.text


async def texts(kept: Keeping, query: str = "") -> list[str]:
    found = await kept.get(f"/annotations{query}")
    return [each["text"] for each in found["annotations"]]


async def test_what_is_noted_is_found_where_the_answer_says(kept: Keeping) -> None:
    answer = await note(kept)
    assert answer.status_code == 201
    assert answer.json() == {
        **DEPLOY,
        "id": answer.json()["id"],
        "start": NOW,
        "end": None,
        "created_by": "loopback",
        "created_at": NOW,
    }
    assert await kept.get(answer.headers["Location"]) == answer.json()
    assert (await kept.get("/annotations"))["annotations"] == [answer.json()]


async def test_an_unknown_annotation_is_not_found(kept: Keeping) -> None:
    answer = await kept.world.get("/annotations/nothing%00")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_ANNOTATION")


async def test_a_time_is_kept_as_finely_as_it_is_shown(kept: Keeping) -> None:
    answer = await note(kept, {**DEPLOY, "start": "2026-11-22T16:04:30.1234567+01:00"})
    assert answer.json()["start"] == "2026-11-22T15:04:30.123Z"


async def test_who_repeats_a_note_under_its_key_has_noted_it_once(kept: Keeping) -> None:
    first = await note(kept, **{"Idempotency-Key": "build-7"})
    kept.world.now += 60
    again = await note(kept, **{"Idempotency-Key": "build-7"})
    other = await note(kept, **{"Idempotency-Key": "build-8"})
    assert again.status_code == 201
    assert again.json() == first.json()
    assert other.json()["id"] != first.json()["id"]
    assert len(await texts(kept)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {**DEPLOY, "text": "1.43"},
        {**DEPLOY, "kind": "NOTE"},
        {**DEPLOY, "labels": {}},
        {**DEPLOY, "start": "2026-11-22T15:00:00Z"},
        {**DEPLOY, "end": "2026-11-22T15:30:00Z"},
    ],
)
async def test_another_note_under_a_key_that_is_taken_is_refused(
    kept: Keeping, other: dict[str, Any]
) -> None:
    await note(kept, **{"Idempotency-Key": "build-7"})
    answer = await note(kept, other, **{"Idempotency-Key": "build-7"})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert await texts(kept) == ["1.42"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "DEPLOYMENT"}, "kind"),
        ({"text": ""}, "text"),
        ({"text": " 1.42"}, "text"),
        ({"text": "a\nb"}, "text"),
        ({"text": "a\x1b[31m"}, "text"),
        ({"text": "a\u202eb"}, "text"),
        ({"text": "a" * (MOST_TEXT + 1)}, "text"),
        ({"start": 1795359870}, "start"),
        ({"start": "2026-11-22T15:10:01Z"}, "start"),
        ({"start": "2026-08-24T15:04:59Z"}, "start"),
        ({"start": NOW, "end": "2026-11-22T15:04:59Z"}, "end"),
        ({"labels": {"a b": "c"}}, "labels.a b"),
        ({"labels": {"service": ""}}, "labels.service"),
        ({"labels": {"service": "a\x00"}}, "labels.service"),
        ({"labels": {f"l{n}": "x" for n in range(MOST_LABELS + 1)}}, "labels"),
        ({"author": "me"}, "author"),
    ],
)
async def test_a_wrong_note_is_refused_and_not_kept(
    kept: Keeping, changes: dict[str, Any], field: str
) -> None:
    answer = await note(kept, {**DEPLOY, **changes})
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"].startswith(field)
    assert await texts(kept) == []


async def test_half_a_character_is_refused(kept: Keeping) -> None:
    async with kept.world.client(**{"Content-Type": "application/json"}) as client:
        body = json.dumps({**DEPLOY, "text": "a\ud800b"})
        answer = await client.post("/annotations", content=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "text")


async def test_a_note_may_announce_and_may_be_as_old_as_what_is_kept(kept: Keeping) -> None:
    await noted(kept, "soon", start="2026-11-22T15:10:00Z")
    await noted(kept, "old", start="2026-08-24T15:05:00Z")
    assert KEPT_SECONDS == 90 * 86_400
    assert await texts(kept) == ["soon", "old"]


async def test_a_key_of_another_alphabet_is_refused(kept: Keeping) -> None:
    answer = await note(kept, **{"Idempotency-Key": "a b"})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["now", "incident", "deploy"]),
        ("?start=2026-11-22T14:30:00Z", ["now", "incident"]),
        ("?end=2026-11-22T14:30:00Z", ["incident", "deploy"]),
        ("?start=2026-11-22T12:30:00Z&end=2026-11-22T14:00:00Z", []),
        ("?label=service:checkout", ["deploy"]),
        ("?label=service:checkout&label=team:payments", []),
        ("?label=service:checkout&label=service:shop", []),
        ("?slo=checkout-latency", ["now", "deploy"]),
        ("?slo=checkout-availability&start=2026-11-22T12:30:00Z", ["now"]),
    ],
)
async def test_annotations_are_filtered(kept: Keeping, query: str, expected: list[str]) -> None:
    await noted(kept, "now")
    await noted(
        kept,
        "incident",
        start="2026-11-22T14:00:00Z",
        end="2026-11-22T14:45:00Z",
        labels={"service": "shop"},
    )
    await noted(kept, "deploy", start="2026-11-22T12:00:00Z", labels={"service": "checkout"})
    assert await texts(kept, query) == expected


async def test_pages_give_each_annotation_once_the_last_first(kept: Keeping) -> None:
    for number in range(7):
        await noted(
            kept, f"{number}", start=f"2026-11-22T15:00:0{number // 3}.5Z", labels={"service": "a"}
        )
    seen: list[str] = []
    path = "?limit=2&label=service:a"
    while path:
        found = await kept.get(f"/annotations{path}")
        seen.extend(each["text"] for each in found["annotations"])
        cursor = found["next_cursor"]
        path = f"?limit=2&label=service:a&cursor={cursor}" if cursor else ""
        await noted(kept, "late", start="2026-11-22T15:04:00Z")
    assert seen[0] == "6"
    assert {*seen[1:4]} == {"3", "4", "5"}
    assert {*seen[4:]} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("slo=nobody", 404, None),
        ("start=x", 422, "start"),
        ("cursor=x", 422, "cursor"),
        ("label=x", 422, "label[0]"),
        ("kind=DEPLOY", 422, "kind"),
    ],
)
async def test_a_wrong_condition_on_annotations_is_named(
    kept: Keeping, query: str, status: int, field: str | None
) -> None:
    answer = await kept.world.get(f"/annotations?{query}")
    assert (answer.status_code, answer.json()["field"]) == (status, field)


async def test_notes_are_taken_before_anything_is_evaluated() -> None:
    async with keeping(World()) as kept:
        assert (await note(kept)).status_code == 201
        answer = await kept.world.get("/annotations?slo=checkout-latency")
    assert (answer.status_code, answer.json()["code"]) == (503, "NOT_YET_EVALUATED")
