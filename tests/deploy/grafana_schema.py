"""Print what a dashboard has and Grafana's own models lose: a field they do not know, a wrong type.

Run by the Python of .tools/grafana-schema, which has the models (grafana-foundation-sdk); the data
source Infinity is not among them, and its queries are taken as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard


def lost(given: object, kept: object, place: str = "") -> Iterator[str]:
    """Name the places of what was given and not kept; what is empty may go."""
    if isinstance(given, dict):
        for name, value in given.items():
            if isinstance(kept, dict) and name in kept:
                yield from lost(value, kept[name], f"{place}.{name}")
            elif value not in (None, [], {}, ""):
                yield f"{place}.{name}"
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for at, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from lost(one, other, f"{place}[{at}]")
    elif given != kept:
        yield place


def main() -> None:
    """Read the file that is named, through the models and back."""
    plugins.register_default_plugins()
    given = json.loads(Path(sys.argv[1]).read_text())
    kept = json.loads(json.dumps(Dashboard.from_json(given), cls=JSONEncoder))
    sys.stdout.writelines(f"{place}\n" for place in lost(given, kept))


if __name__ == "__main__":
    main()
