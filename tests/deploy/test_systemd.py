"""The unit of systemd: it can be loaded, and leaves the service no right that it does not need."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from deploy.demo.settings import ROOT
from tests.deploy.tools import passes, ran, tool

UNIT = ROOT / "deploy/systemd/slo-monitor.service"
PROGRAM = "/opt/slo-monitor/bin/slo-monitor"
MOST_EXPOSURE = 1.2
"""Of 10, by systemd 252: what is left are the network, which it needs, and no private root."""


def with_a_program_that_is_here(folder: Path) -> Path:
    unit = folder / UNIT.name
    unit.write_text(UNIT.read_text().replace(PROGRAM, str(Path(sys.executable))))
    return unit


def test_systemd_takes_it_without_a_warning(tmp_path: Path) -> None:
    unit = with_a_program_that_is_here(tmp_path)
    result = ran(tool("systemd-analyze"), "verify", "--man=no", unit)
    about_ours = [line for line in result.stderr.splitlines() if UNIT.name in line]
    assert (result.returncode, about_ours) == (0, [])


def test_a_word_that_systemd_does_not_know_is_found(tmp_path: Path) -> None:
    unit = with_a_program_that_is_here(tmp_path)
    unit.write_text(unit.read_text().replace("PrivateTmp=", "PrivateTemp="))
    result = ran(tool("systemd-analyze"), "verify", "--man=no", unit)
    assert "PrivateTemp" in result.stderr


def test_it_is_hardly_exposed() -> None:
    said = passes(tool("systemd-analyze"), "security", "--offline=yes", "--no-pager", UNIT)
    found = re.search(r"Overall exposure level for slo-monitor.service: ([\d.]+)", said)
    assert found is not None
    assert float(found[1]) <= MOST_EXPOSURE


def test_it_ends_later_than_the_service_ends_by_itself() -> None:
    assert re.search(r"^TimeoutStopSec=20s$", UNIT.read_text(), re.MULTILINE)
    assert "within 15 s" in (ROOT / "docs/operations.md").read_text()
