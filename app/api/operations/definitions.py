"""Definitions that are only proposed, and what a file of them may hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from app.api.operations.asking import Answer, Asking, NoQuestion, answer
from app.api.operations.backend import Backend
from app.api.validation_view import validation_view
from app.api.wire.validation import JsonSchema, ValidationQuestion
from app.catalog.examining import examined
from app.catalog.schema import schema_text
from app.slo.errors import InvalidQuestion, TooManyValidations

MOST_OPEN = 16
RETRY_SECONDS = 5.0

Found = TypeVar("Found")


class _Examiner:
    """A thread of its own: what takes seconds keeps neither the loop nor large answers waiting."""

    def __init__(self, most_open: int) -> None:
        self._most = most_open
        self._places = BoundedSemaphore(most_open)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="definitions")

    async def find(self, examine: Callable[[], Found]) -> Found:
        """Examine after all that was asked before.

        Raises:
            TooManyValidations: as many questions wait as may.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyValidations(self._most, RETRY_SECONDS)
        future = self._thread.submit(examine)
        # Who goes away lets go of the place only once the thread has let go of the work.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)


_EXAMINER = _Examiner(MOST_OPEN)


async def validate_definitions(
    _backend: Backend, _asking: Asking, question: ValidationQuestion
) -> Answer:
    """Say what would become of definition files, without using them; nothing is stored or read.

    They are taken as the whole catalog: those in force are not looked at. What only Prometheus
    can tell is not found out here; `slo-monitor validate --prometheus-url` does that.
    """
    texts = {file.path: file.content for file in question.files}
    if len(texts) < len(question.files):
        raise InvalidQuestion("files", "each path may stand there once")
    found = await _EXAMINER.find(lambda: examined(texts.items()))
    return Answer(
        lambda: validation_view(found, question.limit), len(found.names) + len(found.findings)
    )


async def definition_schema(_backend: Backend, _asking: Asking, _question: NoQuestion) -> Answer:
    """Give the JSON schema of a definition file, for editors."""
    return answer(JsonSchema(json_schema=schema_text()))
