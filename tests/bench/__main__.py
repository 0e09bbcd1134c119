"""Measures what the service costs, as ratios of one run, and prints one table.

    python -m tests.bench                      # every section that stands in the default set
    python -m tests.bench cycle --slos 1000    # one of them, at one size

Exits with 1 if a figure misses its target.
"""

from __future__ import annotations

import argparse
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import backfill, cycle, editor, gate, loop, memory, peer, queries, reads, sdk
from tests.bench.context import Bench, Sizes
from tests.bench.cores import CORES, OTHER_CORES, SERVICE_CORE
from tests.bench.prometheus import Servers, note
from tests.bench.table import Row, written

SECTIONS: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "queries": queries.rows,
    "cycle": cycle.rows,
    "loop": loop.rows,
    "memory": memory.rows,
    "peer": peer.rows,
    "reads": reads.rows,
    "gate": gate.rows,
    "sdk": sdk.rows,
    "editor": editor.rows,
    "backfill": backfill.rows,
}
DEFAULT = tuple(name for name in SECTIONS if name != "backfill")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sections asked for, print, and say whether all is well."""
    asked = _parsed(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers are stopped, the folder goes
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="slo-bench-") as folder,
        Servers(Path(folder)) as servers,
    ):
        bench = Bench(servers, Path(folder), _sizes(asked))
        rows = list(measure(bench, asked.sections or DEFAULT))
    missed = sum(row.missed for row in rows)
    sys.stdout.write(
        f"{environment()}\n\n{written(rows)}\n\n{_commands(rows)}\n"
        f"{len(rows)} rows in {time.monotonic() - began:.0f} s; {missed} missed\n"
    )
    return 1 if missed else 0


def measure(bench: Bench, sections: Sequence[str]) -> Iterator[Row]:
    """Measure one section after the other."""
    for name in sections:
        note(f"{name} ...")
        yield from SECTIONS[name](bench)


def environment() -> str:
    """Say what the figures were measured on."""
    told = subprocess.run(["prometheus", "--version"], capture_output=True, text=True, check=True)
    version = (told.stdout or told.stderr).split(",")[1].split()[1]
    pinning = (
        f"service on core {SERVICE_CORE[0]}, Prometheus and clients on {list(OTHER_CORES)}"
        if len(CORES) > 1
        else "nothing pinned"
    )
    python = platform.python_version()
    return f"{len(CORES) or '?'} cores ({pinning}), Prometheus {version}, Python {python}"


def _commands(rows: Sequence[Row]) -> str:
    """Say how each section is measured again."""
    sections = dict.fromkeys(row.section for row in rows)
    return "\n".join(f"{name}: python -m tests.bench {name}" for name in sections)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--slos", type=_numbers, help="sizes, such as 1000,10000")
    parser.add_argument("--steps", type=int, help="pairs of cycle and bare fetch")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does the bench work?")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    return asked


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _sizes(asked: argparse.Namespace) -> Sizes:
    usual = Sizes.quick() if asked.quick else Sizes()
    return replace(usual, slos=asked.slos or usual.slos, steps=asked.steps or usual.steps)


if __name__ == "__main__":
    sys.exit(main())
