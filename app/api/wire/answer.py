"""What is answered that is no SLO: problems, and how the service is."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.api.wire.scalar import View, known


class Problem(View):
    """Why a request was not answered (RFC 9457)."""

    type: str
    """URI that identifies the kind of problem."""
    title: str
    """The kind of problem, for people."""
    status: int
    """The HTTP status."""
    detail: str
    """This problem as a sentence."""
    code: str
    """Stable code of the kind of problem, UPPER_CASE; more may come."""
    field: str | None
    """The field or parameter that is wrong, such as `slos[0]`; null if it is none."""


class Nothing(View):
    """What is answered where there is nothing to say but that it is done."""


class HealthWord(StrEnum):
    """How the service is."""

    ALIVE = "ALIVE"
    READY = "READY"
    NOT_READY = "NOT_READY"


class Health(View):
    """How the service is."""

    status: Annotated[str, known(HealthWord)]
    """Whether it can answer."""
    details: list[str]
    """One sentence per matter that a person should know."""
