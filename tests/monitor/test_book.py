from __future__ import annotations

from app.monitor.book import Book
from app.slo.snapshot import Snapshot
from tests.api.builders import snapshot_of


def test_a_listener_is_told_of_what_becomes_current_and_of_nothing_else() -> None:
    book, told = Book(), list[Snapshot]()
    older, newer = snapshot_of([], generation=1), snapshot_of([], generation=2)
    book.listen(told.append)
    book.publish(newer)
    book.publish(older)
    assert told == [newer]
