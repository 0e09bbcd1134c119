"""Links of the documents lead somewhere, their examples load, and decisions have their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.loader import parse
from tests.documents import DOCS, FENCE, LINK, PAGES, ROOT, page

REFUSED = "<!-- refused -->\n"
"""Stands before an example that is meant to be refused."""


def slug(heading: str) -> str:
    """The anchor that a heading gets: lower case, spaces to hyphens, signs dropped."""
    plain = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def broken_links(file: Path) -> list[str]:
    """Relative links of a page that lead to no file or no heading."""
    text = FENCE.sub("", file.read_text())
    links = [link for link in LINK.findall(text) if "://" not in link]
    return [link for link in links if not _leads_somewhere(file, link)]


def _leads_somewhere(file: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = file.parent / path if path else file
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", target.read_text()), re.MULTILINE)
    return anchor in {slug(heading) for heading in headings}


def definitions(text: str) -> Iterator[str]:
    """The definition files among the examples of a page."""
    examples = (body for kind, body in FENCE.findall(text) if kind == "yaml")
    return (body for body in examples if re.search(r"^slos:", body, re.MULTILINE))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_relative_links_lead_somewhere(file: Path) -> None:
    assert broken_links(file) == []


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# One `two`\n[a](b.md) [c](#one-two) [d](#three) [e](https://x.example)\n")
    assert broken_links(file) == ["b.md", "#three"]


def test_every_page_of_the_docs_is_linked_from_the_readme_or_an_index() -> None:
    indexes = (ROOT / "README.md", DOCS / "decisions/README.md")
    linked = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in indexes
        for link in LINK.findall(index.read_text())
    }
    assert [file for file in PAGES if file.name != "README.md" and file not in linked] == []


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_definitions_in_the_documents_load(file: Path) -> None:
    text = file.read_text().replace(f"{REFUSED}```yaml", "```refused")
    for example in definitions(text):
        _, findings = parse(example, "example.yaml")
        assert findings == ()


def test_there_are_definitions_to_load() -> None:
    assert any(definitions((ROOT / "README.md").read_text()))
    assert len(list(definitions(page("definitions.md")))) >= 2


def test_the_refused_definition_is_refused_with_the_words_that_are_shown() -> None:
    after = page("definitions.md").partition(REFUSED)[2]
    (_, definition), (_, shown) = FENCE.findall(after)[:2]
    _, findings = parse(definition, "shop.yaml")
    assert "\n".join(map(str, findings)) == shown.strip()


def test_files_that_the_documents_name_exist() -> None:
    named_files = {
        (file.relative_to(ROOT), name)
        for file in PAGES
        for name in re.findall(r"`((?:app|tests|deploy|docs)/[\w/.-]+)`", file.read_text())
    }
    assert [each for each in sorted(named_files) if not (ROOT / each[1]).exists()] == []


@pytest.mark.parametrize("file", sorted(DOCS.glob("decisions/0*.md")), ids=lambda file: file.name)
def test_a_decision_has_its_four_parts_on_one_page(file: Path) -> None:
    text = file.read_text()
    parts = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]
    assert text.startswith(f"# {int(file.name[:4])}. ")
    assert len(text.splitlines()) <= 40
