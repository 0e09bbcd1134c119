"""Exclusions in definition files: what they mean, and how they are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.catalog.loader import load, parse
from app.slo.definition import Origin
from app.slo.errors import InvalidDefinition
from app.slo.exclusion import Exclusion, Recurrence

HEAD = """\
version: 1
service: shop
slos:
  - name: fast
    objective: 99%
    period: 1d
    indicator: {latency: {histogram: h, threshold: 1s}}
exclusions:
"""


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def loaded(folder: Path, *exclusions: str) -> tuple[Exclusion, ...]:
    lines = "".join(f"  - {{{exclusion}, reason: maintenance}}\n" for exclusion in exclusions)
    (folder / "shop.yaml").write_text(HEAD + lines)
    return load(folder).exclusions


def refusal(exclusion: str) -> tuple[str, str]:
    """Give the field and the sentence of what is wrong with one exclusion."""
    _, findings = parse(f"{HEAD}  - {{{exclusion}}}\n", "shop.yaml")
    (finding,) = findings
    assert (finding.file, finding.line) == ("shop.yaml", 9)
    return finding.field.removeprefix("exclusions[0]"), finding.message


def test_an_interval_is_read_with_its_place(tmp_path: Path) -> None:
    (found,) = loaded(tmp_path, "slos: [fast], start: 2026-11-27T03:00:00Z, end: 2026-11-27T05:00Z")
    assert found == Exclusion(
        id=found.id,
        slos=("fast",),
        labels=(),
        start=at("2026-11-27T03:00"),
        end=at("2026-11-27T05:00"),
        recurrence=None,
        reason="maintenance",
        origin=Origin("shop.yaml", 9),
    )


def test_times_without_an_offset_are_those_of_the_time_zone(tmp_path: Path) -> None:
    (found,) = loaded(
        tmp_path,
        "labels: {team: payments, service: shop}, start: 2026-07-01 03:00, timezone: Europe/Berlin,"
        ' rrule: "FREQ=WEEKLY;BYDAY=SU", duration: 1h30m',
    )
    assert (found.start, found.end) == (at("2026-07-01T01:00"), None)
    assert found.recurrence == Recurrence("FREQ=WEEKLY;BYDAY=SU", 5400, "Europe/Berlin")
    assert found.labels == (("service", "shop"), ("team", "payments"))


def test_ids_follow_from_what_is_said_and_not_from_the_place(tmp_path: Path) -> None:
    one = "all: true, start: 2026-11-27T03:00:00Z, end: 2026-11-27T05:00:00Z"
    other = "slos: [fast], start: 2026-11-27T03:00:00Z, end: 2026-11-27T05:00:00Z"
    first, second = (exclusion.id for exclusion in loaded(tmp_path, one, other))
    again = [exclusion.id for exclusion in loaded(tmp_path, other, one, one)]
    assert again[:2] == [second, first]
    assert len(set(again)) == 3


SPAN = "start: 2026-11-27T03:00:00Z, end: 2026-11-27T05:00:00Z"
DAILY = "all: true, start: 2026-11-27T03:00:00Z, reason: x"


@pytest.mark.parametrize(
    ("exclusion", "field", "sentence"),
    [
        (f"{SPAN}, reason: x", "", "all: true"),
        (f"slos: [fast], all: true, {SPAN}, reason: x", "", "all: true"),
        (f"all: true, {SPAN}", ".reason", "is missing"),
        (f"all: true, {SPAN}, reason: ' '", ".reason", "1 to 500 characters"),
        (f"all: true, {SPAN}, reason: x, until: 1", ".until", "unknown field"),
        (f"all: yes please, {SPAN}, reason: x", ".all", "must be true or false"),
        (
            "all: true, start: 2026-11-27, end: 2026-11-28T00:00:00Z, reason: x",
            ".start",
            "a time such as",
        ),
        ("all: true, start: 2026-11-27T03:00, end: 2026-11-27T04:00, reason: x", "", "timezone"),
        (f"{DAILY}, end: 2026-11-27T03:00:00Z", "", "must end after it starts"),
        (DAILY, "", "exactly one of end and rrule"),
        (f"{DAILY}, rrule: FREQ=DAILY", "", "duration"),
        (f"{DAILY}, rrule: FREQ=DAILY, duration: 30s", ".duration", "1m to 31d"),
        (f"{DAILY}, rrule: daily, duration: 1h", ".rrule", "must be an RRULE"),
        (f"{DAILY}, rrule: FREQ=MINUTELY, duration: 1m", "", "at most 10,000 times"),
        (f"{DAILY}, rrule: FREQ=DAILY, duration: 1h, timezone: Berlin", ".timezone", "IANA"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(exclusion: str, field: str, sentence: str) -> None:
    found, message = refusal(exclusion)
    assert found == field
    assert sentence in message


def test_a_name_that_no_file_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        loaded(tmp_path, f"slos: [fast, fats], {SPAN}")
    (finding,) = refused.value.findings
    assert finding.field == "exclusions[0].slos[1]"
    assert 'did you mean "fast"?' in finding.message


def test_names_of_other_files_are_known(tmp_path: Path) -> None:
    other = HEAD.replace("fast", "slow") + f"  - {{slos: [fast], {SPAN}, reason: x}}\n"
    (tmp_path / "other.yaml").write_text(other)
    assert len(loaded(tmp_path, f"slos: [slow], {SPAN}")) == 2
