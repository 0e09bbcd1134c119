"""Real services over hand-made snapshots."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import httpx
from fastapi import FastAPI

from app.api.admission import Access, Admission
from app.api.app import create_app
from app.catalog.recurrence import checked
from app.monitor.book import Book
from app.service import Service
from app.slo.alert import Alert
from app.slo.definition import (
    CalendarPeriod,
    CalendarUnit,
    LatencyIndicator,
    Matcher,
    MatchOperator,
    RatioIndicator,
    RollingPeriod,
    Selector,
    Slo,
)
from app.slo.exclusion import Exclusion, ExclusionChange
from app.slo.silence import Silence
from app.slo.snapshot import (
    Basis,
    Budget,
    BurnRate,
    Counting,
    Data,
    Events,
    Latency,
    Quantile,
    Reason,
    Snapshot,
    State,
    Status,
)
from app.telemetry import Telemetry
from tests.slo.making import alert

STEP_SECONDS = 30
OFFSET_SECONDS = 30
EVALUATED_AT = 1_795_359_870.0  # 2026-11-22T15:04:30Z, on the grid
GENERATION = int(EVALUATED_AT) // STEP_SECONDS
PERIOD_SECONDS = 30 * 86400
WINDOWS_SECONDS = (300, 1800, 3600, 7200, 21600, 86400, 259200)


def latency_slo(name: str = "checkout-latency") -> Slo:
    matcher = Matcher("service", MatchOperator.EQUAL, "checkout")
    return Slo(
        name=name,
        service="checkout",
        target=Decimal("0.95"),
        period=RollingPeriod(PERIOD_SECONDS),
        indicator=LatencyIndicator("http_request_duration_seconds", (matcher,), 0.3),
        description="Checkout answers within 300 ms.",
        labels={"team": "payments"},
    )


def ratio_slo(name: str = "checkout-availability") -> Slo:
    failed = Matcher("code", MatchOperator.REGEX, "5..")
    return Slo(
        name=name,
        service="checkout",
        target=Decimal("0.999"),
        period=CalendarPeriod(CalendarUnit.MONTH, "Europe/Berlin"),
        indicator=RatioIndicator(
            total=Selector("http_requests_total"), bad=Selector("http_requests_total", (failed,))
        ),
    )


def healthy(slo: Slo | None = None) -> Status:
    slo = slo or latency_slo()
    is_latency = isinstance(slo.indicator, LatencyIndicator)
    return Status(
        slo=slo,
        group=(),
        state=State.HEALTHY,
        data=Data.OK,
        reason=None,
        message=None,
        counting=Counting.EXACT,
        start=EVALUATED_AT - PERIOD_SECONDS,
        end=EVALUATED_AT,
        covered_ratio=1.0,
        since=EVALUATED_AT - 2 * PERIOD_SECONDS + 0.125,
        data_until=EVALUATED_AT,
        newest_sample=EVALUATED_AT - 4.5,
        sli=31032110 / 32218653,
        estimate=None,
        events=Events(good=31032110.0, total=32218653.0),
        budget=Budget(1610932.65, Basis.PERIOD, 0.7365564941, 0.2634435059, None),
        burn_rates=tuple(
            BurnRate(window, 0.41459369817578773, Events(1181.0, 1206.0))
            for window in WINDOWS_SECONDS
        ),
        latency=checkout_latency() if is_latency else None,
        alerts=(),
        evaluated_at=EVALUATED_AT,
    )


def checkout_latency() -> Latency:
    return Latency(
        window_seconds=300,
        evaluated_at=EVALUATED_AT - 30,
        quantiles=(
            Quantile(0.5, 0.1, 0.05, 0.1),
            Quantile(0.95, 0.281, 0.25, 0.3),
            Quantile(0.99, None, 10.0, None),
        ),
    )


def without_data(data: Data, slo: Slo | None = None) -> Status:
    """Give a status as the core makes it when the present is not known."""
    reasons = {
        Data.STALE: Reason.SAMPLES_STOPPED,
        Data.NO_DATA: Reason.NO_SERIES,
        Data.QUERY_ERROR: Reason.SOURCE_UNREACHABLE,
    }
    status = healthy(slo).unknown(data, reasons[data], f"why it is {data.value}")
    if data is not Data.NO_DATA:
        return status
    return replace(
        status, sli=None, events=None, budget=None, since=None, data_until=None, newest_sample=None
    )


def zero_traffic(slo: Slo | None = None) -> Status:
    status = healthy(slo)
    return replace(
        status,
        data=Data.ZERO_TRAFFIC,
        reason=Reason.NO_EVENTS,
        message="nothing happened in the period",
        sli=None,
        events=Events(0.0, 0.0),
        budget=Budget(0.0, Basis.PERIOD, None, None, None),
        burn_rates=tuple(BurnRate(w, None, Events(0.0, 0.0)) for w in WINDOWS_SECONDS),
        latency=None,
    )


def exhausted(slo: Slo | None = None) -> Status:
    return replace(
        healthy(slo),
        state=State.EXHAUSTED,
        budget=Budget(1610932.65, Basis.PERIOD, 1.25, -0.25, EVALUATED_AT - 60),
        alerts=(alert("page-fast"),),
    )


def snapshot_of(statuses: Iterable[Status], generation: int = GENERATION) -> Snapshot:
    return Snapshot.of(generation, EVALUATED_AT, statuses)


class Desk:
    """Exclusions in force over no account: every change is possible but those that it refuses."""

    def __init__(self, *exclusions: Exclusion) -> None:
        self.exclusions = {exclusion.id: exclusion for exclusion in exclusions}
        self.refusal: Exception | None = None

    def listed(self) -> Sequence[Exclusion]:
        return [self.exclusions[exclusion_id] for exclusion_id in sorted(self.exclusions)]

    def names(self) -> Collection[str]:
        return {"checkout-latency", "checkout-availability"}

    async def change(self, change: ExclusionChange) -> None:
        if self.refusal is not None:
            raise self.refusal
        if change.added is not None:
            self.exclusions[change.added.id] = change.added
        if change.removed is not None:
            del self.exclusions[change.removed]


class World:
    """A service, the clock it reads, and the application over it."""

    def __init__(
        self,
        *statuses: Status,
        access: Access | None = None,
        silenced_by: Callable[[Alert], Sequence[Silence]] = lambda _: (),
    ) -> None:
        self.now = EVALUATED_AT + OFFSET_SECONDS
        self.book = Book()
        self.telemetry = Telemetry()
        self.service = Service(
            book=self.book,
            now=lambda: self.now,
            step_seconds=STEP_SECONDS,
            offset_seconds=OFFSET_SECONDS,
            queries_of=lambda slo: (f"good of {slo.name}", f"total of {slo.name}"),
            checked=checked,
            silenced_by=silenced_by,
        )
        self.desk = Desk()
        self.service.attach(lambda: self.desk)
        self.app: FastAPI = create_app(self.service, self.telemetry, Admission(access or Access()))
        if statuses:
            self.publish(*statuses)

    def publish(self, *statuses: Status, generation: int = GENERATION) -> Snapshot:
        snapshot = snapshot_of(statuses, generation)
        self.book.publish(snapshot)
        return snapshot

    def expire(self) -> None:
        self.now += 4 * STEP_SECONDS

    def client(self, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport, base_url="http://localhost:8080", headers=headers
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        async with self.client(**headers) as client:
            return await client.get(path)

    async def post(self, path: str, json: object) -> httpx.Response:
        async with self.client() as client:
            return await client.post(path, json=json)

    async def delete(self, path: str) -> httpx.Response:
        async with self.client() as client:
            return await client.delete(path)
