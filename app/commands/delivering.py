"""Brings a verdict to where it is wanted: the terminal, files, the summary of a workflow's job.

What fails here is said, and changes nothing about the verdict: a full disk is no reason to ship,
and none to hold back.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from app.commands.console import err, out, say
from app.commands.formats import Format, written
from app.gate.reports.bar import BLOCKS
from app.gate.reports.reading import read
from app.gate.reports.text import text

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file whose Markdown a workflow shows beside its job."""

Verdict = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is told where; ``definitions`` is the folder put before the files of locations."""

    form: Format
    output: Path | None
    reports: Sequence[tuple[Format, Path]]
    definitions: str

    def refuse_without_folders(self) -> None:
        """Refuse before anything is asked what could not be written afterwards."""
        for option, file in (
            ("--output", self.output),
            *(("--report", file) for _, file in self.reports),
        ):
            if file is not None and not file.parent.is_dir():
                raise typer.BadParameter(f"there is no folder {file.parent}", param_hint=option)

    def tell(self, verdict: Verdict) -> None:
        """Bring every report to its place."""
        for form, file in self.reports:
            self._write(form, file, verdict)
        if self.form is Format.GITHUB:
            self._append_summary(verdict)
        if self.output is None:
            _tried("print the verdict", lambda: self._print(verdict), sys.stdout)
        else:
            self._write(self.form, self.output, verdict)
            _tried("print the verdict", lambda: _print_text(err, sys.stderr, verdict), sys.stderr)

    def _write(self, form: Format, file: Path, verdict: Verdict) -> None:
        def write() -> None:
            file.write_bytes(written(form, verdict, self.definitions))

        _tried(f"write {file}", write)

    def _append_summary(self, verdict: Verdict) -> None:
        name = os.environ.get(SUMMARY_VARIABLE)
        if not name:
            return

        def append() -> None:
            with Path(name).open("ab") as summary:
                summary.write(written(Format.MARKDOWN, verdict, self.definitions) + b"\n")

        _tried(f"append to {name}", append)

    def _print(self, verdict: Verdict) -> None:
        if self.form is Format.TEXT:
            _print_text(out, sys.stdout, verdict)
        else:
            typer.echo(written(self.form, verdict, self.definitions), nl=False)
            sys.stdout.flush()


def _print_text(console: Console, stream: TextIO, verdict: Verdict) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    found = text(read(verdict), blocks=_can_write("".join(BLOCKS.parts) + BLOCKS.off, encoding))
    plain = found.plain.encode(encoding, "replace").decode(encoding)
    with console.capture() as captured:  # it would end the program where a reader has left
        console.print(Text(plain, spans=found.spans), end="")
    stream.write(captured.get())
    stream.flush()


def _can_write(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _tried(what: str, do: Callable[[], None], stream: TextIO | None = None) -> None:
    try:
        do()
    except Exception as error:  # noqa: BLE001  # no report may hide the verdict
        sentence = escape(f"could not {what}: {str(error) or type(error).__name__}")
        if stream is not None:
            _silence(stream)
        if stream is not sys.stderr:
            _tried("say so", lambda: say(sentence), sys.stderr)


def _silence(stream: TextIO) -> None:
    """Let what the stream still holds go nowhere, so that its end does not fail once more."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # it has no file behind it
        return
