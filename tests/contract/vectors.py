"""The vectors as the tests read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.contract.documents import CONTRACT

FOLDER = CONTRACT / "vectors"
SCHEMA = FOLDER / "vectors.schema.json"
FILES = sorted(file for file in FOLDER.glob("*.json") if file != SCHEMA)

Case = dict[str, Any]


def cases(kind: str) -> list[Case]:
    """The cases of one kind."""
    found: list[Case] = json.loads((FOLDER / f"{kind}.json").read_text())["cases"]
    return found


def every(kind: str, having: str = "name") -> pytest.MarkDecorator:
    """Run a test with each case of a kind that has this member."""
    chosen = [each for each in cases(kind) if having in each]
    return pytest.mark.parametrize("case", chosen, ids=lambda each: each["name"])
