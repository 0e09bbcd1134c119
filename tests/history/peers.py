"""The budget consumed as others compute it: their formulas, asked of the same Prometheus.

Each gives the error ratio of 30 days; the budget consumed is that ÷ (1 − target), so a ratio that
is off by a share makes the budget off by the same share.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from app.sources.connection import Connection
from app.sources.flavour import parameters
from tests.history.scrape import REQUESTS

_TOTAL = REQUESTS + '_total{{service="{service}"}}'
_BAD = REQUESTS + '_total{{service="{service}",code=~"5.."}}'
_RECORDED = "[30d:5m]"
"""The recording rules of both tools, evaluated every five minutes."""

FORMULAS: Mapping[str, str] = {
    "increase[30d]": f"sum(increase({_BAD}[30d])) / sum(increase({_TOTAL}[30d]))",
    "Sloth": f"avg_over_time((sum(rate({_BAD}[5m])) / sum(rate({_TOTAL}[5m]))){_RECORDED})",
    "Pyrra": (
        f"sum_over_time((sum(increase({_BAD}[5m]))){_RECORDED})"
        f" / sum_over_time((sum(increase({_TOTAL}[5m]))){_RECORDED})"
    ),
}
"""By name, with ``{service}`` to be filled in."""

_TIMEOUT_SECONDS = 150.0


def error_ratios(asked: Connection, service: str, at: int) -> dict[str, float | None]:
    """Ask every formula for one service; ``None`` where the answer is empty or no number."""
    with httpx.Client(trust_env=False, timeout=_TIMEOUT_SECONDS) as http:
        return {
            name: _answered(http, asked, formula.format(service=service), at)
            for name, formula in FORMULAS.items()
        }


def _answered(http: httpx.Client, asked: Connection, query: str, at: int) -> float | None:
    form = {"query": query, "time": str(at), **parameters(asked.flavour)}
    answer = http.post(f"{asked.url}/api/v1/query", data=form)
    answer.raise_for_status()
    result = answer.json()["data"]["result"]
    value = float(result[0]["value"][1]) if result else float("nan")
    return value if value == value else None  # noqa: PLR0124 - only NaN differs from itself
