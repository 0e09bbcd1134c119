# noqa: INP001 - a script that stands beside the picture that it makes, in no package
"""Make ``docs/status.svg`` from what a running service says; prints nothing.

Command: ``.venv/bin/python docs/status_picture.py http://127.0.0.1:8080 docs/status.svg``.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from app.commands.remote import RemoteService
from app.commands.tables import status_table

COLUMNS = 118
REMOTE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""The library's pictures load a font from elsewhere; one in a repository must not."""


def main(url: str, picture: Path) -> None:
    """Ask the service for its statuses, and draw the table that ``slo-monitor status`` prints."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print("$ slo-monitor status")
    with RemoteService(url, token=None) as remote:
        console.print(status_table(view for page in remote.statuses() for view in page["slos"]))
    picture.write_text(REMOTE_FONT.sub("", console.export_svg(title="SLO Monitor")))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
