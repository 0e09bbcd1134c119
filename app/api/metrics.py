"""The current snapshot as Prometheus metrics; what is null there is absent here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.service import Service
from app.slo.errors import NotYetEvaluated
from app.slo.snapshot import Data, Snapshot, State, Status

IDENTITY = ("slo_id", "slo", "service", "group")
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"))


class SnapshotCollector(Collector):
    """Collects every SLO of a snapshot; ``None`` is the time before the first, and has none."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterable[Metric]:
        """Give one family per figure."""
        families = _Families()
        for status in self._snapshot or ():
            families.add(status)
        return families.all


class MetricsPage:
    """What ``/metrics`` says: the service's own counters and the SLOs.

    The SLOs' part is written once per snapshot: thousands of SLOs take longer than a scrape should.
    """

    def __init__(self, service: Service, registry: CollectorRegistry) -> None:
        self._service = service
        self._registry = registry
        self._written_of: Snapshot | None = None
        self._written = b""

    def render(self) -> bytes:
        """Write the page in the text format."""
        return generate_latest(self._registry) + self._slos()

    def _slos(self) -> bytes:
        snapshot = self._snapshot()
        if snapshot is None or snapshot is not self._written_of:
            self._written = generate_latest(SnapshotCollector(snapshot))
            self._written_of = snapshot
        return self._written

    def _snapshot(self) -> Snapshot | None:
        try:
            return self._service.snapshot()
        except NotYetEvaluated:
            return None


class _Families:
    def __init__(self) -> None:
        self._sli = _family("sli_ratio", "Share of good events over the period.")
        self._target = _family("target_ratio", "Share of events that must be good.")
        self._remaining = _family(
            "budget_remaining_ratio", "Share of the error budget that is left; may be below 0."
        )
        self._events = _family("events", "Events in the period; they leave it again.", "kind")
        self._burn = _family(
            "burn_rate", "Error ratio of a window over the error ratio allowed.", "window"
        )
        self._latency = _family(
            "latency_seconds", "Latency quantile of the last minutes, interpolated.", "quantile"
        )
        self._state = _family("state", "1 for the state that the SLO is in.", "state")
        self._data = _family("data", "1 for how far the figures can be trusted.", "data")

    @property
    def all(self) -> tuple[Metric, ...]:
        return (
            self._sli,
            self._target,
            self._remaining,
            self._events,
            self._burn,
            self._latency,
            self._state,
            self._data,
        )

    def add(self, status: Status) -> None:
        group = ",".join(f"{name}={value}" for name, value in status.group)
        who = (status.id, status.slo.name, status.slo.service, group)
        budget = status.budget
        _add(self._sli, who, status.sli)
        _add(self._target, who, float(status.slo.target))
        _add(self._remaining, who, None if budget is None else budget.remaining_ratio)
        for kind, count in _events(status):
            _add(self._events, (*who, kind), count)
        for rate in status.burn_rates:
            _add(self._burn, (*who, duration(rate.window_seconds)), rate.burn_rate)
        for entry in status.latency.quantiles if status.latency else ():
            _add(self._latency, (*who, str(entry.quantile)), entry.value_seconds)
        for state in State:
            _add(self._state, (*who, state.value), float(state is status.state))
        for data in Data:
            _add(self._data, (*who, data.value), float(data is status.data))


def duration(seconds: int) -> str:
    """Write a window as Prometheus does, in the largest unit that divides it: ``5m``, ``3d``."""
    for unit_seconds, unit in _UNITS:
        if seconds % unit_seconds == 0:
            return f"{seconds // unit_seconds}{unit}"
    return f"{seconds}s"


def _family(name: str, help_text: str, *more_labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"slo_monitor_slo_{name}", help_text, labels=(*IDENTITY, *more_labels))


def _add(family: GaugeMetricFamily, labels: tuple[str, ...], value: float | None) -> None:
    if value is not None:
        family.add_metric(labels, value)


def _events(status: Status) -> Iterator[tuple[str, float]]:
    if status.events is not None:
        yield "good", status.events.good
        yield "bad", status.events.bad
