"""A run of a plan as it goes on: a bar for each step, or without a terminal a line per change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from app.commands.console import err

View = Mapping[str, Any]
Question = Callable[[], bool]

STYLES = {
    "RUNNING": "cyan",
    "SUCCEEDED": "green",
    "FAILED": "red",
    "CANCELLED": "yellow",
    "SKIPPED": "dim",
    "PENDING": "dim",
}


class Shown(Protocol):
    """What shows a run."""

    def show(self, run: View) -> None:
        """Show it as it stands."""
        ...

    def asked(self, question: Question) -> bool:
        """Ask something without being in the way of it."""
        ...


@contextmanager
def progress_of(plan: View) -> Iterator[Shown]:
    """Give what shows a run of this plan."""
    titles = [str(step["title"]) for step in plan["steps"]]
    if not err.is_terminal or err.is_dumb_terminal:
        yield _Lines(titles)
        return
    with _progress() as progress:
        yield _Bars(progress, titles)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.fields[state]}"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[share]:>4}"),
        console=err,
        transient=True,  # the same stands in the table at the end
    )


class _Lines:
    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._told: set[tuple[int, str]] = set()

    def show(self, run: View) -> None:
        for step in run["steps"]:
            change = (step["number"], step["state"])
            if step["state"] != "PENDING" and change not in self._told:
                self._told.add(change)
                err.print(self._line(step), markup=False, highlight=False)

    def asked(self, question: Question) -> bool:
        return question()

    def _line(self, step: View) -> str:
        place = f"{step['number']}/{len(self._titles)}"
        said = _title(self._titles, step) if step["state"] == "RUNNING" else step["message"]
        return f"{place} {step['kind']} {step['state']}" + (f": {said}" if said else "")


class _Bars:
    def __init__(self, progress: Progress, titles: Sequence[str]) -> None:
        self._progress = progress
        self._titles = titles
        self._tasks: dict[int, TaskID] = {}

    def show(self, run: View) -> None:
        for step in run["steps"]:
            state, ratio = step["state"], step["progress_ratio"]
            is_unknown = state == "RUNNING" and ratio is None
            self._progress.update(
                self._task(step),
                total=None if is_unknown else 1.0,
                completed=ratio or 0.0,
                share="" if ratio is None else f"{ratio:.0%}",
                state=f"[{STYLES.get(state, 'none')}]{escape(state):<9}[/]",
            )
        self._progress.refresh()

    def asked(self, question: Question) -> bool:
        self._progress.stop()
        try:
            return question()
        finally:
            self._progress.start()

    def _task(self, step: View) -> TaskID:
        number = step["number"]
        if number not in self._tasks:
            title = escape(_title(self._titles, step))
            self._tasks[number] = self._progress.add_task(title, total=1.0, state="", share="")
        return self._tasks[number]


def _title(titles: Sequence[str], step: View) -> str:
    """Say what a step does; of a plan that has changed meanwhile, its kind."""
    number = int(step["number"])
    return titles[number - 1] if number <= len(titles) else str(step["kind"])
