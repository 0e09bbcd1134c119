"""Imports go one way, files and functions stay small, and only the core's edge knows settings."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
GENERATED = "gen"
"""The folder of what nobody writes: it is as long as it is."""

ANYTHING = frozenset({"*"})
ALLOWED: dict[str, frozenset[str]] = {
    "slo": frozenset(),
    "keys": frozenset(),
    "telemetry": frozenset({"slo"}),
    "catalog": frozenset({"slo"}),
    "sources": frozenset({"slo"}),
    "store": frozenset({"slo"}),
    "notify": frozenset({"slo"}),
    "monitor": frozenset({"slo"}),
    "gate": frozenset({"slo", "monitor"}),
    "plans": frozenset({"slo", "monitor", "gate"}),
    "service": frozenset({"slo", "monitor"}),
    "chronicle": frozenset({"slo", "service"}),
    "news": frozenset({"slo", "monitor"}),
    "serving": frozenset({"api", "configured", "interpreter", "logs", "main", "news", "settings"}),
    "gating": frozenset({"slo", "gate", "sources", "api", "telemetry"}),
    "planning": frozenset({"slo", "gate", "plans", "store", "api", "telemetry"}),
    "api": frozenset(
        {"slo", "catalog", "service", "gate", "plans", "chronicle", "news", "telemetry", "keys"}
    ),
    "settings": frozenset({"slo", "catalog", "sources", "keys", "plans"}),
    "commands": frozenset({"slo", "catalog", "sources", "monitor", "gate", "keys"}),
    "logs": frozenset(),
    "interpreter": frozenset(),
    "configured": frozenset({"api", "notify", "planning", "plans", "settings", "sources"}),
    "main": ANYTHING,
    "cli": ANYTHING,
    "__main__": ANYTHING,
}
"""By part of the program, the other parts that it may import."""

PURE = "slo"
PURE_LIBRARIES = frozenset({"numpy"})
IMPURE_STANDARD = frozenset(
    {"asyncio", "http", "io", "logging", "os", "pathlib", "random", "socket", "sqlite3"}
    | {"subprocess", "threading", "time", "urllib"}
)
"""Standard library that the core has no use for: it knows no clock, logger, await, file or HTTP."""

READ_SETTINGS = frozenset({"configured", "main", "serving", "cli", "settings", "__main__"})


GENERATED = "api/gen"
"""Nobody writes or reads it."""


def violations(app: Path) -> list[str]:
    """One sentence for each broken rule in a folder laid out like ``app/``."""
    files = sorted(file for file in app.rglob("*.py") if not file.is_relative_to(app / GENERATED))
    return [f"{file.relative_to(app)}: {wrong}" for file in files for wrong in _in_file(file, app)]


def _in_file(file: Path, app: Path) -> Iterator[str]:
    part = file.relative_to(app).parts[0].removesuffix(".py")
    source = file.read_text()
    tree = ast.parse(source)
    if len(source.splitlines()) > LONGEST_FILE and file.parent.name != GENERATED:
        yield f"longer than {LONGEST_FILE} lines"
    for module in _imported(tree):
        yield from _wrong_import(part, module)
    for function in _functions(tree):
        yield from _wrong_function(function)


def _imported(tree: ast.AST) -> Iterator[str]:
    """Names of modules; of ``from app import x`` the module ``app.x``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.module == "app":
            yield from (f"app.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _wrong_import(part: str, module: str) -> Iterator[str]:
    top, *rest = module.split(".")
    if top == "":
        yield f"relative import {module}"
    elif top == "app" and rest:
        yield from _wrong_neighbour(part, rest[0])
    elif part == PURE and not _is_pure(top):
        yield f"the core imports {module}"


def _wrong_neighbour(part: str, other: str) -> Iterator[str]:
    allowed = ALLOWED.get(part)
    if allowed is None:
        if part != "__init__":
            yield f"no rule says what {part} may import"
    elif other == "settings" and part not in READ_SETTINGS:
        yield f"{part} reads settings"
    elif other != part and allowed is not ANYTHING and other not in allowed:
        yield f"{part} imports {other}"


def _is_pure(module: str) -> bool:
    standard = module in sys.stdlib_module_names and module not in IMPURE_STANDARD
    return standard or module in PURE_LIBRARIES


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _wrong_function(function: Function) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > LONGEST_FUNCTION:
        yield f"{function.name} has {lines} lines, more than {LONGEST_FUNCTION}"
    if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
        yield f"{function.name} imports inside"


def _awaits_or_prints(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Await | ast.AsyncFunctionDef):
            yield "await"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from ({"print", "open", "input"} & {node.func.id})
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
            yield node.attr


def test_the_program_keeps_its_rules() -> None:
    assert violations(APP) == []


def test_the_core_awaits_nothing_and_asks_no_clock() -> None:
    found = {
        p.name: list(_awaits_or_prints(ast.parse(p.read_text()))) for p in APP.glob("slo/*.py")
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


SEEDED = {
    "the core imports a library": ("slo/x.py", "import httpx", "slo/x.py: the core imports httpx"),
    "the core knows the time": ("slo/x.py", "from time import time", "the core imports time"),
    "the core imports a neighbour": ("slo/x.py", "import app.monitor.book", "slo imports monitor"),
    "a source imports the store": ("sources/x.py", "from app.store import y", "sources imports"),
    "a store imports the api": ("store/x.py", "from app import api", "store imports api"),
    "the catalog imports sources": ("catalog/x.py", "import app.sources", "catalog imports"),
    "a notice imports monitor": ("notify/x.py", "import app.monitor", "notify imports monitor"),
    "the monitor imports a source": ("monitor/x.py", "import app.sources", "monitor imports"),
    "the service imports the store": ("service.py", "import app.store", "service imports store"),
    "the gate imports the api": ("gate/x.py", "import app.api", "gate imports api"),
    "the api imports the monitor": ("api/rest/x.py", "import app.monitor.book", "api imports"),
    "the api reads settings": ("api/x.py", "import app.settings", "api reads settings"),
    "the service reads settings": ("service.py", "import app.settings", "service reads settings"),
    "an import stands in a function": ("cli.py", "def f():\n    import os", "f imports inside"),
    "an import stands in a method": (
        "cli.py",
        "class C:\n    async def f(self):\n        if self:\n            from os import path",
        "f imports inside",
    ),
    "an import is relative": ("main.py", "from . import cli", "relative import ."),
    "a part is new": ("extras/x.py", "import app.slo", "no rule says what extras may import"),
    "a file is too long": ("main.py", "x = 1\n" * 301, "longer than 300 lines"),
    "a function is too long": ("main.py", "def f():\n" + "    x = 1\n" * 40, "f has 41 lines"),
}


@pytest.mark.parametrize("case", SEEDED)
def test_a_broken_rule_is_found(case: str, tmp_path: Path) -> None:
    name, source, expected = SEEDED[case]
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    (found,) = violations(tmp_path)
    assert expected in found


KEPT = {
    "slo/x.py": "import math\nimport numpy as np\nfrom app.slo.burn import TIERS",
    "sources/x.py": "import httpx\nfrom app.slo.errors import SourceError",
    "monitor/x.py": "import asyncio\nfrom app.monitor.ports import Store",
    "api/rest/x.py": "from app.service import Service\nfrom app.telemetry import Telemetry",
    "main.py": "from app.settings import Settings\nfrom app.store.sql import SqlStore",
}


def test_what_keeps_the_rules_is_let_through(tmp_path: Path) -> None:
    for name, source in KEPT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    assert violations(tmp_path) == []
