"""What is in the package that an editor installs."""

from __future__ import annotations

from collections.abc import Callable
from zipfile import ZipFile

import pytest

from tests.vscode.code_server import PACKAGED, require_editor

pytestmark = pytest.mark.e2e
require_editor()

MOST_BUNDLE_BYTES = 600_000


def test_the_bundle_is_small(record_property: Callable[[str, object], None]) -> None:
    with ZipFile(PACKAGED) as package:
        sizes = [file.file_size for file in package.infolist() if file.filename.endswith(".js")]
    record_property("extension: bundle, all its scripts", f"{sum(sizes) / 1e3:,.0f} KB")
    assert 0 < sum(sizes) < MOST_BUNDLE_BYTES
