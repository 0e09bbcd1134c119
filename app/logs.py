"""How the service logs: one line for each event, for people or as JSON."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
JSON = "%(asctime)s %(levelname)s %(name)s %(message)s"


def json_formatter() -> JsonFormatter:
    """Write a record as one JSON object; what it carries as ``extra`` are fields of their own."""
    return JsonFormatter(JSON, rename_fields={"asctime": "time", "levelname": "level"})


def configure_logging(log_format: str) -> None:
    """Send every log line to standard error, as ``text`` or ``json``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(json_formatter() if log_format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # They write lines for every request, run or start that say nothing to an operator.
    for noisy in ("httpx", "apscheduler", "alembic", "mcp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
