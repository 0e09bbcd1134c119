"""Frozen dataclasses that are made as quickly as others.

What a frozen dataclass does to keep its fields from being set takes several times as long as
setting them, and a step makes thousands. Of these it is left to mypy, which knows them as frozen.
"""

from __future__ import annotations

from dataclasses import field, fields, make_dataclass
from typing import TypeVar

Made = TypeVar("Made")


def quick(cls: type[Made]) -> type[Made]:
    """Let the instances of a frozen dataclass be made without asking for every field."""
    columns = [
        (each.name, object, field(default=each.default, default_factory=each.default_factory))
        for each in fields(cls)  # type: ignore[arg-type]
    ]
    cls.__init__ = make_dataclass(cls.__name__, columns).__init__  # type: ignore[method-assign,misc]
    del cls.__setattr__, cls.__delattr__
    return cls
