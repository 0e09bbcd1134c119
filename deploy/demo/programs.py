"""The programs of the demo: the shop, the Prometheus that scrapes it, and the service over both.

Knows commands, environments and files; starting and ending them is the supervisor's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from deploy.demo import k6
from deploy.demo.settings import ROOT, NotPossible, Settings
from deploy.demo.supervisor import Program

RETENTION = "90d"
DEMO_STEP = "5s"
"""As short as the scrape interval, so that a person sees something move."""
TAKES_WHAT_K6_WRITES = (
    "--web.enable-remote-write-receiver",
    "--enable-feature=native-histograms",
)
SCRAPE_CONFIG = ROOT / "prometheus/prometheus.yml"


def shop(settings: Settings, environment: Mapping[str, str] = os.environ) -> Program:
    """Describe the shop."""
    return Program(
        name="shop",
        command=[sys.executable, "-m", "deploy.demo.shop"],
        environment={
            **environment,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "SHOP_PORT": str(settings.shop_port),
        },
        log=settings.state / "shop.log",
        ready_url=f"{settings.shop_url}/tally",
    )


def prometheus(settings: Settings, executable: Path) -> Program:
    """Describe Prometheus, and write the configuration that it reads."""
    config = settings.state / "prometheus.yml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(scrape_config(settings))
    return Program(
        name="prometheus",
        command=[
            str(executable),
            f"--config.file={config}",
            f"--storage.tsdb.path={settings.state / 'prometheus'}",
            f"--storage.tsdb.retention.time={RETENTION}",
            f"--web.listen-address=127.0.0.1:{settings.prometheus_port}",
            *TAKES_WHAT_K6_WRITES,
        ],
        environment=os.environ,
        log=settings.state / "prometheus.log",
        ready_url=f"{settings.demo_prometheus_url}/-/ready",
    )


def service(settings: Settings, environment: Mapping[str, str] = os.environ) -> Program:
    """Describe the service, over the demo's Prometheus or over the user's own."""
    told = {
        **environment,
        "PYTHONUNBUFFERED": "1",
        "SLO_MONITOR_PROMETHEUS_URL": settings.prometheus_url or settings.demo_prometheus_url,
        "SLO_MONITOR_SLOS": str(settings.definitions),
        "SLO_MONITOR_PORT": str(settings.service_port),
        "SLO_MONITOR_GRPC_PORT": str(settings.grpc_port),
    }
    data = settings.state / ("service" if settings.brings_demo else "service-own-prometheus")
    told.setdefault("SLO_MONITOR_DATA_DIR", str(data))
    if settings.brings_demo:
        told.setdefault("SLO_MONITOR_STEP", DEMO_STEP)
        told.setdefault("SLO_MONITOR_OFFSET", told["SLO_MONITOR_STEP"])  # on the grid of steps
        for name, value in _plans().items():
            told.setdefault(name, value)
    return Program(
        name="slo-monitor",
        command=[str(Path(sys.executable).parent / "slo-monitor"), "serve"],
        environment=told,
        log=settings.state / "slo-monitor.log",
        ready_url=f"{settings.service_url}/livez",
    )


def _plans() -> dict[str, str]:
    """Let plans load the shop, if there is a k6 to do it with."""
    try:
        found = k6.executable()
    except NotPossible:
        return {}
    return {"SLO_MONITOR_PLANS_K6_DIR": str(ROOT / "k6"), "SLO_MONITOR_PLANS_K6": found}


def scrape_config(settings: Settings) -> str:
    """Write the project's scrape configuration with the ports that are really used.

    The copy lies elsewhere, so it names the files of rules by their whole path.
    """
    config = yaml.safe_load(SCRAPE_CONFIG.read_text())
    config["rule_files"] = [str(SCRAPE_CONFIG.parent / file) for file in config["rule_files"]]
    ports = {"shop": settings.shop_port, "slo-monitor": settings.service_port}
    for job in config["scrape_configs"]:
        job["static_configs"] = [{"targets": [f"127.0.0.1:{ports[job['job_name']]}"]}]
    return yaml.safe_dump(config, sort_keys=False)
