"""The dashboards as they are committed, and what each panel asks, as Grafana would ask it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.documents import ROOT

GRAFANA = ROOT / "deploy/grafana"
FILES = sorted((GRAFANA / "dashboards").glob("*.json"))

Json = dict[str, Any]


def dashboard(name: str) -> Json:
    """Read one."""
    read: Json = json.loads((GRAFANA / "dashboards" / name).read_text())
    return read


OVER_METRICS = dashboard("slo-monitor.json")
OVER_REST = dashboard("slo-monitor-rest.json")


def panels(of: Json) -> Iterator[Json]:
    """Give every panel that shows something."""
    return (panel for panel in of["panels"] if panel["type"] != "row")


def targets(of: Json) -> list[tuple[str, Json]]:
    """Give what every panel asks, with a name for it."""
    return [
        (f"{panel['id']} {panel['title']} {target['refId']}", target)
        for panel in panels(of)
        for target in panel["targets"]
    ]


def put_in(text: str, chosen: Mapping[str, str]) -> str:
    """Put values in place of variables (`$name`, `${name}`), and of the time that is shown."""
    now = datetime.now(UTC)
    shown = {
        "__rate_interval": "20s",
        "__from:date:iso": (now - timedelta(hours=6)).isoformat().replace("+00:00", "Z"),
        "__to:date:iso": now.isoformat().replace("+00:00", "Z"),
        **chosen,
    }
    return re.sub(r"\$(?:\{([\w:]+)\}|(\w+))", lambda found: shown[found[1] or found[2]], text)


def at_path(value: object, path: str) -> tuple[bool, object]:
    """Follow a path of field names; say whether it leads anywhere, and where to.

    What is below null is null.
    """
    for name in path.split(".") if path else ():
        if value is None:
            return False, None
        assert isinstance(value, dict), path
        if name not in value:
            raise KeyError(path)
        value = value[name]
    return True, value


def relative(file: Path) -> str:
    """Name a file of the repository."""
    return str(file.relative_to(ROOT))
