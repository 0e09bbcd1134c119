"""What every operation takes and gives: a question, who asks, and an answer to be made.

Refuses to know a face: no HTTP, no gRPC, no MCP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from app.api.aside import made
from app.api.caller import Caller
from app.api.wire.scalar import View


class Question(BaseModel):
    """All that is asked; a field that is not known is refused, since a typo changes the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


REPEAT_KEY_PATTERN = "^[!-~]{1,200}$"
"""What an idempotency key looks like, on every face."""


class NoQuestion(Question):
    """The question of an operation that needs none."""


class ById(Question):
    """Which one is meant."""

    id: str


def without_null(schema: dict[str, Any]) -> None:
    """Document an optional parameter as what it holds: a query cannot say null."""
    given = next(each for each in schema.pop("anyOf") if each.get("type") != "null")
    schema.update(given)


@dataclass(frozen=True, slots=True)
class Written:
    """A thing that was created, changed or deleted: what it is, and its id.

    ``kind`` is a word of ours, such as ``annotation``; ``id`` is never a text that somebody sent.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and what came of it.

    What has the same ``repeat_key`` of the same caller is done once. An operation adds to
    ``written`` what it wrote, for the audit log.
    """

    caller: Caller | None
    repeat_key: str | None = None
    written: list[Written] = field(default_factory=list)

    @property
    def writer(self) -> str:
        """Who writes, as it is stored: the name of a key, or ``loopback``.

        Raises:
            LookupError: nobody knows, which no write that was let through can meet.
        """
        if self.caller is None:
            raise LookupError("only who may write has a name")
        return self.caller.name

    def wrote(self, kind: str, written_id: str) -> None:
        """Say what was written, once for each thing."""
        self.written.append(Written(kind, written_id))


class Listing(NamedTuple):
    """A view whose list ``field`` is empty, and the items that belong there, in order.

    Each is made, written and let go before the next: thousands of views at a time would keep the
    garbage collector busy for longer than all the rest takes. ``lasting_generation`` is that of the
    evaluation it speaks of, if the same is answered until there is another.
    """

    head: View
    field: str
    items: Iterable[View]
    lasting_generation: int | None = None


Made = View | Listing
Written_ = TypeVar("Written_")


class Answer(NamedTuple):
    """An answer that is still to be made, and about how many things it speaks."""

    make: Callable[[], Made]
    size: int = 0

    async def written(self, write: Callable[[Made], Written_]) -> Written_:
        """Make it and put it into a face's form, where that disturbs the others least."""
        return await made(lambda: write(self.make()), self.size)


def answer(view: View) -> Answer:
    """Answer with a small view that is made already."""
    return Answer(lambda: view)
