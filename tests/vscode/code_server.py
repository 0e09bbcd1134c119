"""A VS Code that runs without a screen: what it takes, and one that runs with the extension in it.

Refuses to know what is done in it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.chromium import chromium
from tests.left_out import leave_out
from tests.prometheus.loopback import LoopbackServer

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "apps/vscode-extension"
PACKAGED = EXTENSION / "slo-monitor.vsix"
STOPWATCH = EXTENSION / "build/stopwatch.vsix"
TOOLS = ROOT / ".tools/vscode"
PROGRAM = TOOLS / "node_modules/code-server/out/node/entry.js"
INSTALLS_WITHIN_SECONDS = 120.0

ALWAYS = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "window.commandCenter": False,
    "editor.minimap.enabled": False,
    "files.autoSave": "off",  # in a browser it is on, and the service reads what is saved
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.ignoreRecommendations": True,
    # What is told of is told of at once; nothing here may pass because it was asked for anew.
    "sloMonitor.refreshSeconds": 3600,
}
"""The settings that every flow begins with."""


def missing_for_the_editor() -> list[str]:
    """Name what the editor needs and is not there, and how to get it."""
    return [
        f"{what} ({how})"
        for what, there, how in (
            ("node", shutil.which("node") is not None, "Node 20 or later"),
            ("code-server", (TOOLS / "complete").exists(), "deploy/scripts/tools.sh install"),
            ("chromium", chromium() is not None, "deploy/scripts/tools.sh install"),
            (PACKAGED.name, PACKAGED.exists(), "deploy/scripts/vscode.sh package"),
            (STOPWATCH.name, STOPWATCH.exists(), "deploy/scripts/vscode.sh package"),
        )
        if not there
    ]


def require_editor() -> None:
    """Skip the module that is being imported where something is missing.

    In CI that is a failure.
    """
    if missing := missing_for_the_editor():
        leave_out(f"there is no {', '.join(missing)}")


def browser() -> str:
    """The browser that the editor is opened in."""
    found = chromium()
    assert found is not None
    return found


class CodeServer(LoopbackServer):
    """The editor's server with the extension installed; its settings are those of the flow."""

    ready_path = "/healthz"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._data = folder / "user"
        self._extensions = folder / "extensions"
        (folder / "config.yaml").write_text("{}\n")

    @property
    def data(self) -> Path:
        """Where it keeps what is the user's."""
        return self._data

    @property
    def settings(self) -> Path:
        """The file of the user's settings."""
        return self._data / "User/settings.json"

    def command(self) -> Sequence[str]:
        return [
            *self._program(),
            f"--bind-addr=127.0.0.1:{self.port}",
            "--auth=none",
            "--disable-telemetry",
            "--disable-update-check",
        ]

    def install(self, package: Path = PACKAGED) -> None:
        """Install an extension as a user does, from what is packaged; usually ours."""
        subprocess.run(
            [*self._program(), "--install-extension", package],
            check=True,
            capture_output=True,
            timeout=INSTALLS_WITHIN_SECONDS,
        )

    def set(self, settings: Mapping[str, Any]) -> None:
        """Give the user these settings, and no others of an earlier flow."""
        self.settings.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(json.dumps({**ALWAYS, **settings}, indent=2))

    def _program(self) -> list[str]:
        return [
            "node",
            str(PROGRAM),
            f"--config={self.folder / 'config.yaml'}",
            f"--extensions-dir={self._extensions}",
            f"--user-data-dir={self._data}",
        ]
