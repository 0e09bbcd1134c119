"""A tool's answer: the operation's view, cut to what an agent has room for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from mcp_types import CallToolResult, TextContent

from app.api.mcp.brief import LEFT_OUT, ROOM_BYTES, chosen, how_many_fit, room_for, shorten
from app.api.mcp.forms import KEPT, Cut, Form
from app.api.mcp.schemas import without
from app.api.operations.asking import Listing, Made
from app.api.operations.listing import MOST_LISTED
from app.api.wire.scalar import View
from app.slo.verdict import SEVERITY_ORDER

MOST_TRIES = 4
"""So often a coarser step is tried: the ends of a history are bins of their own."""

_RANKS = {kind.name: rank for rank, kind in enumerate(SEVERITY_ORDER)}


@dataclass(frozen=True, slots=True)
class Document:
    """An answer as JSON, how many items its list has in truth, and what was left out already."""

    fields: dict[str, Any]
    listed: int = 0
    left_out: tuple[str, ...] = ()


Ask = Callable[[Any], Awaitable[Document]]
"""Asks the operation a question anew."""


def whole_document(made: Made, form: Form | None = None) -> Document:
    """Write every field, as REST does."""
    if not isinstance(made, Listing):
        return Document(_opened(_json(made), form))
    return Document({**_json(made.head), made.field: [_json(item) for item in made.items]})


def brief_document(made: Made, form: Form) -> Document:
    """Write the fields that the form shows, of no more items than could have room."""
    if isinstance(made, Listing):
        items = list(made.items)
        picked = _worst_first(items) if form.cut is Cut.WORST else items
        written = {**_json(made.head), made.field: [_json(item) for item in picked[:MOST_LISTED]]}
        count = len(items)
    else:
        written = _opened(_json(made), form)
        count = len(written.get(form.listed or "", ()))
    fields = chosen(without(written, *form.words) if form.words else written, form.shown)
    left_out = [*form.omitted]
    left_out += [each for name, most in form.few.items() for each in _first(fields, name, most)]
    items_shown = fields.pop(form.listed, None) if form.listed is not None else None
    if items_shown is not None:
        # Whatever else there is leaves the list half of the room.
        left_out += shorten(fields, None, KEPT, ROOM_BYTES // 2)
        fields[form.listed] = items_shown
    return Document(fields, count, tuple(left_out))


async def fitted(ask: Ask, form: Form, question: Any) -> dict[str, Any]:  # noqa: ANN401  # any
    """Ask, and cut what comes until it has room; the answer says what was left out."""
    document = await ask(question)
    if form.cut is Cut.PAGE:
        document = await _smaller_page(ask, form, question, document)
    elif form.cut is Cut.STEP:
        document = await _longer_steps(ask, form, question, document)
    fields, left_out = document.fields, [*document.left_out]
    if form.listed in fields:
        left_out += _some(fields, form, _fit(document, form), document.listed)
    left_out += shorten(fields, form.listed, KEPT, ROOM_BYTES)
    return {**fields, LEFT_OUT: left_out} if left_out else fields


def tool_answer(fields: dict[str, Any], form: Form) -> CallToolResult:
    """Say it as a structure, in a sentence, and as text for agents that see no structures."""
    return CallToolResult(
        content=[
            TextContent(text=_sentence(fields, form)),
            TextContent(text=orjson.dumps(fields).decode()),
        ],
        structured_content=fields,
    )


async def _smaller_page(ask: Ask, form: Form, question: Any, document: Document) -> Document:  # noqa: ANN401  # any
    fit = _fit(document, form)
    # Asked for again, so that the cursor is that of the last one shown.
    return await ask(_changed(question, limit=fit)) if fit < document.listed else document


async def _longer_steps(ask: Ask, form: Form, question: Any, document: Document) -> Document:  # noqa: ANN401  # any
    for _ in range(MOST_TRIES):
        fit = _fit(document, form)
        if fit >= document.listed or question.step is not None:
            break
        step = document.fields["step_seconds"] * -(-document.listed // fit)
        document = await ask(_changed(question, step=step))
    return document


def _fit(document: Document, form: Form) -> int:
    listed = form.listed or ""
    return how_many_fit(document.fields[listed], room_for(document.fields, listed))


def _changed(question: Any, **values: int) -> Any:  # noqa: ANN401  # a model
    return question.model_copy(update=values)


def _first(
    fields: dict[str, Any], listed: str, most: int, all_there_are: int | None = None
) -> list[str]:
    """Keep the first items of a list, and say how many others there are."""
    count = len(fields[listed]) if all_there_are is None else all_there_are
    fields[listed] = fields[listed][:most]
    missing = count - len(fields[listed])
    return [f"{listed}: {missing:,} of {count:,}"] if missing > 0 else []


def _some(fields: dict[str, Any], form: Form, most: int, all_there_are: int) -> list[str]:
    """Keep what has room of the list itself; of a history, the last points."""
    listed = form.listed or ""
    if form.cut is Cut.STEP:
        fields[listed] = fields[listed][-most:]
    return _first(fields, listed, most, all_there_are)


def _worst_first(items: Sequence[Any]) -> list[Any]:
    return sorted(items, key=lambda item: _RANKS.get(item.verdict, 0))


def _opened(fields: dict[str, Any], form: Form | None) -> dict[str, Any]:
    if form is not None and form.opened is not None:
        fields[form.opened] = orjson.loads(fields[form.opened])
    return fields


def _json(view: View) -> dict[str, Any]:
    # By way of the text that REST sends, so that nothing can differ.
    fields: dict[str, Any] = orjson.loads(view.model_dump_json())
    return fields


def _sentence(fields: dict[str, Any], form: Form) -> str:
    said = [f"{name} {fields[name]}" for name in form.said if name in fields]
    if form.listed is not None and form.listed in fields:
        said.append(f"{len(fields[form.listed])} {form.listed}")
    text = f"{form.title}: {', '.join(said)}." if said else f"{form.title}."
    if fields.get("next_cursor") is not None:
        text += " There are more: ask with `next_cursor` as `cursor`."
    if fields.get(LEFT_OUT):
        text += f" What had no room stands in `{LEFT_OUT}`; `detail: true` shows it."
    return text
