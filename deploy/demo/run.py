"""What `make run` runs: the demo, or the service over a Prometheus of the user's own.

Exit codes: 0 ended as asked, 1 a program failed, 2 it cannot be started as things stand.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

import httpx

from deploy.demo import programs
from deploy.demo.prometheus_server import NoPrometheus, ensure
from deploy.demo.settings import NotPossible, Settings, check_ports, read
from deploy.demo.supervisor import Failed, Interrupted, Supervisor, die_with_parent

VERDICT_WITHIN_SECONDS = 90.0
BACKFILL_WITHIN_SECONDS = 3600.0
"""A month of a large Prometheus takes its time, and the service says how far it is."""
SHOWN_RESULTS = 12


def main(environment: Mapping[str, str], words: Sequence[str]) -> int:
    """Run until a signal comes or a program fails, and leave no process behind."""
    if "--end-with-parent" in words:
        die_with_parent(signal.SIGTERM)
    supervisor = Supervisor(say)
    supervisor.listen_to_signals()
    try:
        run(read(environment), environment, supervisor)
    except (NotPossible, NoPrometheus) as reason:
        print(reason, file=sys.stderr, flush=True)
        return 2
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        return 1
    except Interrupted:
        say("\nEnding ...")
        return 0
    finally:
        supervisor.end_all()


def run(settings: Settings, environment: Mapping[str, str], supervisor: Supervisor) -> NoReturn:
    """Start what is needed, show it, and watch over it."""
    check_ports(settings)
    if settings.brings_demo:
        prometheus = programs.prometheus(settings, ensure())
        say(f"Starting Prometheus on port {settings.prometheus_port} ...")
        supervisor.start_and_wait(prometheus)
        say(f"Starting the demo shop on port {settings.shop_port} ...")
        supervisor.start_and_wait(programs.shop(settings, environment))
    say(f"Starting SLO Monitor on port {settings.service_port} ...")
    supervisor.start_and_wait(programs.service(settings, environment))
    say("Waiting for the first verdict ...")
    within = VERDICT_WITHIN_SECONDS if settings.brings_demo else BACKFILL_WITHIN_SECONDS
    first = FirstVerdict(settings, decided_by=time.monotonic() + within / 2)
    supervisor.wait_until(first.is_there, "slo-monitor", within)
    show(settings, first.answer)
    supervisor.watch()


class FirstVerdict:
    """The first answer worth showing: in the demo one that data has decided, if it comes soon."""

    def __init__(self, settings: Settings, decided_by: float) -> None:
        self._url = f"{settings.service_url}/slo/check"
        self._patient = settings.brings_demo
        self._decided_by = decided_by
        self.answer: dict[str, object] = {}

    def is_there(self) -> bool:
        """Ask once."""
        try:
            response = httpx.get(self._url, timeout=5.0, trust_env=False)
        except httpx.HTTPError:
            return False
        if response.is_server_error:
            return False
        self.answer = response.json()
        results = self.answer.get("results")
        judged = [self.answer, *(results if isinstance(results, list) else ())]
        undecided = any(each.get("verdict") in ("INCONCLUSIVE", "ERROR") for each in judged)
        return not (undecided and self._patient and time.monotonic() < self._decided_by)


def show(settings: Settings, answer: Mapping[str, object]) -> None:
    """Print where everything is, and the first verdict."""
    say("\nSLO Monitor is running; Ctrl-C ends everything.\n")
    say(f"  all SLOs    {settings.service_url}/slos")
    say(f"  API         {settings.service_url}/docs")
    say(f"  gRPC        127.0.0.1:{settings.grpc_port}")
    say(f"  MCP         {settings.service_url}/mcp")
    if settings.brings_demo:
        say(f"  Prometheus  {settings.demo_prometheus_url}")
        say(f"  demo shop   {settings.shop_url}/checkout  (what it served: /tally)")
        say("  a load test .venv/bin/slo-monitor plan run release-gate  (needs k6)")
    say(f"  logs        {settings.state}/*.log\n")
    say(f"$ curl {settings.service_url}/slo/check")
    say(f"{answer.get('verdict', 'no verdict')}: {answer.get('summary', answer.get('detail'))}")
    results = answer.get("results")
    for result in results[:SHOWN_RESULTS] if isinstance(results, list) else ():
        group = ", ".join(f"{name}={value}" for name, value in result["group"].items())
        say(f"  {result['verdict']:<13}{result['slo']}  {group}".rstrip())


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(os.environ, sys.argv[1:]))
