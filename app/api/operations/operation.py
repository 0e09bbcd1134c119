"""A row of the table of operations: what is asked, what answers, and where each face has it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from app.api.operations.asking import Answer, Asking
from app.api.operations.backend import Backend
from app.api.wire.scalar import View


class Route(NamedTuple):
    """Where REST has an operation."""

    method: str
    path: str


class Absent(NamedTuple):
    """Why a face does not have an operation, in a sentence."""

    why: str


def never(_question: BaseModel) -> bool:
    """An operation that only reads."""
    return False


def always(_question: BaseModel) -> bool:
    """An operation that writes."""
    return True


@dataclass(frozen=True, slots=True)
class Operation:
    """What the service can be asked to do.

    ``name`` is that of its function, and in PascalCase that of its gRPC method. ``question`` holds
    all that is asked, ``views`` are what it can be answered with. Exactly one of ``answer`` and
    ``turns`` is there: the second for one that is answered again and again, until it ends.
    ``writes`` says of a question whether it needs a key that may write. ``repeatable``: it takes
    an idempotency key.
    """

    name: str
    question: type[BaseModel]
    views: tuple[type[View], ...]
    rest: tuple[Route, ...] | Absent
    tool: str | Absent
    answer: Callable[[Backend, Asking, Any], Awaitable[Answer]] | None = None
    turns: Callable[[Backend, Asking, Any], AsyncGenerator[Any]] | None = None
    writes: Callable[[Any], bool] = never
    is_repeatable: bool = False
    rpc: str | Absent = ""

    @property
    def method(self) -> str | Absent:
        """Name of its gRPC method, or why there is none."""
        return self.rpc or "".join(word.capitalize() for word in self.name.split("_"))
