"""A message as the question that it asks: the same model that reads a request of REST.

Refuses to check values; the model does, so that what is wrong is told in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeVar, get_args

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.unknown_fields import UnknownFieldSet
from pydantic import BaseModel

from app.api.rpc.words import word_of
from app.slo.errors import InvalidQuestion

Model = TypeVar("Model", bound=BaseModel)


def question_of(data: bytes, message: Message, model: type[Model]) -> Model:
    """Read the bytes of a request into ``message``, and ask what it asks.

    Raises:
        InvalidQuestion: it is no such message, or has a field that this service does not know:
            a condition that is not understood must not be left out.
        ValidationError: a field is wrong.
    """
    try:
        message.ParseFromString(data)
    except DecodeError:
        name = message.DESCRIPTOR.name
        raise InvalidQuestion("request", f"the message is no {name}") from None
    return model.model_validate(_fields(message, model, ""))


def _fields(message: Message, model: type[BaseModel], path: str) -> dict[str, Any]:
    unknown = UnknownFieldSet(message)
    if len(unknown):
        place = f"{path or 'request'}.{unknown[0].field_number}"
        raise InvalidQuestion(place, "this service does not know the field with that number")
    return {
        field.name: _value(field, value, model, f"{path}.{field.name}".removeprefix("."))
        for field, value in message.ListFields()
    }


def _value(field: FieldDescriptor, value: Any, model: type[BaseModel], path: str) -> object:  # noqa: ANN401  # any value of any message
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return dict(value)
    if field.is_repeated:
        return [_one(field, each, model, f"{path}[{n}]") for n, each in enumerate(value)]
    return _one(field, value, model, path)


def _one(field: FieldDescriptor, value: Any, model: type[BaseModel], path: str) -> object:  # noqa: ANN401  # as above
    if isinstance(value, Timestamp):
        return _moment(value, path)
    asked = dict(_types(model.model_fields[field.name].annotation))
    if field.enum_type is not None:
        return _enum_value(field.enum_type, value, asked.get(Enum))
    if isinstance(value, Message):
        return _fields(value, asked[BaseModel], path)
    return value


def _moment(value: Timestamp, path: str) -> str:
    try:
        return value.ToJsonString()
    except ValueError:
        raise InvalidQuestion(path, "must lie in the years from 1970 to 9998") from None


def _enum_value(words: EnumDescriptor, number: int, enum: type[Any] | None) -> object:
    word = word_of(words, number)
    # A number without a word is told as it is: the model says which words there are.
    return enum[word].value if enum is not None and word in enum.__members__ else word or number


def _types(annotation: object) -> Iterator[tuple[type, type[Any]]]:
    """Find the enum or model inside an annotation such as ``list[State] | None``."""
    if isinstance(annotation, type) and not get_args(annotation):
        for kind in (Enum, BaseModel):
            if issubclass(annotation, kind):
                yield kind, annotation
    for inner in get_args(annotation):
        yield from _types(inner)
