"""What the extension adds to the start of an editor, beside an extension of the editor's own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.context import Bench
from tests.bench.prometheus import note
from tests.bench.table import Row, milliseconds, times
from tests.vscode.code_server import STOPWATCH, CodeServer, missing_for_the_editor
from tests.vscode.flows import play

OURS = "/slo-monitor.slo-monitor-"
GIT = "/extensions/git/"
MOST_SECONDS = 0.05
MOST_OF_GIT = 0.5


@dataclass(frozen=True, slots=True)
class Started:
    """How long an extension kept the process of extensions busy until its ``activate`` returned."""

    load_seconds: float
    activate_seconds: float

    @property
    def seconds(self) -> float:
        """Both."""
        return self.load_seconds + self.activate_seconds


def rows(bench: Bench) -> Iterator[Row]:
    """Start a real editor again and again, and read what a stopwatch in it noted."""
    if missing := missing_for_the_editor():
        note(f"Left out: the editor; there is no {', '.join(missing)}.")
        return
    pairs = _measured(bench.folder / "editor", bench.sizes.editor_starts)
    took = sorted(ours.seconds for ours, _ in pairs)
    ratios = [ours.seconds / git.seconds for ours, git in pairs]
    yield Row(
        "editor",
        "extension: what it adds to the start of code-server",
        median(took),
        milliseconds(median(took)),
        f"median of {len(pairs)} starts, {milliseconds(took[0])} to {milliseconds(took[-1])};"
        f" loaded in {milliseconds(median(ours.load_seconds for ours, _ in pairs))},"
        f" activated in {milliseconds(median(ours.activate_seconds for ours, _ in pairs))}",
        most=MOST_SECONDS,
        target=f"<= {milliseconds(MOST_SECONDS)}",
    )
    yield Row(
        "editor",
        "extension: the same / that of the editor's own extension for Git",
        median(ratios),
        times(median(ratios)),
        f"medians of the same starts; Git: {milliseconds(median(git.seconds for _, git in pairs))}",
        most=MOST_OF_GIT,
        target=f"<= {MOST_OF_GIT} x",
    )


def _measured(folder: Path, starts: int) -> Sequence[tuple[Started, Started]]:
    """Give our extension and the editor's for Git, for each start."""
    server = CodeServer(folder / "server")
    server.install()
    server.install(STOPWATCH)
    workspace = folder / "workspace"
    workspace.mkdir()
    with server:
        play("starts", server, workspace, settings={}, times=str(starts))
    return [(_of(OURS, found), _of(GIT, found)) for found in _noted(workspace / "started.jsonl")]


def _noted(file: Path) -> Iterator[Mapping[str, Started]]:
    """Yield what was noted in each process, by the script of the extension."""
    noted: dict[int, dict[str, Started]] = defaultdict(dict)
    for line in file.read_text().splitlines():
        told = json.loads(line)
        noted[told["process"]][told["script"]] = Started(
            told["load_milliseconds"] / 1e3, told["activate_milliseconds"] / 1e3
        )
    yield from noted.values()


def _of(part: str, found: Mapping[str, Started]) -> Started:
    """Pick the one whose script has this in its path."""
    (started,) = (each for script, each in found.items() if part in script)
    return started
