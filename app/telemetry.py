"""The service's own counters: what it was asked, what it asked Prometheus, how its cycles went.

Refuses to know the SLOs: what ``/metrics`` says of them is read from the snapshot by
``app/api/metrics.py``.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from app.slo.delivery import Backlog, DeliveryState
from app.slo.verdict import VerdictKind

REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; the demo's SLO over this service has its threshold at one of them."""

WORK_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds; for queries and cycles, which may wait for Prometheus."""


class Telemetry:
    """Counts into a registry of its own, so that two services in one process do not meet.

    Outcomes are words of the caller's, ``OK`` or the code of what went wrong; they must come
    from a closed set, since each makes a series.
    """

    def __init__(self) -> None:
        # The process start already says since when the counters count.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # theirs has no annotations
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._build_request_metrics()
        self._build_source_metrics()
        self._build_cycle_metrics()
        self._build_catalog_metrics()
        self._build_notification_metrics()
        self._build_plan_metrics()

    def _build_request_metrics(self) -> None:
        self._requests = Counter(
            "slo_monitor_http_requests",
            "HTTP requests answered; probes and /metrics are not counted.",
            ("method", "route", "code"),
            registry=self.registry,
        )
        self._request_seconds = Histogram(
            "slo_monitor_http_request_duration_seconds",
            "Time to answer an HTTP request, to the last byte; of a stream to the first.",
            ("route",),
            buckets=REQUEST_BUCKETS,
            registry=self.registry,
        )
        self._calls = Counter(
            "slo_monitor_grpc_calls",
            "gRPC calls ended, streams included.",
            ("method", "code"),
            registry=self.registry,
        )
        self._call_seconds = Histogram(
            "slo_monitor_grpc_call_duration_seconds",
            "Time to answer a gRPC call that is no stream.",
            ("method",),
            buckets=REQUEST_BUCKETS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "slo_monitor_http_refusals",
            "Requests turned away before an endpoint saw them.",
            ("reason",),
            registry=self.registry,
        )
        self._writes = Counter(
            "slo_monitor_http_writes",
            "Requests that would write.",
            ("method", "route", "outcome"),
            registry=self.registry,
        )

    def _build_source_metrics(self) -> None:
        self._queries = Counter(
            "slo_monitor_source_queries",
            "Queries sent to Prometheus.",
            ("outcome",),
            registry=self.registry,
        )
        _begin(self._queries, ("ok", "rejected", "timeout", "unreachable"))
        self._query_seconds = Histogram(
            "slo_monitor_source_query_duration_seconds",
            "Time that Prometheus took to answer a query or to fail at it.",
            buckets=WORK_BUCKETS,
            registry=self.registry,
        )
        self._samples = Counter(
            "slo_monitor_source_samples", "Samples read from Prometheus.", registry=self.registry
        )

    def _build_cycle_metrics(self) -> None:
        self._cycles = Counter(
            "slo_monitor_cycles", "Cycles ended.", ("outcome",), registry=self.registry
        )
        _begin(self._cycles, ("published", "unchanged", "failed"))
        self._cycle_seconds = Histogram(
            "slo_monitor_cycle_duration_seconds",
            "Time from a cycle's start to its end.",
            buckets=WORK_BUCKETS,
            registry=self.registry,
        )
        self._last_cycle = _LateGauge(
            self.registry,
            "slo_monitor_last_cycle_timestamp_seconds",
            "Evaluation time of the snapshot that was published last.",
        )
        self._leads = Gauge(
            "slo_monitor_leader",
            "1 if this replica reads, counts and stores; 0 if it follows one that does.",
            registry=self.registry,
        )
        self._epoch = _LateGauge(
            self.registry,
            "slo_monitor_lease_epoch",
            "Number of the term in which this replica led last; counted up at each takeover.",
        )
        self._backfill = _LateGauge(
            self.registry,
            "slo_monitor_backfill_progress_ratio",
            "Share of the periods that has been read from Prometheus, 0 to 1.",
        )

    def _build_catalog_metrics(self) -> None:
        self._reloads = Counter(
            "slo_monitor_catalog_reloads",
            "Attempts to load the definitions.",
            ("outcome",),
            registry=self.registry,
        )
        _begin(self._reloads, ("accepted", "refused"))
        self._loaded = Gauge(
            "slo_monitor_catalog_last_reload_successful",
            "1 if the definitions in the files are in force, 0 if their change was refused.",
            registry=self.registry,
        )
        self._loaded.set(1)  # or the service would not have started

    def _build_notification_metrics(self) -> None:
        self._notifications = Counter(
            "slo_monitor_notifications",
            "Alerts of which a receiver was told, or that it could not be told.",
            ("kind", "receiver", "outcome"),
            registry=self.registry,
        )
        self._deliveries = Gauge(
            "slo_monitor_deliveries",
            "Changes of alerts that a webhook is still to be told (PENDING) or never will (DEAD).",
            ("receiver", "state"),
            registry=self.registry,
        )
        self._oldest_pending = Gauge(
            "slo_monitor_oldest_pending_delivery_timestamp_seconds",
            "When the oldest change happened that a webhook is still to be told.",
            ("receiver",),
            registry=self.registry,
        )

    def _build_plan_metrics(self) -> None:
        self._plan_runs = Counter(
            "slo_monitor_plan_runs", "Ended runs of plans.", ("verdict",), registry=self.registry
        )
        _begin(self._plan_runs, [verdict.value for verdict in VerdictKind])
        self._running_plan_runs = Gauge(
            "slo_monitor_running_plan_runs",
            "Runs of plans that this replica carries out now.",
            registry=self.registry,
        )

    def expect_requests(self, method: str, route: str) -> None:
        """Show a route's series from the start, at 0: a first request must not be missed."""
        self._requests.labels(method, route, "200")
        self._request_seconds.labels(route)

    def record_request(self, method: str, route: str, code: int, seconds: float | None) -> None:
        """Count an answered request; ``route`` is a path template, never a path.

        Without ``seconds`` how long it took says nothing of this service.
        """
        self._requests.labels(method, route, str(code)).inc()
        if seconds is not None:
            self._request_seconds.labels(route).observe(seconds)

    def expect_calls(self, method: str) -> None:
        """Show a gRPC method's series from the start, at 0."""
        self._calls.labels(method, "OK")
        self._call_seconds.labels(method)

    def record_call(self, method: str, code: str, seconds: float | None) -> None:
        """Count a gRPC call that ended; without ``seconds`` its length says nothing of us."""
        self._calls.labels(method, code).inc()
        if seconds is not None:
            self._call_seconds.labels(method).observe(seconds)

    def expect_refusals(self, reasons: Iterable[str]) -> None:
        """Show the series of these reasons from the start, at 0."""
        for reason in reasons:
            self._refusals.labels(reason)

    def record_refusal(self, reason: str) -> None:
        """Count a request that was turned away."""
        self._refusals.labels(reason).inc()

    def expect_writes(self, method: str, route: str, outcomes: Iterable[str]) -> None:
        """Show a writing route's series from the start, at 0."""
        for outcome in outcomes:
            self._writes.labels(method, route, outcome)

    def record_write(self, method: str, route: str, outcome: str) -> None:
        """Count a request that would write; ``route`` is a path template, never a path."""
        self._writes.labels(method, route, outcome).inc()

    def record_query(self, outcome: str, seconds: float, samples: int = 0) -> None:
        """Count a query to Prometheus and the samples that it brought."""
        self._queries.labels(outcome).inc()
        self._query_seconds.observe(seconds)
        self._samples.inc(samples)

    def record_cycle(self, outcome: str, seconds: float, published_at: float | None) -> None:
        """Count a cycle; ``published_at`` is its evaluation time if it published a snapshot."""
        self._cycles.labels(outcome).inc()
        self._cycle_seconds.observe(seconds)
        if published_at is not None:
            self._last_cycle.set(published_at)

    def record_reload(self, outcome: str) -> None:
        """Count an attempt to load the definitions, and say what came of the last one."""
        self._reloads.labels(outcome).inc()
        self._loaded.set(outcome == "accepted")

    def set_role(self, epoch: int | None) -> None:
        """Say that this replica leads, in which term, or (``None``) that it does not."""
        self._leads.set(epoch is not None)
        if epoch is not None:
            self._epoch.set(epoch)

    def set_backfill_progress(self, ratio: float) -> None:
        """Say how much of the periods has been read, 0 to 1."""
        self._backfill.set(ratio)

    def record_told(self, kind: str, receiver: str, outcome: str, alerts: int) -> None:
        """Count alerts that a receiver was told of; its name is one that may be shown."""
        self._notifications.labels(kind, receiver, outcome).inc(alerts)

    def set_backlogs(self, backlogs: Iterable[Backlog]) -> None:
        """Say what webhooks wait for; who is not among them waits for nothing."""
        self._deliveries.clear()
        self._oldest_pending.clear()
        for one in backlogs:
            self._deliveries.labels(one.receiver, DeliveryState.PENDING.value).set(one.pending)
            self._deliveries.labels(one.receiver, DeliveryState.DEAD.value).set(one.dead)
            if one.oldest_at is not None:
                self._oldest_pending.labels(one.receiver).set(one.oldest_at)

    def record_plan_run(self, verdict: VerdictKind) -> None:
        """Count a run of a plan that ended."""
        self._plan_runs.labels(verdict.value).inc()

    def set_running_plan_runs(self, count: int) -> None:
        """Say how many runs of plans are under way."""
        self._running_plan_runs.set(count)


def _begin(counter: Counter, words: Iterable[str]) -> None:
    """Show series at 0 from the start: ``increase`` does not see what a series begins with."""
    for word in words:
        counter.labels(word)


class _LateGauge:
    """A gauge that is absent, and not 0, until it is first set."""

    def __init__(self, registry: CollectorRegistry, name: str, help_text: str) -> None:
        self._registry = registry
        self._gauge = Gauge(name, help_text, registry=None)
        self._is_registered = False

    def set(self, value: float) -> None:
        self._gauge.set(value)
        if not self._is_registered:
            self._registry.register(self._gauge)
            self._is_registered = True
