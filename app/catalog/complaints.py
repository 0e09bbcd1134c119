"""What pydantic found wrong with a file → sentences that say what would be right, and where.

Refuses to know YAML: positions come from ``app/catalog/positions.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.catalog.document import Document
from app.catalog.fields import NotText
from app.catalog.positions import FieldPath, Page, Place
from app.catalog.wording import did_you_mean, shown
from app.slo.errors import Finding

MAX_FINDINGS = 100
"""Of one file this many findings are reported; nobody reads more before correcting the first."""


def complaints(error: ValidationError, page: Page) -> list[Finding]:
    """Translate the errors, save those of values that the page has findings on already.

    Those beyond ``MAX_FINDINGS`` are left out: guessing what was meant takes time.
    """
    known = {(finding.line, finding.column) for finding in page.findings}
    details = error.errors(include_url=False)[:MAX_FINDINGS]
    translated = (_finding(detail, page) for detail in details)
    return [finding for finding in translated if (finding.line, finding.column) not in known]


def _finding(detail: ErrorDetails, page: Page) -> Finding:
    path = _written_path(detail["loc"], page)
    field = (*path, detail["loc"][-1]) if detail["type"] == "missing" else path
    return page.finding(_place(detail, path, page), field, _sentence(detail, path, page))


def _written_path(location: FieldPath, page: Page) -> FieldPath:
    """Leave out the steps that pydantic adds for alternatives and for keys."""
    path: FieldPath = ()
    for step in location:
        if (*path, step) in page.values:
            path = (*path, step)
    return path


def _place(detail: ErrorDetails, path: FieldPath, page: Page) -> Place:
    """Point at the key where the field as a whole is meant, otherwise at its value."""
    is_about_key = detail["type"] in {"extra_forbidden", "missing"} or _is_key(detail)
    if is_about_key or isinstance(detail["input"], dict):
        return page.keys.get(path, page.place_of(path))
    return page.place_of(path)


def _sentence(detail: ErrorDetails, path: FieldPath, page: Page) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        name = str(detail["loc"][-1])
        return f'unknown field "{shown(name)}"; {did_you_mean(name, _model(detail).model_fields)}'
    if kind == "missing":
        name = str(detail["loc"][-1])
        about = _model(detail).model_fields[name].description
        return f'the field "{name}" is missing; add it: {about}'
    if _quoting_helps(detail, path, page):
        return _quote_it(detail, path, page)
    return f"{_subject(path)} {_predicate(detail)}"


def _predicate(detail: ErrorDetails) -> str:
    """Say what a value must be, beginning with ``must``."""
    got, limits = shown(detail["input"]), detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(limits["error"])
    if detail["type"] == "enum":
        allowed = re.findall(r"'([^']*)'", str(limits["expected"]))
        guess = did_you_mean(str(got), allowed)
        hint = f"; {guess}" if guess.startswith("did") else ""
        return f"must be one of {', '.join(allowed)}, got {got}{hint}"
    wanted = _WANTED.get(detail["type"])
    if wanted is None:
        return f"is wrong: {detail['msg']}, got {got}"
    return f"must {wanted(limits)}, got {got}"


_WANTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "be text",
    "bool_type": lambda _: "be true or false",
    "int_type": lambda _: "be a whole number",
    "list_type": lambda _: 'be a list, such as [a, b] or lines that begin with "- "',
    "dict_type": lambda _: "be a mapping of names to text, such as {team: payments}",
    "model_type": lambda _: 'be a mapping of fields ("name: value" on lines of their own)',
    "greater_than_equal": lambda limits: f"be at least {limits['ge']}",
    "less_than_equal": lambda limits: f"be at most {limits['le']}",
    "too_short": lambda limits: f"have at least {limits['min_length']} entry",
    "too_long": lambda limits: f"have at most {limits['max_length']} entries",
}


def _quoting_helps(detail: ErrorDetails, path: FieldPath, page: Page) -> bool:
    """Whether text was wanted, and YAML read what was written as a boolean or a number."""
    error = detail.get("ctx", {}).get("error")
    wants_text = detail["type"] == "string_type" or isinstance(error, NotText)
    return wants_text and path in page.texts


def _quote_it(detail: ErrorDetails, path: FieldPath, page: Page) -> str:
    written = shown(page.texts[path])
    kind = "boolean" if isinstance(detail["input"], bool) else "number"
    return f'{_subject(path)} must be text, YAML reads {written} as a {kind}; quote it: "{written}"'


def _subject(path: FieldPath) -> str:
    """Name a field by its last key and the positions after it: ``disable[0]``."""
    if not path:
        return "the file"
    last = path[-1]
    return f"{_subject(path[:-1])}[{last}]" if isinstance(last, int) else shown(last)


def _is_key(detail: ErrorDetails) -> bool:
    return detail["loc"][-1:] == ("[key]",)


def _model(detail: ErrorDetails) -> type[BaseModel]:
    """Find the model whose field is unknown or missing."""
    model: type[BaseModel] = Document
    for step in detail["loc"][:-1]:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Find the model in an annotation such as ``list[Model]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
