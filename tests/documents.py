"""The documents as the tests of their contents read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    """The text of a page of the docs."""
    return (DOCS / name).read_text()


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of every table row below tables whose first column has this heading."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == heading:
            inside = True
        elif inside and set(line) - set("|-: "):
            found.append(cells)
    return found


def named(text: str, heading: str) -> list[str]:
    """What stands as code in the first column of these tables."""
    return [code for cells in rows(text, heading) for code in CODE.findall(cells[0])]
