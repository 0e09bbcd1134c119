"""Missing is a type: how far an SLO's figures can be trusted, and why not further."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.slo.definition import LatencyIndicator, RatioIndicator, Slo
from app.slo.reading import Reading
from app.slo.samples import Part
from app.slo.snapshot import Data, Events, Reason

STALE_SECONDS = 300
STALE_SCRAPES = 4
GONE_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Health:
    """The ``data`` of a status with its reason, and the time up to which its figures stand."""

    data: Data
    reason: Reason | None
    message: str | None
    data_until: float | None

    def given(self, events: Events) -> Health:
        """Tell an SLO without traffic from one that is merely fine."""
        if self.data is Data.OK and events.total <= 0:
            message = "the series exist, and nothing happened in the period"
            return replace(self, data=Data.ZERO_TRAFFIC, reason=Reason.NO_EVENTS, message=message)
        return self


def health_of(reading: Reading, row: int | None, at: int) -> Health:
    """Classify one row of a reading (``None``: a definition without rows) at ``at``.

    Trouble with reading comes first, then what has not been read yet, then what the series say.
    """
    newest = None if row is None or np.isnan(reading.newest[row]) else float(reading.newest[row])
    if reading.trouble is not None and reading.trouble.reason is not Reason.BACKFILLING:
        until = min(float(reading.reach.until), at) if newest is not None else None
        return Health(Data.QUERY_ERROR, reading.trouble.reason, reading.trouble.message, until)
    if reading.trouble is not None:
        data = Data.NO_DATA if newest is None else Data.STALE
        return Health(data, Reason.BACKFILLING, reading.trouble.message, newest)
    stale_after = _stale_after(reading)
    if row is not None and at - reading.unbounded[row] <= stale_after:
        message = _not_a_bound(reading.slo, reading.hint)
        return Health(Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND, message, newest)
    if newest is None or _lacks_good(reading):
        return Health(Data.NO_DATA, Reason.NO_SERIES, _no_series(reading.slo, newest), newest)
    return _by_age(newest, at, stale_after)


def _by_age(newest: float, at: int, stale_after: float) -> Health:
    age = at - newest
    if age <= stale_after:
        return Health(Data.OK, None, None, float(at))
    data = Data.NO_DATA if age > GONE_SECONDS else Data.STALE
    message = f"the newest sample is {age:.0f} s old, more than {stale_after:.0f} s"
    return Health(data, Reason.SAMPLES_STOPPED, message, newest)


def _stale_after(reading: Reading) -> float:
    return max(STALE_SECONDS, STALE_SCRAPES * (reading.reach.scrape_seconds or 0.0))


def _lacks_good(reading: Reading) -> bool:
    """Whether good events were never seen: a selector that matches nothing is not an outage."""
    indicator = reading.slo.indicator
    if not isinstance(indicator, RatioIndicator) or indicator.good is None:
        return False
    return Part.GOOD not in reading.parts


def _no_series(slo: Slo, newest: float | None) -> str:
    if newest is not None:
        return "no series has ever matched `good`"
    if isinstance(slo.indicator, LatencyIndicator):
        return f"no series of {slo.indicator.histogram} has ever matched"
    return f"no series of {slo.indicator.total.metric} has ever matched `total`"


def _not_a_bound(slo: Slo, hint: str) -> str:
    assert isinstance(slo.indicator, LatencyIndicator)  # noqa: S101  # only these have bounds
    message = f"the threshold {slo.indicator.threshold_seconds:g} s is no bucket bound"
    return f"{message} of every series; {hint}" if hint else f"{message} of every series"
