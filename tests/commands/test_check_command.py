"""``slo-monitor check`` about runs: what is asked, what is refused, what is told and where."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.commands.formats import Format, written
from tests.commands.scripted import Answer, Scripted
from tests.gate.verdicts import AWAY, BUDGET, NO_SLOS, PASSING, RUN, Wire

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:1"
WINDOW = ("--window", "5m")
WIDE = {"COLUMNS": "200", "TERM": "dumb"}


def run(server: Scripted, *arguments: str | Path, **environment: str) -> Result:
    words = ["check", "--url", server.url, *map(str, arguments)]
    return CliRunner().invoke(cli, words, env={**WIDE, **environment})


def asked(*arguments: str) -> Mapping[str, Any]:
    """The question that the options become."""
    with Scripted([Answer(200, PASSING)]) as server:
        result = run(server, *arguments)
        assert result.exit_code == 0, result.output
        assert server.asked == [("POST", "/slo/check")]
        return server.requests[0].body


# What is asked


def test_without_a_range_the_budgets_are_asked_for() -> None:
    with Scripted([Answer(200, BUDGET)]) as server:
        assert run(server, "--slo", "a", "--slo", "b").exit_code == 0
    assert server.asked == [("GET", "/slo/check?slo=a&slo=b")]


def test_a_window_is_a_run() -> None:
    assert asked(*WINDOW) == {"window": "5m", "wait": True}


@pytest.mark.parametrize(
    ("words", "window"),
    [("300s", "5m"), ("1h30m", "90m"), ("2w", "14d"), ("1.5s", "1500ms"), ("90s", "90s")],
)
def test_a_duration_is_asked_in_one_unit(words: str, window: str) -> None:
    assert asked("--window", words)["window"] == window


def test_a_run_without_an_end_goes_up_to_now_by_the_services_clock() -> None:
    assert asked("--start", "0") == {"start": "1970-01-01T00:00:00Z", "wait": True}


def test_every_option_reaches_the_service() -> None:
    times = ("--start", "2026-11-22T15:00:00+01:00", "--end", "1795359900")
    rules = (
        *("--slo", "a", "--match", "testid=x=y", "--match", "version="),
        *("--settle", "60s", "--min-events", "100", "--confidence", "0.95"),
        *("--method", "clopper-pearson", "--baseline", "last-pass"),
        *("--regression-level", "0.99", "--min-difference", "0"),
        *("--no-data", "fail", "--informational", "b"),
    )
    assert asked(*times, *rules) == {
        "slos": ["a"],
        "start": "2026-11-22T14:00:00Z",
        "end": "2026-11-22T15:05:00Z",
        "match": {"testid": "x=y", "version": ""},
        "settle": "1m",
        "wait": False,
        "min_events": 100,
        "confidence": {"level": 0.95, "method": "CLOPPER_PEARSON"},
        "baseline": {"last_pass": True},
        "regression": {"level": 0.99, "min_difference": 0},
        "no_data": "fail",
        "informational": ["b"],
    }


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("last-pass", {"last_pass": True}),
        ("1h", {"window": "1h"}),
        ("6f1d3a52b04e4c8f", {"check_id": "6f1d3a52b04e4c8f"}),
        ("0/60", {"start": "1970-01-01T00:00:00Z", "end": "1970-01-01T00:01:00Z"}),
    ],
)
def test_a_baseline_is_a_check_a_window_a_range_or_the_last_pass(
    words: str, question: Mapping[str, Any]
) -> None:
    assert asked(*WINDOW, "--baseline", words)["baseline"] == question


def test_an_interval_is_wilsons_unless_another_is_named() -> None:
    question = asked(*WINDOW, "--confidence", "0.9")
    assert question["confidence"] == {"level": 0.9, "method": "WILSON"}


def test_a_key_is_sent_always_and_the_given_one_if_there_is_one() -> None:
    with Scripted([Answer(200, PASSING)]) as server:
        run(server, *WINDOW)
        run(server, *WINDOW)
        run(server, *WINDOW, "--idempotency-key", "build-7")
    first, second, given = (request.key for request in server.requests)
    assert first
    assert first != second
    assert given == "build-7"


# What is refused


@pytest.mark.parametrize(
    ("words", "option", "sentence"),
    [
        (["--end", "9"], "--end", "needs --start"),
        (["--start", "9", "--end", "9"], "--end", "after the start"),
        (["--start", "0", "--window", "5m"], "--window", "stands alone"),
        (["--start", "yesterday", "--end", "9"], "--start", "'yesterday' is no RFC 3339 time"),
        (["--window", "5"], "--window", "must be a duration"),
        (["--window", "0s"], "--window", "longer than nothing"),
        ([*WINDOW, "--settle", "long"], "--settle", "must be a duration"),
        ([*WINDOW, "--match", "testid"], "--match", "testid=build-7"),
        ([*WINDOW, "--match", "=x"], "--match", "must be a label"),
        ([*WINDOW, "--match", "a=1", "--match", "a=2"], "--match", "twice"),
        ([*WINDOW, "--min-events", "0"], "--min-events", "greater than or equal to 1"),
        ([*WINDOW, "--confidence", "95"], "--confidence", "less than or equal to 0.9999"),
        ([*WINDOW, "--method", "wilson"], "--method", "needs --confidence"),
        ([*WINDOW, "--regression-level", "0.9"], "--regression-level", "needs --baseline"),
        ([*WINDOW, "--min-difference", "0"], "--min-difference", "needs --baseline"),
        ([*WINDOW, "--baseline", "x/y"], "--baseline", "is no RFC 3339 time"),
        ([*WINDOW, "--no-data", "skip"], "--no-data", "inconclusive"),
        ([*WINDOW, "--timeout", "soon"], "--timeout", "must be a duration"),
        (["--match", "a=1"], "--match", "is for a run"),
        (["--min-difference", "0"], "--min-difference", "is for a run"),
        (["--idempotency-key", "k"], "--idempotency-key", "is for a run"),
        (["--expect-events", "9"], "--expect-events", "needs --watch"),
        (["--watch"], "--watch", "--window or --until"),
        (["--watch", "--until", "0", "--window", "5m"], "--watch", "--window or --until"),
        (["--watch", *WINDOW, "--interval", "0s"], "--interval", "longer than nothing"),
        (["--format", "html"], "--format", "markdown"),
        (["--format", "junit", "--json"], "--json", "is --format json"),
        (["--report", "junit"], "--report", "FORMAT=FILE"),
        (["--report", "html=x"], "--report", "text, json, markdown, junit, sarif, github"),
        (["--output", "/nowhere/x.xml"], "--output", "there is no folder"),
        (["--report", "junit=/nowhere/x.xml"], "--report", "there is no folder"),
    ],
)
def test_wrong_usage_names_the_option_and_asks_nothing(
    words: list[str], option: str, sentence: str
) -> None:
    result = CliRunner().invoke(cli, ["check", "--url", NOWHERE, *words], env=WIDE)
    assert result.exit_code == 2  # having asked, it would be unreachable
    assert option in result.stderr
    assert sentence in " ".join(result.stderr.replace("│", " ").split())


def test_what_the_service_refuses_is_wrong_usage() -> None:
    refusal = Answer(422, {"detail": "min_events must be at most 1,000,000"})
    with Scripted([refusal]) as server:
        result = run(server, *WINDOW, "--min-events", "2000000")
    assert (result.exit_code, result.stderr) == (2, "min_events must be at most 1,000,000\n")


# The exit code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, PASSING), 0),
        (Answer(200, BUDGET), 0),
        (Answer(200, RUN), 1),
        (Answer(200, NO_SLOS), 3),
        (Answer(200, {**RUN, "verdict": "POSTPONED"}), 3),
        (Answer(200, {"verdict": "PASS "}), 3),
        (Answer(502, {"detail": "away", "verdict": AWAY}), 4),
    ],
)
def test_the_exit_code_is_the_verdicts(answer: Answer, code: int) -> None:
    with Scripted([answer]) as server:
        assert run(server, *WINDOW).exit_code == code


def test_a_service_that_gives_no_verdict_in_time_is_unreachable() -> None:
    running = Answer(202, {"check_id": "c7"}, "1")
    with Scripted([running]) as server:
        result = run(server, *WINDOW, "--timeout", "500ms")
    assert result.exit_code == 4
    assert "no verdict within 0.5 s" in result.stderr


# What is told, and where


@pytest.mark.parametrize("form", Format)
def test_the_report_is_printed(form: Format) -> None:
    with Scripted([Answer(200, RUN)]) as server:
        result = run(server, *WINDOW, "--format", form.value, "--definitions", "deploy/slos")
    assert result.stdout_bytes == written(form, RUN, "deploy/slos")
    assert (result.exit_code, result.stderr) == (1, "")


@pytest.mark.parametrize("form", Format)
def test_a_report_in_a_file_leaves_text_on_standard_error(form: Format, tmp_path: Path) -> None:
    file = tmp_path / "report"
    with Scripted([Answer(200, RUN)]) as server:
        result = run(server, *WINDOW, "--format", form.value, "--output", file)
    assert file.read_bytes() == written(form, RUN, "")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith("FAIL  1 of 3 SLOs FAIL")


def test_one_check_fills_several_files(tmp_path: Path) -> None:
    junit, sarif = tmp_path / "a.xml", tmp_path / "b=c.sarif"
    with Scripted([Answer(200, RUN)]) as server:
        result = run(server, *WINDOW, "--report", f"junit={junit}", "--report", f"sarif={sarif}")
    assert len(server.requests) == 1
    assert junit.read_bytes() == written(Format.JUNIT, RUN, "")
    assert sarif.read_bytes() == written(Format.SARIF, RUN, "")
    assert result.stdout_bytes == written(Format.TEXT, RUN, "")


def test_a_workflow_gets_annotations_and_a_summary_beside_what_is_there(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    with Scripted([Answer(200, RUN)]) as server:
        result = run(server, *WINDOW, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
        run(server, *WINDOW, "--format", "text", GITHUB_STEP_SUMMARY=str(summary))
    assert result.stdout_bytes == written(Format.GITHUB, RUN, "")
    assert summary.read_bytes() == b"before\n" + written(Format.MARKDOWN, RUN, "") + b"\n"


@pytest.mark.parametrize(("verdict", "code"), [(PASSING, 0), (RUN, 1)])
def test_what_cannot_be_written_is_said_and_hides_no_verdict(
    verdict: Wire, code: int, tmp_path: Path
) -> None:
    with Scripted([Answer(200, verdict)]) as server:
        result = run(
            *(server, *WINDOW, "--format", "github", "--report", f"junit={tmp_path}"),
            GITHUB_STEP_SUMMARY=str(tmp_path / "nowhere" / "summary.md"),
        )
    assert result.exit_code == code
    assert f"could not write {tmp_path}" in result.stderr
    assert "could not append to" in result.stderr
    assert verdict["summary"] in result.stdout


def process(
    server: Scripted, *arguments: str, stdout: int, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The command as a shell starts it."""
    words = [sys.executable, "-m", "app", "check", "--url", server.url, *WINDOW, *arguments]
    surroundings = {**os.environ, **(environment or {})}
    return subprocess.Popen(words, env=surroundings, stdout=stdout, stderr=subprocess.PIPE)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "junit"])
def test_a_reader_that_left_hides_no_verdict(form: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with (
        Scripted([Answer(200, RUN)]) as server,
        process(server, "--format", form, stdout=writing) as started,
    ):
        _, said = started.communicate()
    os.close(writing)
    assert started.returncode == 1
    assert b"could not print the verdict" in said
    assert b"Exception ignored" not in said


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_blocks_gets_a_plain_bar(encoding: str) -> None:
    plain = {"PYTHONIOENCODING": encoding}
    with (
        Scripted([Answer(200, {**RUN, "summary": "p95 ≤ 300 ms ✗"})]) as server,
        process(server, stdout=subprocess.PIPE, environment=plain) as started,
    ):
        told, said = started.communicate()
    assert (started.returncode, said) == (1, b"")
    assert b"##########|####.   140%" in told
    assert told.endswith(b"FAIL  p95 ? 300 ms ?\n")


@pytest.mark.slow
@pytest.mark.parametrize("words", [[], ["--watch"]])
def test_ctrl_c_ends_cleanly_and_looks_like_no_verdict(words: list[str]) -> None:
    with (
        Scripted([Answer(202, {"check_id": "c7"}, "30")]) as server,
        process(server, *words, "--interval", "50ms", stdout=subprocess.PIPE) as started,
    ):
        assert server.was_asked.wait(30)
        started.send_signal(signal.SIGINT)
        told, said = started.communicate(timeout=20)
    assert (started.returncode, told) == (130, b"")
    assert said.endswith(b"interrupted: there is no verdict\n")
    assert b"Traceback" not in said


def test_json_for_programs_is_the_answer_with_what_is_not_known_here() -> None:
    with Scripted([Answer(200, {**RUN, "added_later": {"a": None}})]) as server:
        result = run(server, *WINDOW, "--json")
    assert json.loads(result.stdout) == {**RUN, "added_later": {"a": None}}
