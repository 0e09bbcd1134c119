"""How a client decodes a message, written down once in Python: by the wire models, leniently.

A field that is not known is passed over. One that is not there is null, an empty list or an empty
mapping, where it may be. Nothing is converted: text is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

Json = Any


class Undecodable(Exception):
    """A message is none; ``place`` says where, such as ``slos[1].budget``."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)


def decoded(model: type[BaseModel], message: Json) -> Json:
    """Decode a message, and give it as JSON again.

    Raises:
        Undecodable: it is no such message.
    """
    try:
        return model.model_validate(_completed(model, message), strict=True).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(message, first["loc"], is_missing=first["type"] == "missing")
        raise Undecodable(place) from None


def _completed(model: type[BaseModel], message: Json) -> Json:
    """Put in what may be left out, at every depth, and leave out what is not known."""
    if not isinstance(message, dict):
        return message
    whole: dict[str, Json] = {}
    for name, field in model.model_fields.items():
        if name in message:
            whole[name] = _inside(field.annotation, message[name])
        elif NoneType in get_args(field.annotation):
            whole[name] = None
        elif (kind := get_origin(field.annotation)) in {list, dict}:
            whole[name] = kind()
    return whole


def _inside(annotation: object, value: Json) -> Json:
    models = list(_models(annotation))
    if len(models) != 1:
        return value
    if isinstance(value, list):
        return [_completed(models[0], each) for each in value]
    return _completed(models[0], value)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def _place(message: Json, location: tuple[int | str, ...], *, is_missing: bool) -> str:
    """Write where something is wrong; steps that pydantic adds for alternatives are left out."""
    written = ""
    for step in location:
        if isinstance(message, list) and isinstance(step, int):
            written, message = f"{written}[{step}]", message[step]
        elif isinstance(message, dict) and (step in message or is_missing):
            written, message = f"{written}.{step}", message.get(step)
    return written.removeprefix(".")
