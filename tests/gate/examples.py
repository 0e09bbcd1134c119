"""The examples of ``docs/gate.md``; ``python -m tests.gate.examples`` writes them anew."""

from __future__ import annotations

import re

from app.commands.formats import Format, written
from tests.documents import DOCS
from tests.gate.verdicts import AVAILABLE, LATE, RUN, UNDECIDED

PAGE = DOCS / "gate.md"
DEFINITIONS = "deploy/slos"
WHOLE = {**RUN, "results": [AVAILABLE, LATE, UNDECIDED]}
ONE = {**RUN, "summary": f"checkout-latency: {LATE['message']}", "results": [LATE]}
SHORT_FORMATS = frozenset({Format.JSON, Format.SARIF})
"""Formats in which one SLO fills a page."""

EXAMPLE = re.compile(
    r"(<!-- example: (\w+) -->\n(`{3,})\w+\n)(.*?)(^\3$)", re.MULTILINE | re.DOTALL
)


def example(form: Format) -> str:
    """What the page shows of a format."""
    return written(form, ONE if form in SHORT_FORMATS else WHOLE, DEFINITIONS).decode()


def shown(text: str) -> dict[str, str]:
    """The examples of a page, by their format."""
    return {found[2]: found[4] for found in EXAMPLE.finditer(text)}


def renewed(text: str) -> str:
    """The page with its examples as they are today."""
    return EXAMPLE.sub(lambda found: f"{found[1]}{example(Format(found[2]))}{found[5]}", text)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text()))
