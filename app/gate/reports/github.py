"""A verdict as commands of a GitHub workflow: annotations at the definitions' files and lines.

The Markdown for the job's summary is another report; whoever prints this one appends it.
"""

from __future__ import annotations

from app.gate.reports.entry import GATE_NAME, Entry, Level, Report

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(report: Report) -> str:
    """Write a command for each SLO that is no pass, those that matter most first, and the verdict.

    A job shows the first ten of a kind. The last line is no command.
    """
    commands = [_command(entry) for entry in report.told if entry.level is not Level.NONE]
    return "\n".join([*commands, f"{GATE_NAME}: {report.verdict}  {report.summary}"]) + "\n"


def _command(entry: Entry) -> str:
    properties = {"title": f"{entry.name}: {entry.verdict}"}
    if entry.location is not None:
        line = {} if entry.location.line is None else {"line": str(entry.location.line)}
        properties = {"file": entry.location.file, **line, **properties}
    written = ",".join(f"{name}={v.translate(_IN_PROPERTY)}" for name, v in properties.items())
    message = f"{entry.message} ({entry.reason})".translate(_IN_MESSAGE)
    return f"::{_COMMANDS[entry.level]} {written}::{message}"
