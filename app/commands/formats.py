"""The formats that a verdict can be told in, each as the bytes of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.gate.reports.github import github
from app.gate.reports.junit import junit
from app.gate.reports.markdown import markdown
from app.gate.reports.reading import read
from app.gate.reports.sarif import sarif
from app.gate.reports.text import text


class Format(StrEnum):
    """How a verdict is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"


def written(form: Format, verdict: Mapping[str, Any], definitions: str) -> bytes:
    """Write the report; JSON is the verdict as the service gave it, with all that is unknown."""
    if form is Format.JSON:
        return _as_json(verdict)
    report = read(verdict, definitions)
    if form is Format.SARIF:
        return _as_json(sarif(report))
    told = {
        Format.TEXT: lambda: text(report).plain,
        Format.MARKDOWN: lambda: markdown(report),
        Format.JUNIT: lambda: junit(report),
        Format.GITHUB: lambda: github(report),
    }
    return told[form]().encode()


def _as_json(value: object) -> bytes:
    written_out = json.dumps(value, indent=2, ensure_ascii=False)
    return f"{written_out}\n".encode(errors="replace")  # a label may hold half of a pair
