"""What of a new OpenAPI document would break a client of the old one, in sentences.

Refuses to judge wording: summaries, descriptions, examples and titles may change. What is asked
may only become less strict, and what is answered only more precise; see
``deploy/contract/schema_changes.py``. Bounds of what is answered are not compared: they tell what
to expect, and an odd value is shown all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from deploy.contract.schema_changes import Comparison, Side

Json = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


def breaking(old: Json, new: Json) -> list[str]:
    """List what would break a client, in the order of the old document."""
    found: list[str] = []
    for path, operations in old["paths"].items():
        for method in METHODS:
            if method in operations:
                after = new["paths"].get(path, {}).get(method)
                name = f"{method.upper()} {path}"
                found += _Operation(name, old, new).changes(operations[method], after)
    return found


class _Operation:
    """Compares one operation in two documents."""

    def __init__(self, name: str, old: Json, new: Json) -> None:
        self._name = name
        self._old, self._new = old, new
        self._asked = Comparison(old, new, Side.ASKED)
        self._answered = Comparison(old, new, Side.ANSWERED)

    def changes(self, old: Json, new: Json | None) -> Iterator[str]:
        """Say what became of it."""
        if new is None:
            yield f"{self._name} is gone"
            return
        if old["operationId"] != new["operationId"]:
            yield f"{self._name} is called {new['operationId']}, no longer {old['operationId']}"
        yield from self._scopes(old, new)
        yield from self._parameters(_by_name(old), _by_name(new))
        yield from self._body(old.get("requestBody"), new.get("requestBody"))
        for status, response in old["responses"].items():
            yield from self._response(status, response, new["responses"].get(status))

    def _scopes(self, old: Json, new: Json) -> Iterator[str]:
        before = old.get("security", self._old.get("security", []))
        after = new.get("security", self._new.get("security", []))
        if before != after:
            yield f"{self._name} needs another key: {after}, no longer {before}"

    def _parameters(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[str]:
        for name, before in old.items():
            where = f"{self._name}: the parameter {name}"
            after = new.get(name)
            if after is None:
                yield f"{where} is gone"
                continue
            if after.get("required") and not before.get("required"):
                yield f"{where} has become required"
            yield from self._asked.changes(before["schema"], after["schema"], where)
        for name in new.keys() - old.keys():
            if new[name].get("required"):
                yield f"{self._name}: the parameter {name} is new and required"

    def _body(self, old: Json | None, new: Json | None) -> Iterator[str]:
        where = f"{self._name}: the body"
        if old is None:
            if new is not None and new.get("required"):
                yield f"{where} is new and required"
            return
        if new is None:
            yield f"{where} is gone"
            return
        if new.get("required") and not old.get("required"):
            yield f"{where} has become required"
        yield from self._contents(self._asked, old, new, where)

    def _response(self, status: str, old: Json, new: Json | None) -> Iterator[str]:
        where = f"{self._name}: the answer {status}"
        if new is None:
            yield f"{where} is gone"
        else:
            yield from self._contents(self._answered, old, new, where)

    @staticmethod
    def _contents(comparison: Comparison, old: Json, new: Json, where: str) -> Iterator[str]:
        for media, before in old.get("content", {}).items():
            after = new.get("content", {}).get(media)
            if after is None:
                yield f"{where} is no longer {media}"
            else:
                yield from comparison.changes(
                    before.get("schema", {}), after.get("schema", {}), where
                )


def _by_name(operation: Json) -> dict[str, Json]:
    parameters = operation.get("parameters", [])
    return {f"{each['name']} ({each['in']})": each for each in parameters}
