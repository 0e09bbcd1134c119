"""Notices that the definitions changed, and takes over only what can be read as a whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from app.monitor.book import Book
from app.slo.definition import Slo
from app.slo.errors import InvalidDefinition

RELOAD_TOPIC = "catalog"

log = logging.getLogger(__name__)


class CatalogWatch:
    """Looks at the definitions at each step; a reload that fails keeps the catalog in force.

    ``load`` reads them all or raises ``InvalidDefinition``; ``fingerprint`` changes, cheaply,
    whenever the files do. ``on_reload`` is told ``accepted`` or ``refused``. What
    there is to remark on definitions that are taken is logged.
    """

    def __init__(
        self,
        load: Callable[[], Sequence[Slo]],
        fingerprint: Callable[[], str],
        book: Book,
        on_reload: Callable[[str], None],
        remarks: Callable[[Sequence[Slo]], Sequence[str]] = lambda _: (),
    ) -> None:
        self._load = load
        self._fingerprint = fingerprint
        self._book = book
        self._on_reload = on_reload
        self._remarks = remarks
        self._seen = ""

    def first(self) -> Sequence[Slo]:
        """Read the definitions to start with.

        Raises:
            InvalidDefinition: they cannot be used; there is no catalog to fall back on.
        """
        self._seen = self._fingerprint()
        return self._taken(self._load())

    def changed(self) -> Sequence[Slo] | None:
        """Return the new definitions if the files changed and can be used, else ``None``."""
        seen = self._fingerprint()
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            slos = self._load()
        except InvalidDefinition as error:
            self._refuse(error)
            return None
        log.info("the definitions changed; %d are in force", len(slos))
        self._book.note(RELOAD_TOPIC, None)
        self._on_reload("accepted")
        return self._taken(slos)

    def _taken(self, slos: Sequence[Slo]) -> Sequence[Slo]:
        for sentence in self._remarks(slos):
            log.info(sentence)
        return slos

    def _refuse(self, error: InvalidDefinition) -> None:
        more = len(error.findings) - 1
        sentence = (
            "the changed definitions were refused, the old ones stay in force: "
            f"{error.findings[0]}{f' (and {more} more)' if more else ''}"
        )
        log.error(sentence)
        self._book.note(RELOAD_TOPIC, sentence)
        self._on_reload("refused")
