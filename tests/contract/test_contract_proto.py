"""The proto keeps its form, and a change of it that would break a client is found (buf)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.contract.documents import CONTRACT, RELEASED
from tests.deploy.tools import tool

pytestmark = pytest.mark.prometheus

FILE = Path("slo_monitor/v1/slo_monitor.proto")
PROTO = (CONTRACT / "proto" / FILE).read_text()


def buf(folder: Path, *arguments: str | Path) -> list[str]:
    """What buf finds wrong with the contract in a folder; nothing if it finds nothing."""
    command = [tool("buf"), *map(str, arguments), "--error-format=json"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode in {0, 100}, run.stderr  # 100: it found something
    findings = [json.loads(line) for line in run.stdout.splitlines()]
    assert (run.returncode == 0) == (findings == []), run.stderr
    return [f"{finding['type']}: {finding['message']}" for finding in findings]


def test_the_proto_keeps_its_form() -> None:
    assert buf(CONTRACT, "lint") == []


def test_the_proto_breaks_no_client_of_the_released_one() -> None:
    assert buf(CONTRACT, "breaking", "--against", RELEASED / "proto") == []


def found(tmp_path: Path, before: str, after: str) -> list[str]:
    """What buf finds where the first of such a text is replaced, against the proto as it is."""
    changed, times = re.subn(before, after, PROTO, count=1, flags=re.MULTILINE)
    assert times == 1
    shutil.copyfile(CONTRACT / "buf.yaml", tmp_path / "buf.yaml")
    file = tmp_path / "proto" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(changed)
    return buf(tmp_path, "breaking", "--against", CONTRACT / "proto")


BREAKING = {
    "a field is gone": (r"^  double sli_low = 1;\n", ""),
    "a field has another number": ("double sli_low = 1;", "double sli_low = 9;"),
    "a field has another name": ("double sli_low = 1;", "double sli_least = 1;"),
    "a count is whole": ("double good = 1;", "int64 good = 1;"),
    "a field is always there": ("optional double sli = 20;", "double sli = 20;"),
    "a list is one thing": ("repeated Status slos = 3;", "Status slos = 3;"),
    "a word is gone": (r"^  STATE_AT_RISK = 2;\n", ""),
    "a word has another number": ("STATE_AT_RISK = 2;", "STATE_AT_RISK = 9;"),
    "a call is gone": (r"^  rpc GetSlo\(.*\n", ""),
    "a call is answered otherwise": (
        r"rpc GetSlo\(GetSloRequest\) returns \(StatusDetail\)",
        "rpc GetSlo(GetSloRequest) returns (Status)",
    ),
    "a call ends after one answer": (r"returns \(stream Event\)", "returns (Event)"),
}

COMPATIBLE = {
    "a field is new": ("double sli_low = 1;", "double sli_low = 1;\n  optional double mid = 9;"),
    "a word is new": ("STATE_AT_RISK = 2;", "STATE_AT_RISK = 2;\n  STATE_FROZEN = 9;"),
    "a call is new": (
        r"^service SloMonitor \{",
        r"\g<0>\n  rpc Ping(GetSloRequest) returns (Nothing);",
    ),
    "a message is new": (r"^message Nothing \{\}", r"\g<0>\nmessage Ping {}"),
    "the words are others": (r"^// Bounds of an SLI.*$", "// What it may be."),
}


@pytest.mark.parametrize("case", BREAKING)
def test_what_would_break_a_client_of_grpc_is_found(case: str, tmp_path: Path) -> None:
    told = found(tmp_path, *BREAKING[case])
    assert told
    assert not [each for each in told if each.startswith("COMPILE")]


@pytest.mark.parametrize("case", COMPATIBLE)
def test_an_addition_to_grpc_breaks_nothing(case: str, tmp_path: Path) -> None:
    assert found(tmp_path, *COMPATIBLE[case]) == []
