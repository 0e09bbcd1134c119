"""Plays flows of ``apps/vscode-extension/e2e``, and does what they ask for outside the editor."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.vscode.code_server import EXTENSION, ROOT, TOOLS, CodeServer, browser

SHOTS = ROOT / "build/vscode-e2e"
"""Where the screenshots of all flows stay; CI keeps the folder."""
PLAYS_WITHIN_SECONDS = 240.0

Tasks = Mapping[str, Callable[[], object]]


def play(
    flow: str,
    editor: CodeServer,
    workspace: Path,
    *,
    settings: Mapping[str, Any],
    tasks: Tasks | None = None,
    **facts: str,
) -> dict[str, Any]:
    """Play a flow to its end in an editor that has a workspace open and these settings.

    ``facts`` is what the flow is told, ``tasks`` what it may ask for. What it measured is given
    back. A flow that fails fails the test, with its words and the place of its screenshot.
    """
    editor.set(settings)
    told = {
        "editor": editor.url,
        "workspace": str(workspace),
        "settings": str(editor.settings),
        "tools": str(TOOLS),
        "chromium": browser(),
        "shots": str(SHOTS),
        **facts,
    }
    log = editor.folder / f"{flow}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(
            ["node", EXTENSION / "e2e/play.mjs", flow],
            env={**os.environ, "SLO_MONITOR_FLOW": json.dumps(told)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
    too_long = threading.Timer(PLAYS_WITHIN_SECONDS, process.kill)
    too_long.start()
    try:
        measured = _served(process, tasks or {})
        code = process.wait()
    finally:
        too_long.cancel()
        process.kill()
        process.wait()
    if code != 0:
        pytest.fail(f"flow {flow} ended with {code}:\n{log.read_text()}", pytrace=False)
    return measured


def _served(process: subprocess.Popen[str], tasks: Tasks) -> dict[str, Any]:
    """Do what the flow asks for until it is over; give what it measured."""
    assert process.stdin is not None
    assert process.stdout is not None
    measured: dict[str, Any] = {}
    with process.stdin, process.stdout:
        for line in process.stdout:
            said = json.loads(line)
            if "do" in said:
                process.stdin.write(json.dumps({"done": tasks[said["do"]]()}) + "\n")
                process.stdin.flush()
            else:
                measured[said["measured"]] = said["value"]
    return measured
