"""What a person should know of a step: said in the readiness, and once in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from app.monitor.book import Book
from app.slo.account import Delta
from app.slo.definition import Slo
from app.slo.reading import Trouble
from app.slo.snapshot import Reason

SOURCE_TOPIC = "source"

log = logging.getLogger(__name__)


class Remarks:
    """Notes what is wrong for as long as it lasts."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._trouble: Trouble | None = None
        self._cut: set[str] = set()

    def not_read(self, troubles: Iterable[Trouble | None], definitions: int) -> None:
        """Say how many of so many definitions could not be read, and why the first could not."""
        met = [t for t in troubles if t is not None and t.reason is not Reason.BACKFILLING]
        count = f"{len(met)} of {definitions} definitions could not be read"
        if met and self._trouble != met[0]:
            log.warning("%s: %s", count, met[0].message)
        if self._trouble is not None and not met:
            log.info("all definitions are read again")
        self._trouble = met[0] if met else None
        self._book.note(SOURCE_TOPIC, f"{count}: {met[0].message}" if met else None)

    def cut_groups(self, deltas: Iterable[Delta], slos: Mapping[str, Slo]) -> None:
        """Say of which definitions not all groups are evaluated."""
        for delta in deltas:
            if delta.cut_groups:
                limit = slos[delta.slo_name].max_groups
                self._book.note(
                    _groups_topic(delta.slo_name),
                    f"{delta.slo_name}: {delta.cut_groups} label sets beyond max_groups ({limit}) "
                    "are not evaluated",
                )
                self._cut.add(delta.slo_name)
            elif delta.slo_name in self._cut:
                self.forget_groups([delta.slo_name])

    def forget_groups(self, slo_names: Iterable[str]) -> None:
        """Withdraw what was said of groups."""
        for name in slo_names:
            self._book.note(_groups_topic(name), None)
            self._cut.discard(name)

    def forget(self, slo_names: Iterable[str]) -> None:
        """Withdraw everything: another process says what is wrong now."""
        self._trouble = None
        self._book.note(SOURCE_TOPIC, None)
        self.forget_groups(slo_names)


def _groups_topic(slo_name: str) -> str:
    return f"groups of {slo_name}"
