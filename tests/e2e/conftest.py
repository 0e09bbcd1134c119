"""A demo per test, on free ports and with its state in the test's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demo import Demo


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Give a demo of which nothing runs yet; whatever the test starts is ended after it."""
    with Demo(tmp_path / "state") as demo:
        yield demo
