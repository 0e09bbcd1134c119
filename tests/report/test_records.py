from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.report import blocks, page
from deploy.report.__main__ import main
from deploy.report.machine import described
from deploy.report.markdown import again, table, tables
from deploy.report.measure import measure
from deploy.report.parts import PARTS, Part
from deploy.report.plan import ITEMS, NOT_MEASURED
from deploy.report.published import BLOCKS, FORMULAS, SERVICES
from deploy.report.record import Record, load, save

TABLE = """\
said before
| service | ours |
| ------- | ---: |
| low     | +0.1% |
| high    |       |

12 windows of 2 evaluations: 0 figures are beyond the bound
"""

BENCH = """\
| section | what             | target | measured |  | how |
|---------|------------------|--------|----------|--|-----|
| cycle   | 10 SLOs: a cycle | -      | 2 ms     |  |     |
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


def test_a_record_gives_a_row_of_the_bench() -> None:
    told = record("bench", BENCH)
    assert told.row("10 SLOs: a cycle")["measured"] == "2 ms"
    assert told.what("10 SLOs") == "10 SLOs: a cycle"
    with pytest.raises(LookupError, match="bench has no '20 SLOs"):
        told.row("20 SLOs: a cycle")
    with pytest.raises(LookupError, match="begins with '20'"):
        told.what("20")


def test_a_table_is_written_as_it_was_read() -> None:
    written = table(("what", "ours"), [("low", "+0.1%"), ("high", "")])
    assert again(tables(written)[0]) == written


def test_a_block_without_a_record_is_refused(tmp_path: Path) -> None:
    text = "<!-- record: budgets -->\nold\n<!-- /record -->\n"
    with pytest.raises(blocks.NotMeasured, match="make report PARTS=accuracy"):
        blocks.filled(text, BLOCKS, blocks.reading(tmp_path))


def test_a_block_that_nobody_writes_is_refused(tmp_path: Path) -> None:
    text = "<!-- record: no-such -->\nold\n<!-- /record -->\n"
    with pytest.raises(KeyError, match="no-such"):
        blocks.filled(text, BLOCKS, blocks.reading(tmp_path))


def test_a_block_is_written_from_its_record_and_nothing_else_changes(tmp_path: Path) -> None:
    rows = [(service, "1", *FORMULAS) for service in SERVICES]
    save(record("accuracy", table(("service", "bad events", *FORMULAS), rows)), tmp_path)
    text = "before 7 %\n<!-- record: budgets -->\nold\n<!-- /record -->\nafter\n"
    read = blocks.reading(tmp_path)
    found = blocks.filled(text, BLOCKS, read)
    assert found.startswith("before 7 %\n<!-- record: budgets -->\n| service |")
    assert "| one incident | increase[30d] | Sloth | Pyrra | ours |" in found
    assert "`make accuracy`, 2026-11-27, commit 0123456789, a processor, 2 cores." in found
    assert found.endswith("<!-- /record -->\nafter\n")
    assert "old" not in found
    assert blocks.filled(found, BLOCKS, read) == found


def test_a_part_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "there is no part nothing; there are tests, sdks" in capsys.readouterr().err


def test_the_report_says_what_was_not_measured() -> None:
    text = page.written({})
    for part in PARTS.values():
        assert f"`{part.command}`: {NOT_MEASURED}." in text
    assert text.count(f"| {NOT_MEASURED} | {NOT_MEASURED} |") == len(ITEMS)


def test_the_report_shows_what_a_command_printed_and_where_it_ran() -> None:
    told = record("accuracy", TABLE, is_modified=True, exit_code=1)
    text = page.written({"accuracy": told})
    assert "commit 0123456789, with files changed since, on a processor, 2 cores" in text
    assert "12 s, exit code 1." in text
    assert "| low     | +0.1% |" in text
    assert "How exact (`make accuracy`)" not in text.partition("## Not measured")[2]


def test_lines_that_a_command_printed_stay_lines_and_tables_stay_tables() -> None:
    text = page.written({"accuracy": record("accuracy", "one\ntwo\n| a |\n|---|\n| 1 |\nthree\n")})
    assert "\none\\\ntwo\n\n| a |\n|---|\n| 1 |\nthree\n" in text


def test_vectors_that_did_not_pass_are_not_said_to_have_passed() -> None:
    told = record("sdks", table(("vectors", "cases"), [("all", "7")]), exit_code=2)
    assert "7 cases of the contract's vectors NOT passed by each SDK" in page.written(
        {"sdks": told}
    )


def test_an_item_stands_as_its_tests_went() -> None:
    rows = [("vscode", "1,003", "0", "0"), ("sdk", "3", "2", "1"), ("contract", "4", "0", "0")]
    told = record("tests", table(("tests of", "passed", "failed", "left out"), rows))
    text = page.written({"tests": told})
    assert "| 1,003 tests pass (vscode) |" in text
    assert "| 7 tests pass, 2 FAIL, 1 were left out (sdk, contract) |" in text


def test_no_item_looks_well_where_the_command_failed() -> None:
    rows = [("vscode", "3", "0", "0")]
    told = record("tests", table(("tests of", "passed", "failed", "left out"), rows), exit_code=2)
    assert "| 3 tests pass, `make tests` FAILED (vscode) |" in page.written({"tests": told})


def test_a_command_is_kept_as_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKELEVEL", "1")
    told = measure("try", Part("Try", "sh -c 'echo level=$MAKELEVEL; exit 3'"))
    assert (told.output, told.exit_code, told.machine) == ("level=\n", 3, described())
    assert re.fullmatch(r"[0-9a-f]{10}", told.commit)


def test_what_prints_much_is_told_by_another_command() -> None:
    told = measure("try", Part("Try", "sh -c 'echo much; exit 1'", told_by="echo little"))
    assert (told.command, told.output, told.exit_code) == (
        "sh -c 'echo much; exit 1'",
        "little\n",
        1,
    )
