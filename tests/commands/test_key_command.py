"""``slo-monitor key new``: a token once, and the entry that the service understands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.keys import Key, Scope, parse_key


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["key", "new", *arguments])


def test_the_token_alone_goes_to_standard_output() -> None:
    result = run("--name", "ci", "--scope", "write")
    assert result.exit_code == 0
    assert re.fullmatch(r"slom_[0-9a-f]{8}_[0-9a-f]{64}\n", result.stdout)
    assert result.stdout.strip() not in result.stderr


def test_the_entry_is_of_that_token_and_stands_on_a_line_of_its_own() -> None:
    result = run("--name", "ci", "--scope", "write")
    key = parse_key(result.stderr.splitlines()[-1])
    assert key == Key.of_token("ci", Scope.WRITE, result.stdout.strip())


def test_programs_get_both_as_json() -> None:
    told = json.loads(run("--name", "dash-board", "--json").stdout)
    assert list(told) == ["name", "scope", "token", "entry"]
    assert parse_key(told["entry"]) == Key.of_token("dash-board", Scope.READ, told["token"])


@pytest.mark.parametrize("name", ["CI", "my ci", "a:b", "a,b", "-", "", "loopback", "x" * 64])
def test_a_name_that_cannot_be_used_is_wrong_usage(name: str) -> None:
    result = run("--name", name)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_scope_that_there_is_not_is_wrong_usage() -> None:
    assert run("--name", "ci", "--scope", "admin").exit_code == 2


def test_nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("--name", "ci")
    assert list(tmp_path.iterdir()) == []
