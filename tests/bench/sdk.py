"""What an SDK adds to a request: GetSlo through it, beside its language's bare HTTP client."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.context import Bench, first_step
from tests.bench.cores import OTHER_CORES, pinned
from tests.bench.prometheus import note
from tests.bench.reads import child
from tests.bench.service_app import KEY
from tests.bench.table import Row, times

ROOT = Path(__file__).parents[2]
BUILT = ROOT / ".tools/sdk"
LANGUAGES: Mapping[str, str] = {
    "go": "net/http",
    "rust": "reqwest",
    "ts": "fetch",
}
"""By language, its bare client."""
HOW_TO_BUILD = "deploy/scripts/sdk.sh bench"
MOST_OF_BARE = 1.15
STARTS_AND_ENDS_SECONDS = 60.0


def rows(bench: Bench) -> Iterator[Row]:
    """Let the program of each SDK ask our application and count its own time."""
    programs = {language: BUILT / f"bench-{language}" for language in LANGUAGES}
    there = {language: program for language, program in programs.items() if program.exists()}
    for language in programs.keys() - there.keys():
        note(f"Left out: the SDK for {language} ({HOW_TO_BUILD}).")
    if not there:
        return
    server = bench.server(bench.sizes.sdk_slos, 10)
    given = {
        "url": server.url,
        "folder": str(bench.folder / "sdk"),
        "services": server.fleet.services,
        "at": first_step(server),
    }
    with child("service", given) as ours:
        for language, program in there.items():
            yield _row(language, program, ours, bench.sizes.sdk_seconds)


def measured(
    command: Sequence[str], url: str, slo: str, token: str, seconds: float
) -> dict[str, Any]:
    """Let a program measure for so long: ``sdk_seconds``, ``bare_seconds`` and ``requests``."""
    told = subprocess.run(
        [*command, "bench", "--url", url, "--slo", slo, "--seconds", f"{seconds:g}"],
        env={**os.environ, "SLO_MONITOR_TOKEN": token},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds + STARTS_AND_ENDS_SECONDS,
    ).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def _row(language: str, program: Path, ours: Mapping[str, Any], seconds: float) -> Row:
    url = f"http://127.0.0.1:{ours['port']}"
    with pinned(OTHER_CORES):
        found = measured([str(program)], url, ours["id"], KEY, seconds)
    ratio = found["sdk_seconds"] / found["bare_seconds"]
    return Row(
        "sdk",
        f"{language}: GetSlo through the SDK / bare {LANGUAGES[language]}",
        ratio,
        times(ratio),
        f"{found['sdk_seconds'] * 1e6:,.0f} us / {found['bare_seconds'] * 1e6:,.0f} us, medians of"
        f" {found['requests']:,} requests in turns;"
        f" {program.relative_to(ROOT)} bench --seconds {seconds:g}",
        most=MOST_OF_BARE,
        target=f"<= {MOST_OF_BARE} x",
    )
