"""A changed catalog comes into force whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.loader import fingerprint, load
from app.monitor.book import Book
from app.monitor.watch import CatalogWatch
from app.slo.errors import InvalidDefinition

GOOD = """\
version: 1
service: shop
slos:
  - name: {name}
    objective: 99%
    period: 1d
    indicator: {{latency: {{histogram: h, threshold: 1s}}}}
"""


class Watched:
    """A folder of definitions under a watch that remembers what it reported."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.book = folder, Book()
        self.reports: list[str] = []
        self.watch = CatalogWatch(
            lambda: load(folder), lambda: fingerprint(folder), self.book, self.reports.append
        )

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    watched = Watched(tmp_path)
    watched.write("a.yaml", GOOD.format(name="a"))
    return watched


def test_nothing_is_reported_while_nothing_changes(watched: Watched) -> None:
    assert [slo.name for slo in watched.watch.first().slos] == ["a"]
    assert watched.watch.changed() is None
    assert watched.reports == []


def test_a_new_file_comes_into_force(watched: Watched) -> None:
    watched.watch.first()
    watched.write("b.yaml", GOOD.format(name="b"))
    changed = watched.watch.changed()
    assert changed is not None
    assert [slo.name for slo in changed.slos] == ["a", "b"]
    assert watched.reports == ["accepted"]


def test_a_broken_file_changes_nothing_and_is_named_until_it_is_mended(watched: Watched) -> None:
    watched.watch.first()
    watched.write("b.yaml", "slos: [")
    assert watched.watch.changed() is None
    assert watched.watch.changed() is None
    assert watched.reports == ["refused"]
    assert "b.yaml:2:1" in watched.book.notices()[0]
    watched.write("b.yaml", GOOD.format(name="b"))
    assert watched.watch.changed() is not None
    assert watched.book.notices() == ()


def test_there_is_no_start_with_broken_definitions(watched: Watched) -> None:
    watched.write("b.yaml", "slos: [")
    with pytest.raises(InvalidDefinition):
        watched.watch.first()
