"""`make test` runs its parts, and together they are every test, each once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.workflow_steps import ROOT
from tests.parts import IMAGES, INDEPENDENT, LONGEST, THREE_DAYS, Part, group_of, part_of

EVERY_KIND = ("tests/store/test_lease.py", "tests/store/test_step_store.py")
"""Files that hold tests of every part between them."""


def run_with(python: str, folder: Path) -> tuple[int, list[list[str]]]:
    """Run what `make test` runs with another Python; what that one was asked, and how it ended."""
    program, asked = folder / "python", folder / "asked"
    program.write_text(f'#!/usr/bin/env bash\necho "$@" >>{asked}\n{python}\n')
    program.chmod(0o755)
    environment = {**os.environ, "PYTHON": str(program)}
    ended = subprocess.run(
        [ROOT / "deploy/scripts/test.sh"], env=environment, capture_output=True, check=False
    )
    return ended.returncode, [line.split() for line in asked.read_text().splitlines()]


def part_in(words: list[str]) -> str:
    (part,) = (word.removeprefix("--part=") for word in words if word.startswith("--part="))
    return part


def test_every_part_is_run_once_and_nothing_else_chooses_tests(tmp_path: Path) -> None:
    code, asked = run_with("", tmp_path)
    assert code == 0
    assert sorted(part_in(words) for words in asked) == sorted(Part)
    for words in asked:
        others = " ".join(word for word in words if not word.startswith("--part="))
        assert re.fullmatch(r"-m pytest --junitxml=\.run/junit/\w+\.xml( -n \w+)?", others)


@pytest.mark.parametrize("part", Part)
def test_a_part_that_fails_fails_all_and_keeps_no_other_from_being_run(
    part: Part, tmp_path: Path
) -> None:
    code, asked = run_with(f'[[ "$*" != *{part}* ]]', tmp_path)
    assert (code, len(asked)) == (1, len(Part))


def test_whoever_interrupts_a_part_ends_all(tmp_path: Path) -> None:
    code, asked = run_with("exit 2", tmp_path)
    assert (code, len(asked)) == (2, 1)


def test_a_part_without_a_test_fails(tmp_path: Path) -> None:
    code, _ = run_with(f"exit {int(pytest.ExitCode.NO_TESTS_COLLECTED)}", tmp_path)
    assert code == 1


@pytest.mark.parametrize(
    ("markers", "part"),
    [
        ([], Part.COMPUTING),
        (["slow", "parametrize"], Part.COMPUTING),
        (["prometheus"], Part.WAITING),
        (["e2e", "slow"], Part.WAITING),
        (["prometheus", "alone"], Part.ALONE),
        (["alone"], Part.ALONE),
    ],
)
def test_markers_say_in_which_part_a_test_is(markers: list[str], part: Part) -> None:
    assert part_of(markers) is part


@pytest.mark.slow
def test_the_parts_together_are_every_test_once() -> None:
    parts = [collected(f"--part={part}") for part in Part]
    assert all(parts)
    assert sorted(name for part in parts for name in part) == sorted(collected())


def collected(*options: str) -> list[str]:
    asked = ["--collect-only", "-q", "-p", "no:schemathesis", *options, *EVERY_KIND]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [sys.executable, "-m", "pytest", *asked]
    told = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=True, text=True
    ).stdout
    return [line for line in told.splitlines() if "::" in line]


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/e2e/test_bad_days.py::test_it[stopped]", "tests/e2e/test_bad_days.py"),
        ("tests/history/test_arrival.py::test_it", LONGEST),
        (f"{IMAGES}::test_it[arm64]", f"{IMAGES}[arm64]"),
        (f"{INDEPENDENT[0]}[x::y]", f"{INDEPENDENT[0]}[x::y]"),
    ],
)
def test_tests_that_share_a_server_are_run_by_one_process(test: str, group: str) -> None:
    assert group_of(test) == group


def test_groups_are_of_tests_that_there_are() -> None:
    assert all((ROOT / file).exists() for file in {*THREE_DAYS, IMAGES})
    for test in INDEPENDENT:
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / file).read_text()
