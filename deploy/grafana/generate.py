"""Writes the dashboards: `python -m deploy.grafana.generate`, and commit what it changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.grafana import over_metrics, over_rest
from deploy.grafana.parts import Json

FOLDER = Path(__file__).parent / "dashboards"


def dashboards() -> Mapping[str, Json]:
    """Make all of them, by the name of their file."""
    made = (over_metrics.made(), over_rest.made())
    return {f"{each['uid']}.json": each for each in made}


def written(dashboard: Json) -> str:
    """Write one as it is committed."""
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the files; one that no dashboard has any more is left for a person to delete."""
    FOLDER.mkdir(exist_ok=True)
    for name, dashboard in dashboards().items():
        (FOLDER / name).write_text(written(dashboard))


if __name__ == "__main__":
    main()
