"""Writes the step's outputs from a verdict: ``outputs.py VERDICT.json EXIT_CODE``."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path


def main(file: Path, code: str) -> None:
    """Print the outputs in the form of ``$GITHUB_OUTPUT``; no verdict is an ERROR."""
    verdict: Mapping[str, object] = {
        "verdict": "ERROR",
        "summary": f"There is no verdict: the command ended with exit code {code}.",
    }
    if file.is_file() and file.stat().st_size:
        verdict = json.loads(file.read_text())
    for name in ("verdict", "check_id", "summary"):
        end = secrets.token_hex(16)  # a text that nobody can have put into the value
        sys.stdout.write(f"{name}<<{end}\n{verdict.get(name) or ''}\n{end}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
