"""The same SLOs by google/slo-generator, which asks Prometheus for each SLO and window."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from tests.bench.context import ROUTES, Bench
from tests.bench.cores import SERVICE_CORE, cpu_seconds, pinned
from tests.bench.fleet import DAY, HOUR, Fleet, service_name
from tests.bench.process import measured
from tests.bench.prometheus import FleetServer, QueryLog, note
from tests.bench.queries import WINDOWS
from tests.bench.service import STEP, definitions, running
from tests.bench.table import Row, milliseconds, times

PROGRAM = Path(__file__).parents[2] / ".tools/bench-venv/bin/slo-generator"
QUERIES_PER_WINDOW = 2
WARM_UP_STEPS = 10
LEAST_LESS_TIME = 500
LEAST_LESS_CPU = 1_000


def rows(bench: Bench) -> Iterator[Row]:
    """Let both evaluate the same SLOs over a month that ends now: the other knows no other time."""
    assert PROGRAM.exists(), "slo-generator is missing: deploy/scripts/bench-tools.sh"
    slos, now = bench.sizes.peer_slos, int(time.time()) // STEP * STEP
    fleet = Fleet(slos // ROUTES, ROUTES, now - 30 * DAY - HOUR, now + 3 * HOUR)
    server = bench.servers.over(fleet)
    wall, cpu = _theirs(bench.folder / "peer", server)
    note(f"slo-generator: {wall:.1f} s, {cpu:.2f} s of Prometheus")
    ours = measured(
        "peer",
        url=server.url,
        pid=server.pid,
        folder=bench.folder / "peer-ours",
        services=fleet.services,
        at=now,
        steps=bench.sizes.peer_steps,
    )
    what = f"{slos} SLOs x {len(WINDOWS)} windows, slo-generator / our cycle"
    yield Row(
        "peer",
        f"{what}: wall time",
        wall / ours["wall"],
        times(wall / ours["wall"]),
        f"{milliseconds(wall)} (its own figure, without its start) / {milliseconds(ours['wall'])}"
        f" (median of {bench.sizes.peer_steps} cycles)",
        least=LEAST_LESS_TIME,
        target=f">= {LEAST_LESS_TIME} x",
    )
    yield Row(
        "peer",
        f"{what}: CPU of Prometheus",
        cpu / ours["cpu"],
        times(cpu / ours["cpu"]),
        f"{milliseconds(cpu)} / {milliseconds(ours['cpu'])} (mean of the same cycles);"
        f" our cold start, 30 d: {ours['backfill']:.1f} s",
        least=LEAST_LESS_CPU,
        target=f">= {LEAST_LESS_CPU:,} x",
    )


def _theirs(folder: Path, server: FleetServer) -> tuple[float, float]:
    """Run the other's command: its own seconds, and the CPU seconds of Prometheus meanwhile."""
    config = _write_config(folder, server)
    log, before = QueryLog(server.query_log), cpu_seconds(server.pid)
    command = [str(PROGRAM), "compute", "-f", str(folder / "slos"), "-c", str(config)]
    with pinned(SERVICE_CORE):
        run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    cpu = cpu_seconds(server.pid) - before
    asked, expected = len(log.new()), server.fleet.slos * len(WINDOWS) * QUERIES_PER_WINDOW
    assert asked == expected, f"it asked {asked} queries, not {expected}:\n{run.stdout[-2000:]}"
    told = re.search(r"Run summary .*Duration: ([0-9.]+)s", run.stdout)
    assert told, run.stdout[-2000:]
    return float(told[1]), cpu


def _write_config(folder: Path, server: FleetServer) -> Path:
    """Configure it as its documents say: a backend, a policy of eight windows, a file per SLO."""
    (folder / "slos").mkdir(parents=True)
    for number in range(server.fleet.services):
        for route in range(ROUTES):
            slo = _slo(service_name(number), f"/r{route}")
            # JSON is YAML.
            (folder / "slos" / f"{slo['metadata']['name']}.yaml").write_text(json.dumps(slo))
    config = folder / "config.yaml"
    steps = [
        {
            "name": f"{window} s",
            "window": window,
            "burn_rate_threshold": 1,
            "alert": False,
            "message_alert": "",
            "message_ok": "",
        }
        for window in WINDOWS
    ]
    policies = {"default": {"steps": steps}}
    backends = {"prometheus": {"url": server.url}}
    config.write_text(
        yaml.safe_dump({"backends": backends, "exporters": {}, "error_budget_policies": policies})
    )
    return config


def _slo(service: str, route: str) -> dict[str, Any]:
    series = f'http_requests_total{{service="{service}",route="{route}"'
    name = f"{service}-{route.strip('/')}"
    return {
        "apiVersion": "sre.google.com/v2",
        "kind": "ServiceLevelObjective",
        "metadata": {
            "name": name,
            "labels": {"service_name": service, "feature_name": name, "slo_name": "availability"},
        },
        "spec": {
            "description": "Requests are not answered with a 5xx.",
            "backend": "prometheus",
            "method": "good_bad_ratio",
            "exporters": [],
            "service_level_indicator": {
                "filter_good": f'{series},code!~"5.."}}',
                "filter_valid": f"{series}}}",
            },
            "goal": 0.999,
        },
    }


async def measure(
    url: str, pid: int, folder: str, services: int, at: int, steps: int
) -> Mapping[str, float]:
    """Read the month, then time steady cycles and what they cost Prometheus."""
    async with running(url, Path(folder), definitions(services), at) as service:
        for step in range(1, WARM_UP_STEPS + 1):
            await service.cycle(at + STEP * step)
        first, before = at + STEP * WARM_UP_STEPS, cpu_seconds(pid)
        seconds = [await service.cycle(first + STEP * step) for step in range(1, steps + 1)]
        cpu = (cpu_seconds(pid) - before) / steps
    return {"wall": median(seconds), "cpu": cpu, "backfill": service.backfill_seconds}
