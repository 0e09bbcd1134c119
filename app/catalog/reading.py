"""YAML text → plain data with positions.

Reads the part of YAML that a person needs for a definition, and refuses the rest (anchors, tags,
several documents, numbers that YAML readers disagree on). Refuses to know what a definition is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import yaml
from yaml.resolver import Resolver

from app.catalog.positions import FieldPath, Page, Place
from app.catalog.wording import shown
from app.catalog.yaml_errors import sentence

MAX_FILE_BYTES = 1 << 20
"""A definition file is at most 1 MiB."""

MAX_DEPTH = 20
"""Mappings and lists are nested at most this deep."""

MAX_VALUES = 100_000
"""Mappings, lists, keys' values and items of a file; one of ten thousand SLOs has fewer."""

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})?\.[0-9]{0,18}", re.ASCII)
_TAG = "tag:yaml.org,2002:"
_RESOLVER = Resolver()


def read(text: str, file: str) -> Page:
    """Read a file's text; whatever is wrong with it is among the page's findings."""
    page = Page(file)
    if refusal := _refusal(text):
        place, message = refusal
        page.findings.append(page.finding(place, (), message))
        return page
    try:
        page.data = _Reader(text, page).document()
    except _Stop as stop:
        page.findings.append(page.finding(stop.place, stop.path, str(stop)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        page.findings.append(page.finding(place, (), sentence(text, error, place)))
    return page


def too_large(size_bytes: int | None = None) -> str:
    """Say why a file of this size (``None``: not measured to its end) is not read."""
    size = "" if size_bytes is None else f", it has {size_bytes:,}"
    return f"the file must not be larger than {MAX_FILE_BYTES:,} bytes{size}; split it"


def _refusal(text: str) -> tuple[Place, str] | None:
    """Refuse what the YAML reader must not even see."""
    if len(text) > MAX_FILE_BYTES:
        return Place(1, 1), too_large()
    if found := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        message = f"the file must be UTF-8 text, it holds the character U+{ord(found[0]):04X}"
        return Place(line, column), f"{message}; remove it"
    size = len(text.encode())
    return (Place(1, 1), too_large(size)) if size > MAX_FILE_BYTES else None


class _Stop(Exception):
    """The rest of the file cannot be understood or is not to be read."""

    def __init__(self, place: Place, path: FieldPath, message: str) -> None:
        self.place = place
        self.path = path
        super().__init__(message)


class _Reader:
    """Builds the data of one document from the parser's events."""

    def __init__(self, text: str, page: Page) -> None:
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self._page = page

    def document(self) -> object:
        next(self._events)  # the start of the stream
        start = next(self._events)
        is_empty = isinstance(start, yaml.StreamEndEvent)
        data = None if is_empty else self._node(next(self._events), ())
        if data is None:
            raise _Stop(Place(1, 1), (), "the file is empty; begin it with version: 1")
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Stop(
                _place(after), (), "a second document begins here; put each into a file of its own"
            )
        return data

    def _node(self, event: yaml.Event, path: FieldPath) -> object:
        self._page.values[path] = place = _place(event)
        if len(self._page.values) > MAX_VALUES:
            raise _Stop(place, (), f"more than {MAX_VALUES:,} values; split the file")
        _refuse_references(event, place, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= MAX_DEPTH:
            raise _Stop(place, (), f"nested deeper than {MAX_DEPTH} levels; a definition needs 6")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: FieldPath) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: FieldPath) -> dict[str, object]:
        entries: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            if key in entries:
                self._refuse_repeated(_place(event), here)
                self._skip(here)
            else:
                self._page.keys[here] = _place(event)
                entries[key] = self._node(next(self._events), here)
        return entries

    def _key(self, event: yaml.Event, path: FieldPath) -> str:
        place = _place(event)
        _refuse_references(event, place, path)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Stop(place, path, _KEY_IS_NO_TEXT)
        if fault := _fault_of_key(event):
            self._report(place, (*path, event.value), fault)
        return event.value

    def _refuse_repeated(self, place: Place, path: FieldPath) -> None:
        line = self._page.keys[path].line
        message = f'"{shown(path[-1])}" is already given in line {line}; remove one of the two'
        self._report(place, path, message)

    def _skip(self, path: FieldPath) -> None:
        """Read past a value that is not wanted, under the same rules."""
        kept, self._page = self._page, Page(self._page.file)
        self._node(next(self._events), path)
        self._page = kept

    def _scalar(self, event: yaml.ScalarEvent, path: FieldPath) -> object:
        text, kind = event.value, _kind(event)
        self._page.texts[path] = text
        if kind == "bool":
            return text.lower() in {"true", "yes", "on"}
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "float" and _DECIMAL.fullmatch(text):
            return Decimal(text)
        if kind in {"int", "float"}:
            self._report(
                _place(event),
                path,
                f"YAML readers disagree on the number {shown(text)}; write a plain decimal"
                f' number, or quote it: "{shown(text)}"',
            )
        if kind == "null" and path:
            self._report(_place(event), path, "the value is missing; give one or remove the field")
        return None if kind == "null" else text

    def _report(self, place: Place, path: FieldPath, message: str) -> None:
        self._page.findings.append(self._page.finding(place, path, message))


_KEY_IS_NO_TEXT = (
    "a key must be text, not a mapping or a list; a value that begins with"
    ' "{" or "[" must be quoted'
)
_NAMES = {"bool": "boolean", "int": "number", "float": "number", "null": "missing value"}


def _fault_of_key(event: yaml.ScalarEvent) -> str | None:
    kind, written = _kind(event), shown(event.value)
    if kind == "merge":
        return "merge keys are not allowed; write the fields out"
    if kind not in _NAMES:
        return None
    return f'a key must be text, YAML reads {written} as a {_NAMES[kind]}; quote it: "{written}"'


def _kind(event: yaml.ScalarEvent) -> str:
    """Name the type that YAML 1.1 gives a scalar, as most readers of such files do."""
    node = (yaml.ScalarNode, event.value, event.implicit)
    tag = _RESOLVER.resolve(*node)  # type: ignore[no-untyped-call]  # the stubs leave it untyped
    return str(tag).removeprefix(_TAG)


def _refuse_references(event: yaml.Event, place: Place, path: FieldPath) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        name = f"{sign}{shown(getattr(event, 'anchor', ''))}"
        raise _Stop(
            place, path, f"anchors and aliases are not allowed, found {name}; write the value out"
        )
    if tag := getattr(event, "tag", None):
        name = "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
        raise _Stop(
            place, path, f"tags are not allowed, found {shown(name)}; remove it, quote text instead"
        )


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
