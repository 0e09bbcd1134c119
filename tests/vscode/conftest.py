"""For the tests in a real editor: one editor and one shop per file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.demo import Demo
from tests.vscode.code_server import CodeServer
from tests.vscode.shop import slow_shop


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """An editor's server with the extension installed."""
    server = CodeServer(tmp_path_factory.mktemp("editor"))
    server.install()
    with server:
        yield server


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A slow shop, its Prometheus and the service; its definitions are the workspace."""
    with slow_shop(tmp_path_factory.mktemp("shop")) as demo:
        yield demo
