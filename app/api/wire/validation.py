"""Definition files that are only proposed, what is wrong with them, and the schema of one."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.wire.scalar import View, known

MOST_FILES = 1000
MOST_FINDINGS = 1000


class FindingSeverity(StrEnum):
    """Whether a finding keeps the definitions from being used."""

    ERROR = "ERROR"
    WARNING = "WARNING"


class Finding(View):
    """Something that is to be said of a definition, and where it stands."""

    file: str
    """The file, by the path that it was sent under."""
    line: int
    """The line, from 1."""
    column: int | None
    """The character of the line, from 1; null if the definition that begins there is meant."""
    field: str | None
    """The field, such as `slos[0].objective`; null if it is none, or more than one."""
    severity: Annotated[str, known(FindingSeverity)]
    """ERROR: the definitions cannot be used; WARNING: they can, and perhaps mean something else."""
    message: str
    """What it is, and what would be right."""


class Validation(View):
    """What would become of definition files; they are taken whole or not at all."""

    valid: bool
    """Whether they could be used: no finding is an ERROR."""
    findings: list[Finding]
    """By file and place; at most 100 errors are told of one file."""
    has_more: bool
    """Whether there are more findings than `limit`; errors are told before warnings then."""
    slos: list[str]
    """Names of the definitions, in order; empty unless they are valid."""


class ProposedFile(BaseModel):
    """A definition file that is only proposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="What findings call it; no file is looked for.",
    )
    content: str = Field(description="Its text: YAML, as it would stand in the file.")


class ValidationQuestion(BaseModel):
    """Definition files as they would stand beside each other, and nothing else in the catalog."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: list[ProposedFile] = Field(
        min_length=1, max_length=MOST_FILES, description="The files, in any order."
    )
    limit: int = Field(MOST_FINDINGS, ge=1, le=MOST_FINDINGS, description="The most findings.")


class JsonSchema(View):
    """The JSON schema (draft 2020-12) of a definition file, for editors."""

    json_schema: str
    """The schema itself, as text."""
