"""What a test does where something is missing that it needs: ``leave_out``."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def is_ci() -> bool:
    """Say whether this is a run in which nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def leave_out(why: str) -> NoReturn:
    """Leave out the test, or the module that is being imported; in CI that is a failure."""
    if is_ci():
        pytest.fail(why, pytrace=False)
    pytest.skip(why, allow_module_level=True)
