"""``docs/gate.md`` shows what is printed, and names every option that there is."""

from __future__ import annotations

import pytest
from typer.main import get_group

from app.cli import cli
from app.commands.console import EXIT_OF_VERDICT
from app.commands.formats import Format
from app.slo.verdict import VerdictKind
from tests.documents import CODE, page, rows
from tests.gate.examples import example, shown


@pytest.mark.parametrize("form", Format)
def test_the_example_of_a_format_is_what_is_printed(form: Format) -> None:
    assert shown(page("gate.md"))[form.value] == example(form)


def test_every_option_of_the_command_is_explained_and_no_other() -> None:
    real = {
        name
        for parameter in get_group(cli).commands["check"].params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    named = {
        word.rstrip("`,;.:)")
        for code in CODE.findall(page("gate.md"))
        for word in code.split()
        if word.startswith("--")
    }
    assert named == real - {"--help"}


def test_every_verdict_has_the_exit_code_that_the_page_says() -> None:
    said = {
        VerdictKind(verdict.strip()): int(code)
        for cells in rows(page("gate.md"), "verdict")
        for verdict, code in ((word, cells[1]) for word in cells[0].split(","))
    }
    assert said == {VerdictKind(word): code.value for word, code in EXIT_OF_VERDICT.items()}
