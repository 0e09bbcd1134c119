"""The browser that tests open pages in."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What it is called on Debian, and on Ubuntu."""


def chromium() -> str | None:
    """Find it; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
