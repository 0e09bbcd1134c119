"""What `make gate` runs: a load test of the demo's shop, and SLO Monitor's verdict on it.

The shop, Prometheus and the service run on free ports with an empty state; k6 loads the shop and
writes its own series to Prometheus; when everything has arrived, the service is asked how the run
went: once by what the shop counted, and once by what k6's visitors saw.

The exit code is the verdict's: 0 pass, 1 fail, 2 it cannot be started as things stand,
3 inconclusive, 4 Prometheus or a program failed.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from app.settings import PREFIX
from deploy.demo import k6, programs
from deploy.demo.asking import WORST_FIRST, Question, ask
from deploy.demo.prometheus_server import NoPrometheus, ensure
from deploy.demo.run import say
from deploy.demo.settings import ROOT, NotPossible, Settings, check_ports, on_free_ports, read
from deploy.demo.supervisor import POLL_SECONDS, Failed, Interrupted, Supervisor, die_with_parent

DEFINITIONS = ROOT / "deploy/demo/slos-with-k6"
SCRIPT = ROOT / "k6/load.js"
SHOP_SLOS = ("checkout-latency", "shop-availability")
K6_SLOS = ("k6-availability", "k6-in-time")
SCRAPED_WITHIN_SECONDS = 30.0
SCRAPE_SECONDS = 5.0
"""The interval in prometheus/prometheus.yml: so long after the load the last request is seen."""


@dataclass(frozen=True, slots=True)
class Load:
    """How the shop is loaded, and for how long the verdict may wait for the last samples."""

    seconds: int
    visits_per_second: int
    settle: str
    shop_is_down: bool

    @property
    def min_events(self) -> int:
        """Half of the visits that are due: less is no load to be judged by."""
        return max(1, self.seconds * self.visits_per_second // 2)


def main(environment: Mapping[str, str], words: Sequence[str]) -> int:
    """Run the gate; leave no process behind, and no state unless DEMO_STATE_DIR says where."""
    if "--end-with-parent" in words:
        die_with_parent(signal.SIGTERM)
    supervisor = Supervisor(say)
    supervisor.listen_to_signals()
    with tempfile.TemporaryDirectory(prefix="slo-gate-") as scratch:
        try:
            return gate(told(environment, Path(scratch)), supervisor)
        except (NotPossible, NoPrometheus) as reason:
            print(reason, file=sys.stderr, flush=True)
            return 2
        except (Failed, httpx.HTTPError) as failure:
            print(f"\n{failure}", file=sys.stderr, flush=True)
            return 4
        except Interrupted:
            say("\nEnded before there was a verdict.")
            return 3
        finally:
            supervisor.end_all()


def told(environment: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Complete an environment: nothing of another service's, free ports, no visitors but k6."""
    kept = {name: value for name, value in environment.items() if not _is_of_another(name)}
    state = environment.get("DEMO_STATE_DIR") or str(scratch)
    ours = {"SLO_MONITOR_SLOS": str(DEFINITIONS), "SHOP_TRAFFIC": "0", "DEMO_STATE_DIR": state}
    return on_free_ports({**kept, **ours})


def gate(environment: Mapping[str, str], supervisor: Supervisor) -> int:
    """Start everything, load, settle and judge; return the exit code."""
    settings, load = read(environment), load_of(environment)
    k6.executable()  # before anything is started
    check_ports(settings)
    start_all(settings, environment, load, supervisor)
    run = k6.Run(
        SCRIPT,
        testid=f"gate-{time.time():.0f}",
        prometheus_url=settings.demo_prometheus_url,
        variables={
            "BASE_URL": settings.shop_url,
            "SECONDS": str(load.seconds),
            "RATE": str(load.visits_per_second),
        },
    )
    begun = time.time()
    say(f"Loading the shop for {load.seconds} s (testid={run.testid}) ...")
    of_k6 = k6.finish(run, supervisor.check)
    wait(SCRAPE_SECONDS, supervisor.check)
    questions = asked(settings, load, run, begun)
    return judged([ask(question, say) for question in questions], of_k6)


def load_of(environment: Mapping[str, str]) -> Load:
    """Read how to load.

    Raises:
        NotPossible: a number is none.
    """
    return Load(
        seconds=_count(environment, "GATE_SECONDS", 60),
        visits_per_second=_count(environment, "GATE_RATE", 10),
        settle=environment.get("GATE_SETTLE") or "30s",
        shop_is_down=environment.get("SHOP_DOWN") == "1",
    )


def start_all(
    settings: Settings, environment: Mapping[str, str], load: Load, supervisor: Supervisor
) -> None:
    """Start the programs; with a shop, wait until Prometheus has seen it idle."""
    say("Starting Prometheus and SLO Monitor ...")
    supervisor.start_and_wait(programs.prometheus(settings, ensure()))
    supervisor.start_and_wait(programs.service(settings, environment))
    if load.shop_is_down:
        say("SHOP_DOWN=1: the shop is not started.")
        return
    say("Starting the shop ...")
    supervisor.start_and_wait(programs.shop(settings, environment))
    supervisor.wait_until(lambda: is_scraped(settings), "prometheus", SCRAPED_WITHIN_SECONDS)


def is_scraped(settings: Settings) -> bool:
    """Tell whether Prometheus has a sample of the shop."""
    url = f"{settings.demo_prometheus_url}/api/v1/query"
    parameters = {"query": 'up{job="shop"} == 1'}
    answer = httpx.get(url, params=parameters, timeout=5.0, trust_env=False)
    return bool(answer.raise_for_status().json()["data"]["result"])


def asked(settings: Settings, load: Load, run: k6.Run, begun: float) -> Sequence[Question]:
    """Put the two questions: the time range is the scope of the first, the testid of the second."""
    of_the_shop = Question(
        url=settings.service_url,
        title="What the shop counted",
        slos=SHOP_SLOS,
        start=rfc3339(begun),
        end=rfc3339(time.time()),
        settle=load.settle,
        min_events=load.min_events,
    )
    of_k6 = replace(
        of_the_shop,
        title=f"What k6's visitors saw (testid={run.testid})",
        slos=K6_SLOS,
        match={"testid": run.testid},
    )
    return of_the_shop, of_k6


def judged(codes: Sequence[int], of_k6: int) -> int:
    """Say how the gate ends: with the worse of the two verdicts, never with a pass without a load.

    ``of_k6`` is k6's exit code.
    """
    worst = min(codes, key=WORST_FIRST.index)
    if worst == 0 and of_k6 != 0:
        crossed = of_k6 == k6.THRESHOLD_CROSSED
        why = "a threshold of its script was crossed" if crossed else "it did not run as planned"
        say(f"\nThe verdict is a pass, but k6 ended with exit code {of_k6}: {why}.")
        worst = 3
    say(f"\nThe gate ends with exit code {worst}.")
    return worst


def wait(seconds: float, meanwhile: Callable[[], None]) -> None:
    """Let time pass: what Prometheus has yet to scrape cannot be polled for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        meanwhile()
        time.sleep(POLL_SECONDS)


def rfc3339(seconds: float) -> str:
    """Write a Unix time for the command line."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _is_of_another(name: str) -> bool:
    """Tell whether a variable belongs to a Prometheus or a service that is not the gate's own."""
    return name == "PROMETHEUS_URL" or (name.startswith(PREFIX) and name != f"{PREFIX}PORT")


def _count(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable) or str(default)
    if not text.isdecimal() or int(text) == 0:
        raise NotPossible(f"{variable} must be a whole number above 0, not {text!r}.")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main(os.environ, sys.argv[1:]))
