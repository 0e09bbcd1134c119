"""What is said of a release: the notes come from the changelog, or there is no release."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from deploy.demo.settings import ROOT

SCRIPT = "deploy/scripts/release-notes.sh"
CHANGELOG = """# Changelog

## [Unreleased]

- Not yet.

## [{version}] - 2026-11-27

### Added

- A thing.

## [0.0.1] - 2026-01-01

- An older thing.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "deploy/scripts").mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, tmp_path / SCRIPT)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.format(version=version()))
    return tmp_path


def version() -> str:
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return found


def notes(project: Path, of: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([project / SCRIPT, of], capture_output=True, text=True, check=False)


def test_the_notes_are_the_section_of_the_version(project: Path) -> None:
    assert notes(project, version()).stdout.split("\n") == ["", "### Added", "", "- A thing.", ""]


def test_a_version_that_the_program_does_not_have_is_refused(project: Path) -> None:
    result = notes(project, "9.9.9")
    assert result.returncode == 1
    assert f"calls this version {version()}, not 9.9.9" in result.stderr


def test_a_version_without_notes_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\n- Not yet.\n")
    result = notes(project, version())
    assert result.returncode == 1
    assert "no section" in result.stderr
