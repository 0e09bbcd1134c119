"""What is written about the SDKs: their checks compile the examples, and links lead on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents import FENCE, page
from tests.sdk.sdks import PACKAGES, ROOT
from tests.test_docs_links import broken_links

PAGES = sorted((ROOT / "packages").glob("*/*.md"))


@pytest.mark.parametrize("language", PACKAGES)
def test_the_examples_are_those_of_the_readme_that_is_compiled(language: str) -> None:
    readme = (PACKAGES[language] / "README.md").read_text()
    shown = [text for kind, text in FENCE.findall(page("sdks.md")) if kind == language]
    assert shown
    for example in shown:
        assert example in readme


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_of_the_packages_lead_somewhere(file: Path) -> None:
    assert broken_links(file) == []
