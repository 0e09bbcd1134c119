from __future__ import annotations

from pathlib import Path

import pytest

from deploy.report import blocks, page
from deploy.report.parts import PARTS
from deploy.report.record import Record, load, save, tables

TABLE = """\
said before
| service | ours |
| ------- | ---: |
| low     | +0.1% |
| high    |       |

12 windows of 2 evaluations: 0 figures are beyond the bound
"""


def record(part: str, output: str, **changed: object) -> Record:
    told = {
        "part": part,
        "command": f"make {part}",
        "began": "2026-11-27T15:00:00Z",
        "seconds": 12.5,
        "commit": "0123456789",
        "is_modified": False,
        "machine": "a processor, 2 cores",
        "exit_code": 0,
        "output": output,
    }
    return Record(**{**told, **changed})  # type: ignore[arg-type]


def test_a_record_is_read_as_it_was_saved(tmp_path: Path) -> None:
    saved = record("accuracy", TABLE)
    save(saved, tmp_path)
    assert load("accuracy", tmp_path) == saved


def test_what_was_not_measured_has_no_record(tmp_path: Path) -> None:
    assert load("accuracy", tmp_path) is None


def test_tables_are_read_by_their_headings() -> None:
    assert tables(TABLE) == [
        [{"service": "low", "ours": "+0.1%"}, {"service": "high", "ours": ""}],
    ]


def test_a_table_without_a_line_is_none() -> None:
    assert tables("| a | b |\n|---|---|\n") == []


def test_a_record_gives_its_table_and_its_sentence() -> None:
    told = record("accuracy", TABLE)
    assert told.table("service")[0]["ours"] == "+0.1%"
    assert told.sentence("windows of").startswith("12 windows")
    with pytest.raises(LookupError, match="no table of section"):
        told.table("section")
    with pytest.raises(LookupError, match="says nothing with 'alerts'"):
        told.sentence("alerts")


def test_a_block_without_a_record_is_refused(tmp_path: Path) -> None:
    text = "<!-- record: budgets -->\nold\n<!-- /record -->\n"
    with pytest.raises(blocks.NotMeasured, match="make report PARTS=accuracy"):
        blocks.filled(text, tmp_path)


def test_a_block_is_written_from_its_record_and_nothing_else_changes(tmp_path: Path) -> None:
    names = (*blocks.COLUMNS,)
    lines = [f"| {service} | 1 | {' | '.join(names)} |" for service in blocks.SERVICES]
    headings = f"| service | bad events | {' | '.join(names)} |"
    rule = f"|{'---|' * (len(names) + 2)}"
    save(record("accuracy", "\n".join((headings, rule, *lines))), tmp_path)
    text = "before 7 %\n<!-- record: budgets -->\nold\n<!-- /record -->\nafter\n"
    found = blocks.filled(text, tmp_path)
    assert found.startswith("before 7 %\n<!-- record: budgets -->\n| service |")
    assert "| one incident | increase[30d] | Sloth | Pyrra | ours |" in found
    assert found.endswith("<!-- /record -->\nafter\n")
    assert "old" not in found
    assert blocks.filled(found, tmp_path) == found


def test_the_report_says_what_was_not_measured() -> None:
    text = page.written({})
    for part in PARTS.values():
        assert f"`{part.command}`: {page.NOT_MEASURED}." in text
    assert text.count(f"| {page.NOT_MEASURED} |") == len(page.ITEMS)


def test_the_report_shows_what_a_command_printed_and_where_it_ran() -> None:
    told = record("accuracy", TABLE, is_modified=True, exit_code=1)
    text = page.written({"accuracy": told})
    assert "commit 0123456789, with files changed since, on a processor, 2 cores" in text
    assert "12 s, exit code 1." in text
    assert "| low     | +0.1% |" in text
    assert "How exact (`make accuracy`)" not in text.partition("## Not measured")[2]


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="record: report"):
        page.inserted("nothing", "text")
