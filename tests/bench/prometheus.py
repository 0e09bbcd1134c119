"""A Prometheus that holds a fleet, and its own log of the queries that it was asked."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tests.bench.cores import OTHER_CORES, pinned
from tests.bench.fleet import Fleet
from tests.prometheus.server import PrometheusServer


@dataclass(frozen=True, slots=True)
class Query:
    """One question as Prometheus logged it: times in Unix seconds, a step of 0 for an instant."""

    text: str
    start: float
    end: float
    step: float
    samples: int

    @property
    def path(self) -> str:
        """Where it is asked."""
        return "/api/v1/query_range" if self.step else "/api/v1/query"

    @property
    def form(self) -> dict[str, str]:
        """The parameters that ask it again."""
        if self.step:
            times = {"start": self.start, "end": self.end, "step": self.step}
        else:
            times = {"time": self.start}
        return {"query": self.text, **{name: f"{value:.3f}" for name, value in times.items()}}

    @property
    def range_seconds(self) -> float:
        """How far back it reads: its longest range selector, and the distance of its times."""
        return self.end - self.start + max(_ranges(self.text), default=0.0)


class QueryLog:
    """The queries that were asked since the log was looked at last."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = file.stat().st_size

    def new(self) -> list[Query]:
        """Return what was added."""
        with self._file.open("rb") as log:
            log.seek(self._read)
            lines = log.readlines()
            self._read = log.tell()
        return [_query(json.loads(line)) for line in lines]


class FleetServer(PrometheusServer):
    """A Prometheus over a fleet, on other cores than the service's."""

    def __init__(self, folder: Path, fleet: Fleet) -> None:
        self.query_log = folder / "queries.log"
        super().__init__(folder, f"global: {{query_log_file: {self.query_log}}}\n")
        self.fleet = fleet
        began = time.monotonic()
        for text in fleet.texts():
            self.load_openmetrics(text)
            (folder / "history.om").unlink()
        seconds = time.monotonic() - began
        hours = (fleet.end - fleet.begin) / 3600
        note(f"loaded {fleet.slos:,} SLOs x {hours:.1f} h in {seconds:.0f} s")

    def start(self) -> None:
        with pinned(OTHER_CORES):
            super().start()

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid


class Servers:
    """Makes a server for each fleet once, and runs one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Fleet, FleetServer] = {}
        self._stack = ExitStack()
        self._running: FleetServer | None = None

    def over(self, fleet: Fleet) -> FleetServer:
        """Return a running server; the one that ran before is stopped."""
        server = self._made.get(fleet)
        if server is None:
            folder = Path(tempfile.mkdtemp(prefix="prometheus-", dir=self._folder))
            server = self._made[fleet] = FleetServer(folder, fleet)
        if server is not self._running:
            self._stack.close()
            self._running = self._stack.enter_context(server)
        return server

    def forget(self, fleet: Fleet) -> None:
        """Stop the server over a fleet, and give its disk back."""
        self._stack.close()
        self._running = None
        shutil.rmtree(self._made.pop(fleet).query_log.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def note(text: str) -> None:
    """Tell a person what is going on, beside the table."""
    sys.stderr.write(f"{text}\n")


def _query(entry: dict[str, Any]) -> Query:
    asked = entry["params"]
    return Query(
        text=asked["query"],
        start=_unix(asked["start"]),
        end=_unix(asked["end"]),
        step=float(asked["step"]),
        samples=int(entry["stats"]["samples"]["totalQueryableSamples"]),
    )


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


_UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def _ranges(text: str) -> Iterator[float]:
    """The lengths of the range selectors in a query; a text in quotes holds none."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    for selector in re.findall(r"\[([0-9a-z]+)[\]:]", bare):
        parts = re.findall(r"(\d+)(ms|[smhdw])", selector)
        yield sum(int(number) * _UNIT_SECONDS[unit] for number, unit in parts)
