"""How far figures can be trusted."""

from __future__ import annotations

import numpy as np
import pytest

from app.slo.account import Account, Reach
from app.slo.definition import Slo
from app.slo.health import Health, health_of
from app.slo.reading import Reading, Trouble
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Part
from app.slo.snapshot import Data, Events, Reason
from tests.slo.making import DAY, NAN, T0, feeding, latency, ratio, ratio_good

DOWN = Trouble(Reason.SOURCE_UNREACHABLE, "no connection")
LOADING = Trouble(Reason.BACKFILLING, "reading the past")


def reading(
    newest: float = T0 - 10,
    slo: Slo | None = None,
    trouble: Trouble | None = None,
    unbounded: float = NAN,
    scrape_seconds: float | None = 15,
    until: int = T0,
    parts: tuple[Part, ...] = (Part.TOTAL,),
    hint: str = "",
) -> Reading:
    slo = slo or ratio()
    account = Account(
        slo.name,
        slo.fingerprint,
        Reach(T0 - DAY, until, T0 - DAY, scrape_seconds),
        register=Register((feeding(*parts),), (RowKey((), Bound.VALUE),)),
        newest=np.array([newest]),
        unbounded=np.array([unbounded]),
    )
    return Reading.of(slo, account, trouble=trouble, hint=hint)


def data_of(read: Reading) -> tuple[Data, Reason | None]:
    health = health_of(read, 0, T0)
    return health.data, health.reason


def test_fresh_samples_are_ok_up_to_now() -> None:
    assert health_of(reading(), 0, T0) == Health(Data.OK, None, None, T0)


@pytest.mark.parametrize(("age", "data"), [(300, Data.OK), (301, Data.STALE)])
def test_samples_are_stale_after_five_minutes(age: int, data: Data) -> None:
    assert health_of(reading(T0 - age), 0, T0).data is data


@pytest.mark.parametrize(("age", "data"), [(480, Data.OK), (481, Data.STALE)])
def test_samples_are_stale_after_four_scrapes_where_that_is_longer(age: int, data: Data) -> None:
    assert health_of(reading(T0 - age, scrape_seconds=120), 0, T0).data is data


def test_stale_figures_stand_as_of_the_newest_sample() -> None:
    health = health_of(reading(T0 - 400), 0, T0)
    assert (health.reason, health.data_until) == (Reason.SAMPLES_STOPPED, T0 - 400)
    assert health.message == "the newest sample is 400 s old, more than 300 s"


@pytest.mark.parametrize(("age", "data"), [(DAY, Data.STALE), (DAY + 1, Data.NO_DATA)])
def test_samples_of_a_day_ago_are_no_data(age: int, data: Data) -> None:
    assert health_of(reading(T0 - age), 0, T0).data is data


def test_five_minutes_hold_where_the_scrape_interval_is_not_known() -> None:
    assert health_of(reading(T0 - 301, scrape_seconds=None), 0, T0).data is Data.STALE


def test_a_definition_without_series_has_no_data() -> None:
    health = health_of(reading(), None, T0)
    assert (health.data, health.reason, health.data_until) == (Data.NO_DATA, Reason.NO_SERIES, None)
    assert health.message == "no series of requests_total has ever matched `total`"


def test_a_histogram_that_never_matched_is_named() -> None:
    message = health_of(reading(slo=latency()), None, T0).message
    assert message == "no series of duration_seconds has ever matched"


def test_a_row_that_never_had_a_total_has_no_data() -> None:
    assert data_of(reading(NAN)) == (Data.NO_DATA, Reason.NO_SERIES)


def test_good_events_that_were_never_seen_are_no_outage() -> None:
    health = health_of(reading(slo=ratio_good()), 0, T0)
    assert (health.data, health.reason) == (Data.NO_DATA, Reason.NO_SERIES)
    assert health.message == "no series has ever matched `good`"


def test_good_events_that_were_seen_once_are_enough() -> None:
    assert data_of(reading(slo=ratio_good(), parts=(Part.TOTAL, Part.GOOD)))[0] is Data.OK


def test_bad_events_that_were_never_seen_are_fine() -> None:
    assert data_of(reading())[0] is Data.OK


@pytest.mark.parametrize(
    "reason", [Reason.SOURCE_UNREACHABLE, Reason.SOURCE_TIMEOUT, Reason.SOURCE_REJECTED]
)
def test_a_failed_reading_is_a_query_error_as_of_what_was_read(reason: Reason) -> None:
    health = health_of(reading(trouble=Trouble(reason, "why"), until=T0 - 60), 0, T0)
    assert health == Health(Data.QUERY_ERROR, reason, "why", T0 - 60)


def test_a_failed_reading_of_what_was_never_seen_stands_as_of_nothing() -> None:
    assert health_of(reading(trouble=DOWN), None, T0).data_until is None


def test_trouble_with_reading_comes_before_stale_samples() -> None:
    assert data_of(reading(T0 - 2 * DAY, trouble=DOWN))[0] is Data.QUERY_ERROR


def test_a_definition_that_is_still_read_has_no_data_yet() -> None:
    health = health_of(reading(trouble=LOADING), None, T0)
    assert (health.data, health.reason) == (Data.NO_DATA, Reason.BACKFILLING)


def test_what_has_been_read_so_far_is_stale_while_the_rest_is_read() -> None:
    health = health_of(reading(T0 - 5 * DAY, trouble=LOADING), 0, T0)
    assert health == Health(Data.STALE, Reason.BACKFILLING, "reading the past", T0 - 5 * DAY)


def test_a_histogram_without_the_threshold_as_bound_is_a_query_error() -> None:
    health = health_of(reading(slo=latency(), unbounded=T0 - 10, hint="0.25 and 0.5 are"), 0, T0)
    assert (health.data, health.reason) == (Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND)
    assert health.message == (
        "the threshold 0.3 s is no bucket bound of every series; 0.25 and 0.5 are"
    )


def test_a_histogram_that_lacked_the_bound_long_ago_is_forgiven() -> None:
    assert data_of(reading(slo=latency(), unbounded=T0 - 301))[0] is Data.OK


def test_no_events_in_the_period_are_zero_traffic() -> None:
    health = health_of(reading(), 0, T0).given(Events(0, 0))
    assert (health.data, health.reason) == (Data.ZERO_TRAFFIC, Reason.NO_EVENTS)
    assert not health.data.is_missing


def test_missing_data_are_not_mistaken_for_zero_traffic() -> None:
    stale = health_of(reading(T0 - 400), 0, T0)
    assert stale.given(Events(0, 0)) == stale


def test_traffic_is_ok() -> None:
    health = health_of(reading(), 0, T0)
    assert health.given(Events(0, 1)) == health
