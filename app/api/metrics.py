"""The current snapshot as Prometheus metrics; what is null there is absent here.

The text is written here and not by the client library, which takes ten times as long: with
thousands of SLOs that is seconds for every scrape.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest

from app.api.aside import made
from app.service import Service
from app.slo.errors import NotYetEvaluated
from app.slo.snapshot import Data, Snapshot, State, Status

IDENTITY = ("slo_id", "slo", "service", "group")

_UNITS = ((86400, "d"), (3600, "h"), (60, "m"))
_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
_SLOS_IN_A_PIECE = 500

Figure = tuple[str, float | None]
"""The value of the family's own label (empty if it has none), and what is measured."""


class Family(NamedTuple):
    """One metric: its own label beside the identity (empty if it has none), and its figures."""

    name: str
    help_text: str
    label: str
    figures: Callable[[Status], Iterable[Figure]]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label of the family."""
        return (*IDENTITY, self.label) if self.label else IDENTITY

    @property
    def header(self) -> str:
        """What stands before the samples."""
        return f"# HELP {self.name} {self.help_text}\n# TYPE {self.name} gauge\n"

    def lines(self, status: Status, identity: str) -> Iterator[str]:
        """Write the samples of one SLO."""
        own = f',{self.label}="' if self.label else ""
        end = '"' if self.label else ""
        for word, value in self.figures(status):
            if value is not None:
                yield f"{self.name}{{{identity}{own}{word}{end}}} {float(value)!r}\n"


class MetricsPage:
    """What ``/metrics`` says: the service's own counters and the SLOs.

    The SLOs' part is written once per snapshot, and kept in pieces: a page of many megabytes that
    is handed over in one keeps the event loop as long as it is copied.
    """

    def __init__(self, service: Service, registry: CollectorRegistry) -> None:
        self._service = service
        self._registry = registry
        self._writing = asyncio.Lock()
        self._written_of: Snapshot | None = None
        self._written: Sequence[bytes] = list(pieces(()))

    async def render(self) -> Sequence[bytes]:
        """Write the page in the text format; the pieces are to be sent one after the other."""
        return [generate_latest(self._registry), *await self._slos()]

    async def _slos(self) -> Sequence[bytes]:
        async with self._writing:
            snapshot = self._snapshot()
            if snapshot is not None and snapshot is not self._written_of:
                statuses = snapshot.statuses
                self._written = await made(lambda: list(pieces(statuses)), len(statuses))
                self._written_of = snapshot
            return self._written

    def _snapshot(self) -> Snapshot | None:
        try:
            return self._service.snapshot()
        except NotYetEvaluated:
            return None


def pieces(statuses: Sequence[Status]) -> Iterator[bytes]:
    """Write every family over some SLOs, in pieces of a few hundred of them.

    Statuses are asked for once and in order, and none is held longer than its piece takes.
    """
    written = [[family.header.encode()] for family in FAMILIES]
    for first in range(0, len(statuses), _SLOS_IN_A_PIECE):
        some = [(one, _identity(one)) for one in statuses[first : first + _SLOS_IN_A_PIECE]]
        for texts, family in zip(written, FAMILIES, strict=True):
            texts.append("".join(line for one in some for line in family.lines(*one)).encode())
    return chain.from_iterable(written)


def duration(seconds: int) -> str:
    """Write a window as Prometheus does, in the largest unit that divides it: ``5m``, ``3d``."""
    for unit_seconds, unit in _UNITS:
        if seconds % unit_seconds == 0:
            return f"{seconds // unit_seconds}{unit}"
    return f"{seconds}s"


def _identity(status: Status) -> str:
    group = ",".join(f"{name}={value}" for name, value in status.group)
    values = (status.id, status.slo.name, status.slo.service, group)
    return ",".join(
        f'{name}="{value.translate(_ESCAPED)}"'
        for name, value in zip(IDENTITY, values, strict=True)
    )


def _events(status: Status) -> Iterator[Figure]:
    if status.events is not None:
        yield "good", status.events.good
        yield "bad", status.events.bad


def _remaining(status: Status) -> Iterator[Figure]:
    if status.budget is not None:
        yield "", status.budget.remaining_ratio


def _quantiles(status: Status) -> Iterator[Figure]:
    for entry in status.latency.quantiles if status.latency else ():
        yield str(entry.quantile), entry.value_seconds


def _family(
    name: str, help_text: str, label: str, figures: Callable[[Status], Iterable[Figure]]
) -> Family:
    return Family(f"slo_monitor_slo_{name}", help_text, label, figures)


FAMILIES = (
    _family("sli_ratio", "Share of good events over the period.", "", lambda s: [("", s.sli)]),
    _family(
        "target_ratio",
        "Share of events that must be good.",
        "",
        lambda s: [("", float(s.slo.target))],
    ),
    _family(
        "budget_remaining_ratio",
        "Share of the error budget that is left; may be below 0.",
        "",
        _remaining,
    ),
    _family("events", "Events in the period; they leave it again.", "kind", _events),
    _family(
        "burn_rate",
        "Error ratio of a window over the error ratio allowed.",
        "window",
        lambda s: [(duration(rate.window_seconds), rate.burn_rate) for rate in s.burn_rates],
    ),
    _family(
        "latency_seconds",
        "Latency quantile of the last minutes, interpolated.",
        "quantile",
        _quantiles,
    ),
    _family(
        "alert_firing",
        "1 while an alert of this tier fires.",
        "tier",
        lambda s: [(alert.subject.tier, True) for alert in s.alerts],
    ),
    _family(
        "state",
        "1 for the state that the SLO is in.",
        "state",
        lambda s: [(state.value, state is s.state) for state in State],
    ),
    _family(
        "data",
        "1 for how far the figures can be trusted.",
        "data",
        lambda s: [(data.value, data is s.data) for data in Data],
    ),
)
"""Every figure of an SLO that is exported."""
