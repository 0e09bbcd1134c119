"""The extension in a real editor when things go wrong: each has a message, and a way on."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.keys import Scope, new_key
from app.settings import PREFIX
from tests.e2e.demo import Demo
from tests.prometheus.loopback import LoopbackServer, free_port
from tests.vscode.code_server import CodeServer, require_editor
from tests.vscode.flows import Tasks, play

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_editor()

DEAD = "http://127.0.0.1:1"


class Keyed(LoopbackServer):
    """A service beside the shop's, over the same Prometheus and definitions, that wants a key."""

    ready_path = "/livez"

    def __init__(self, folder: Path, shop: Demo, key: str) -> None:
        super().__init__(folder)
        self._shop, self._key, self._grpc_port = shop, key, free_port()

    def command(self) -> list[str]:
        settings = {
            "PROMETHEUS_URL": self._shop.settings.demo_prometheus_url,
            "SLOS": self._shop.settings.definitions,
            "DATA_DIR": self.folder / "data",
            "PORT": self.port,
            "GRPC_PORT": self._grpc_port,
            "STEP": "5s",
            "OFFSET": "5s",
            "API_KEYS": self._key,
        }
        set_to = [f"{PREFIX}{name}={value}" for name, value in settings.items()]
        return ["env", *set_to, sys.executable, "-m", "app", "serve"]


@pytest.fixture
def tasks(shop: Demo) -> Iterator[Tasks]:
    """What a flow may do to the service; it runs again after it."""
    runs = {"now": True}

    def ended(how: str) -> None:
        runs["now"] = False
        (shop.kill if how == "kill" else shop.stop)("slo-monitor")

    def started() -> None:
        runs["now"] = True
        shop.start("slo-monitor")

    yield {"stop": lambda: ended("stop"), "kill": lambda: ended("kill"), "start": started}
    if not runs["now"]:
        started()


def known(shop: Demo) -> Mapping[str, str]:
    """The settings of an editor that knows the service's address."""
    return {"sloMonitor.address": shop.settings.service_url}


def test_a_service_that_restarts_is_connected_to_again(
    editor: CodeServer, shop: Demo, tasks: Tasks
) -> None:
    play("restart", editor, shop.settings.definitions, settings=known(shop), tasks=tasks)


def test_a_service_that_dies_during_a_plan_leaves_nobody_in_doubt(
    editor: CodeServer, shop: Demo, tasks: Tasks
) -> None:
    play("service-dies", editor, shop.settings.definitions, settings=known(shop), tasks=tasks)


def test_strangers_and_nobody_at_the_address_are_told_apart(
    editor: CodeServer, shop: Demo, tasks: Tasks
) -> None:
    play(
        "nobody",
        editor,
        shop.settings.definitions,
        settings={"sloMonitor.address": shop.settings.demo_prometheus_url},
        tasks=tasks,
        service=shop.settings.service_url,
        stranger=shop.settings.demo_prometheus_url,
    )


def test_a_token_is_asked_for_and_is_in_no_file(
    editor: CodeServer, shop: Demo, tmp_path: Path
) -> None:
    token, key = new_key("editor", Scope.READ)
    with Keyed(tmp_path / "keyed", shop, str(key)) as keyed:
        play(
            "token",
            editor,
            shop.settings.definitions,
            settings={"sloMonitor.address": keyed.url},
            service=keyed.url,
            token=token,
            data=str(editor.data),
        )


def test_a_workspace_that_is_not_trusted_runs_no_plan(
    editor: CodeServer, shop: Demo, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(shop.settings.definitions, workspace)
    (workspace / ".vscode").mkdir()
    (workspace / ".vscode/settings.json").write_text(json.dumps({"sloMonitor.address": DEAD}))
    trusting = {"security.workspace.trust.enabled": True}
    play("untrusted", editor, workspace, settings={**known(shop), **trusting})


def test_a_service_of_an_older_protocol_is_understood(editor: CodeServer, shop: Demo) -> None:
    service = shop.settings.service_url
    play("older-service", editor, shop.settings.definitions, settings={}, service=service)
