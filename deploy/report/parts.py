"""What is measured: ``PARTS``, the one list of the commands whose figures are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is measured by a command.

    ``command`` is what a reader types; ``told_by`` prints its figures afterwards where the command
    itself prints more than those.
    """

    title: str
    command: str
    told_by: str | None = None


PYTHON = ".venv/bin/python"
PARTS: Mapping[str, Part] = {
    "tests": Part("Tests", "make test", f"{PYTHON} -m deploy.report.tests .run/junit"),
    "sdks": Part("SDKs", "make sdk", f"{PYTHON} -m deploy.report.vectors"),
    "accuracy": Part("How exact", "make accuracy"),
    "accuracy-victoriametrics": Part(
        "How exact over VictoriaMetrics", "make accuracy FLAVOUR=victoriametrics"
    ),
    "bench": Part("What it costs", "make bench"),
    "backfill": Part("Reading the past", "make bench SECTIONS=backfill"),
}
