"""The truth that a generator of history wrote which is not ours, read for any window of minutes.

Its file holds the events of every minute and service, restarts and scrape outages, but not the
scrapes: what lies in the sample interval of an edge, or after a process' last scrape, is known to
the minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.slo.definition import LatencyIndicator
from app.slo.snapshot import Status
from tests.history.holding import Count, Held, windows
from tests.history.world import MINUTE

SCRAPE_SECONDS = 30
DOWN_SECONDS = 40
"""How long a restart takes; the file tells when the next process begins."""

Upto = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ForeignTruth:
    """The truth of one generated history; times are Unix seconds on the grid of minutes."""

    begin: int
    services: Mapping[str, Any] = field(repr=False)

    @staticmethod
    def of(file: Path) -> ForeignTruth:
        """Read a truth file that was written with its minutes."""
        told = json.loads(file.read_text())
        return ForeignTruth(told["start"], told["services"])

    def held(self, status: Status) -> Iterator[Held]:
        """Hold every window of a status against the truth."""
        service = self.services[status.slo.service]
        bad, total = self._upto(service, status)
        for seconds, start, end, counted in windows(status):
            a, b = self._minute(start), self._minute(end)
            truth = Count(float(bad[b] - bad[a]), float(total[b] - total[a]))
            edges = self._edge(service, a) | self._edge(service, b)
            unseen = {m for m in self._deaths(service, total) if a <= m < b}
            allowed = (_sum(bad, total, minutes) for minutes in (edges, unseen))
            yield Held(status.id, seconds, counted, truth, truth, *allowed)

    def _upto(self, service: Mapping[str, Any], status: Status) -> tuple[Upto, Upto]:
        """Bad and total events that had happened by the end of each minute."""
        told = {
            kind: np.cumsum([0, *minutes])
            for kind, minutes in service["routes"]["*"]["minutes"].items()
        }
        slow = isinstance(status.slo.indicator, LatencyIndicator)
        return (told["total"] - told["le0_25"] if slow else told["bad"]), told["total"]

    def _minute(self, time: float) -> int:
        """The minutes that have passed by a time, the one under way included.

        Only what is gone has an edge beside the grid, at its last sample; nothing follows that.
        """
        return max(0, ceil((time - self.begin) / MINUTE))

    def _edge(self, service: Mapping[str, Any], edge: int) -> set[int]:
        """The minutes before an edge whose events may not have been in a sample by then."""
        first = edge - 1
        for outage in service["scrape_outages"]:
            begin, end = ((outage[k] - self.begin) // MINUTE for k in ("from", "to"))
            if begin <= edge <= end + 1:
                first = begin - 1
        return set(range(max(0, first), edge))

    def _deaths(self, service: Mapping[str, Any], total: Upto) -> set[int]:
        """The minutes in which a process may have done what no scrape saw."""
        dies = [restart["at"] - DOWN_SECONDS for restart in service["restarts"]]
        last = int(np.flatnonzero(np.diff(total)).max(initial=0))
        return {last - 1, last} | {
            (second - self.begin) // MINUTE for at in dies for second in (at - SCRAPE_SECONDS, at)
        }


def _sum(bad: Upto, total: Upto, minutes: set[int]) -> Count:
    inside = [m for m in minutes if 0 <= m < len(total) - 1]
    return Count(float(np.diff(bad)[inside].sum()), float(np.diff(total)[inside].sum()))
