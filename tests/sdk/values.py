"""Answers as values that can be compared: a time is a time, however many digits it has."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


def plain(answer: Any) -> Any:  # noqa: ANN401 - JSON
    """Give an answer with its times as instants; everything else is as it came."""
    if isinstance(answer, dict):
        return {name: plain(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [plain(value) for value in answer]
    if isinstance(answer, str) and _TIME.fullmatch(answer):
        return datetime.fromisoformat(answer)
    return answer
