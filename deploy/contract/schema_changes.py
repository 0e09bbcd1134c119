"""Whether a JSON schema still says at least what it said before.

Of what is asked, everything that was taken must still be taken. Of what is answered, nothing may
come that could not come before, and nothing that always came may be missing. ``x-known-values`` of
an open enum may gain words and never lose one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import Any

Json = Mapping[str, Any]

_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_EXACT = ("pattern", "uniqueItems", "multipleOf", "not", "propertyNames")
_EVERYTHING = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})


class Side(Enum):
    """Who sends what a schema describes: the client asks, the service answers."""

    ASKED = auto()
    ANSWERED = auto()


class Comparison:
    """Compares schemas of two documents, in which their references are looked up."""

    def __init__(self, old: Json, new: Json, side: Side) -> None:
        self._old, self._new = old, new
        self._is_asked = side is Side.ASKED
        self._open: list[tuple[str, str]] = []

    def changes(self, old: Json, new: Json, where: str) -> Iterator[str]:
        """Say what would break a client, each sentence beginning with ``where``."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair) and pair in self._open:  # a schema within itself
            return
        self._open.append(pair)
        before = _alternatives(_followed(old, self._old), self._old)
        after = _alternatives(_followed(new, self._new), self._new)
        yield from self._defaults(old, new, where)
        if len(before) == len(after) == 1:
            yield from self._single(before[0], after[0], where)
        else:
            yield from self._several(before, after, where)
        self._open.pop()

    def _several(self, before: Sequence[Json], after: Sequence[Json], where: str) -> Iterator[str]:
        """Find for each alternative that must still fit the one that it fits best."""
        must_fit, others = (before, after) if self._is_asked else (after, before)
        for one in must_fit:
            pairs = [(one, other) if self._is_asked else (other, one) for other in others]
            found = [list(self._single(old, new, where)) for old, new in pairs]
            yield from min(found, key=len)

    def _single(self, old: Json, new: Json, where: str) -> Iterator[str]:
        if wrong := self._wrong_type(_types(old), _types(new)):
            yield f"{where} {wrong}"
            return
        yield from self._words(old, new, where)
        if old.get("format") != new.get("format"):
            yield f"{where} has the format {new.get('format')}, no longer {old.get('format')}"
        if self._is_asked:
            yield from _tighter(old, new, where)
        yield from self._fields(old, new, where)
        yield from self._inside(old, new, where)

    def _wrong_type(self, old: frozenset[str], new: frozenset[str]) -> str | None:
        if self._is_asked:
            refused = old - new
            return f"may no longer be {_listed(refused)}" if refused else None
        added = new - old
        return f"may now be {_listed(added)}" if added else None

    def _words(self, old: Json, new: Json, where: str) -> Iterator[str]:
        gone = [w for w in old.get("x-known-values", ()) if w not in new.get("x-known-values", ())]
        if gone:
            yield f"{where} has lost the known values {_listed(gone)}"
        before, after = _values(old), _values(new)
        wide, narrow = (before, after) if self._is_asked else (after, before)
        if narrow is None:
            return
        if wide is None:
            yield f"{where} {'takes only' if self._is_asked else 'is no longer one of'} {narrow}"
        elif outside := [value for value in wide if value not in narrow]:
            verb = "no longer takes" if self._is_asked else "may now be"
            yield f"{where} {verb} {_listed(outside)}"

    def _fields(self, old: Json, new: Json, where: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name, schema in before.items():
            if name in after:
                yield from self.changes(schema, after[name], f"{where}.{name}")
            elif not self._is_asked or new.get("additionalProperties") is False:
                yield f"{where}.{name} is gone"
        required, was_required = new.get("required", ()), old.get("required", ())
        if self._is_asked:
            yield from (
                f"{where}.{n} has become required" for n in required if n not in was_required
            )
        else:
            still = (n for n in was_required if n not in required and n in after)
            yield from (f"{where}.{name} may now be left out" for name in still)

    def _inside(self, old: Json, new: Json, where: str) -> Iterator[str]:
        """Compare the items of lists and the values of mappings."""
        if "items" in old or "items" in new:
            yield from self.changes(old.get("items", {}), new.get("items", {}), f"{where}[]")
        for values in ("additionalProperties", "patternProperties"):
            before, after = _values_of_mapping(old, values), _values_of_mapping(new, values)
            if before is not None and after is not None:
                yield from self.changes(before, after, f"{where}{{}}")
        was_open = old.get("additionalProperties", True) is not False
        if self._is_asked and was_open and new.get("additionalProperties") is False:
            yield f"{where} no longer takes other fields"

    def _defaults(self, old: Json, new: Json, where: str) -> Iterator[str]:
        if self._is_asked and old.get("default") != new.get("default"):
            yield f"{where} is {new.get('default')} if left out, no longer {old.get('default')}"


def _followed(schema: Json, document: Json) -> Json:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return {**_followed(found, document), **{k: v for k, v in schema.items() if k != "$ref"}}


def _alternatives(schema: Json, document: Json) -> list[Json]:
    """Take a union apart; what stands beside it is said of each alternative."""
    for union in ("anyOf", "oneOf"):
        if union in schema:
            rest = {key: value for key, value in schema.items() if key != union}
            followed = [_followed(each, document) for each in schema[union]]
            return [one for each in followed for one in _alternatives({**rest, **each}, document)]
    return [schema]


def _types(schema: Json) -> frozenset[str]:
    """List the types that a value may have; a number may be an integer too."""
    told = schema.get("type")
    if told is None:
        values = _values(schema)
        return _EVERYTHING if values is None else frozenset(_type_of(value) for value in values)
    types = {told} if isinstance(told, str) else {*told}
    return frozenset(types | {"integer"} if "number" in types else types)


def _type_of(value: object) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return names.get(type(value), "object")


def _values(schema: Json) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _values_of_mapping(schema: Json, values: str) -> Json | None:
    found = schema.get(values)
    if not isinstance(found, Mapping):
        return None
    return found if values == "additionalProperties" else next(iter(found.values()))


def _tighter(old: Json, new: Json, where: str) -> Iterator[str]:
    for rule in (*_LEAST, *_MOST):
        before, after = old.get(rule), new.get(rule)
        if after is None or before == after:
            continue
        if before is None or (after > before if rule in _LEAST else after < before):
            yield f"{where} has the {rule} {after}, no longer {before}"
    for rule in _EXACT:
        if rule in new and new[rule] != old.get(rule):
            yield f"{where} has another {rule}: {new[rule]}"
    before, after = (set(each.get("patternProperties", ())) for each in (old, new))
    if before != after:
        yield f"{where} takes other names: {_listed([*after])}"


def _listed(words: object) -> str:
    assert isinstance(words, frozenset | list)  # noqa: S101  # of types or of values
    return ", ".join(sorted(map(str, words)))
