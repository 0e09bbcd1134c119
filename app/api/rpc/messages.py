"""Views as messages: a field has the value of the view's field of that name, null is not set.

Refuses to compute: nothing is added, left out or rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import BaseModel

from app.api.operations.asking import Listing, Made
from app.api.rpc.words import numbers_of

Write = Callable[[Message, Any], None]
"""Puts the value of one field of a view into a message."""


def write_made(made: Made, message: Message) -> None:
    """Write what was made into an empty message; of a listing, item by item."""
    if not isinstance(made, Listing):
        fill(message, made)
        return
    fill(message, made.head)
    items = getattr(message, made.field)
    for item in made.items:
        fill(items.add(), item)


def fill(message: Message, view: BaseModel) -> None:
    """Put the values of a view into an empty message."""
    for name, write in _writes(message.DESCRIPTOR):
        # A view that is one of two kinds has the fields of its kind only.
        value = getattr(view, name, None)
        if value is not None:
            write(message, value)


@cache
def _writes(descriptor: Descriptor) -> tuple[tuple[str, Write], ...]:
    return tuple((field.name, _write_of(field)) for field in descriptor.fields)


def _write_of(field: FieldDescriptor) -> Write:
    name, inner = field.name, field.message_type
    if inner is not None and inner.GetOptions().map_entry:
        return lambda message, value: getattr(message, name).update(value)
    if inner is not None and inner.full_name == Timestamp.DESCRIPTOR.full_name:
        return lambda message, value: getattr(message, name).FromJsonString(value)
    if inner is not None:
        return _nested(name, is_repeated=field.is_repeated)
    if field.enum_type is not None:
        numbers = numbers_of(field.enum_type)
        return lambda message, value: setattr(message, name, numbers.get(value, 0))
    if field.is_repeated:
        return lambda message, value: getattr(message, name).extend(value)
    return lambda message, value: setattr(message, name, value)


def _nested(name: str, *, is_repeated: bool) -> Write:
    def write_one(message: Message, view: BaseModel) -> None:
        inner = getattr(message, name)
        inner.SetInParent()  # a view without a value is there all the same
        fill(inner, view)

    def write_all(message: Message, views: list[BaseModel]) -> None:
        inner = getattr(message, name)
        for view in views:
            fill(inner.add(), view)

    return write_all if is_repeated else write_one
