"""Notices that the definitions changed, and takes over only what can be read as a whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from app.monitor.book import Book
from app.slo.definition import Slo
from app.slo.errors import InvalidDefinition
from app.slo.exclusion import Exclusion
from app.slo.plan import Plan

RELOAD_TOPIC = "catalog"

log = logging.getLogger(__name__)


class Loaded(Protocol):
    """What definition files hold."""

    @property
    def slos(self) -> Sequence[Slo]:
        """The definitions."""
        ...

    @property
    def exclusions(self) -> Sequence[Exclusion]:
        """The times that are left out."""
        ...

    @property
    def plans(self) -> Sequence[Plan]:
        """The plans."""
        ...


class CatalogWatch:
    """Looks at the definitions at each step; a reload that fails keeps the catalog in force.

    ``load`` reads them all or raises ``InvalidDefinition``; ``fingerprint`` changes, cheaply,
    whenever the files do. ``on_reload`` is told ``accepted`` or ``refused``. What
    there is to remark on definitions that are taken is logged.
    """

    def __init__(
        self,
        load: Callable[[], Loaded],
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
        self._plans: Sequence[Plan] = ()

    @property
    def plans(self) -> Sequence[Plan]:
        """The plans of the definitions that were taken last, by name."""
        return self._plans

    def first(self) -> Loaded:
        """Read the definitions to start with.

        Raises:
            InvalidDefinition: they cannot be used; there is no catalog to fall back on.
        """
        self._seen = self._fingerprint()
        return self._taken(self._load())

    def changed(self) -> Loaded | None:
        """Return the new definitions if the files changed and can be used, else ``None``."""
        seen = self._fingerprint()
        if seen == self._seen:
            return None
        self._seen = seen
        try:
            loaded = self._load()
        except InvalidDefinition as error:
            self._refuse(error)
            return None
        log.info("the definitions changed; %d are in force", len(loaded.slos))
        self._book.note(RELOAD_TOPIC, None)
        self._on_reload("accepted")
        return self._taken(loaded)

    def _taken(self, loaded: Loaded) -> Loaded:
        for sentence in self._remarks(loaded.slos):
            log.info(sentence)
        self._plans = loaded.plans
        return loaded

    def _refuse(self, error: InvalidDefinition) -> None:
        more = len(error.findings) - 1
        sentence = (
            "the changed definitions were refused, the old ones stay in force: "
            f"{error.findings[0]}{f' (and {more} more)' if more else ''}"
        )
        log.error(sentence)
        self._book.note(RELOAD_TOPIC, sentence)
        self._on_reload("refused")
