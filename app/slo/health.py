"""Missing is a type: how far an SLO's figures can be trusted, and why not further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.slo.account import Reach
from app.slo.definition import LatencyIndicator, RatioIndicator, Slo
from app.slo.reading import Reading
from app.slo.samples import Flags, Floats, Integers, Part
from app.slo.snapshot import Data, Events, Excluded, Reason

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

    def given(self, events: Events, excluded: Excluded | None = None) -> Health:
        """Tell an SLO without traffic from one that is merely fine."""
        if self.data is Data.OK and events.total <= 0:
            message = "the series exist, and nothing happened in the period"
            if excluded is not None and excluded.events.total > 0:
                message = "everything that happened in the period is excluded"
            return replace(self, data=Data.ZERO_TRAFFIC, reason=Reason.NO_EVENTS, message=message)
        return self

    def unread(self, reading: Reading) -> Health:
        """Say of an SLO that is fine so far that its period has not been read to its begin."""
        if self.data.is_missing:
            return self
        return replace(self, reason=Reason.BACKFILLING, message=reading.unread)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the figures of some rows stand (Unix seconds), and whether that is the present.

    ``until`` is NaN for a row of which there never was a sample.
    """

    until: Floats
    present: Flags

    @staticmethod
    def of(readings: Sequence[Reading], rows: Sequence[Integers], at: int) -> Seen:
        """Look at some rows of each reading; one after the other in the result."""
        counts = [len(some) for some in rows]
        newest = np.concatenate(
            [
                np.empty(0),
                *(r.picked(r.newest, some) for r, some in zip(readings, rows, strict=True)),
            ]
        )
        unbounded = np.concatenate(
            [
                np.empty(0),
                *(r.picked(r.unbounded, some) for r, some in zip(readings, rows, strict=True)),
            ]
        )
        allowed = np.repeat([stale_after(r.reach) for r in readings], counts)
        failed = np.repeat([_is_unreadable(r) for r in readings], counts)
        blocked = np.repeat([r.trouble is not None or _lacks_good(r) for r in readings], counts)
        reach = np.repeat([float(min(r.reach.until, at)) for r in readings], counts)
        present = (at - newest <= allowed) & ~(at - unbounded <= allowed)
        present &= ~blocked.astype(np.bool_)
        until = np.where(present, float(at), newest)
        until = np.where(failed.astype(np.bool_) & ~np.isnan(newest), reach, until)
        return Seen(until, present)


def health_of(reading: Reading, row: int | None, at: int) -> Health:
    """Classify one row of a reading (``None``: a definition without rows) at ``at``.

    Trouble with reading comes first, then what has not been read yet, then what the series say.
    """
    if row is None:
        return _missing(reading, None, None, at)
    seen = Seen.of([reading], [np.array([row])], at)
    return health_as_seen(reading, row, float(seen.until[0]), at, present=bool(seen.present[0]))


def health_as_seen(reading: Reading, row: int, until: float, at: int, *, present: bool) -> Health:
    """Classify a row of which it is known how far it stands, as ``Seen`` says it."""
    if present:
        return Health(Data.OK, None, None, until)
    return _missing(reading, row, None if np.isnan(until) else until, at)


def _missing(reading: Reading, row: int | None, until: float | None, at: int) -> Health:
    """Say why the present is missing; ``until`` is the time up to which figures stand."""
    if reading.trouble is not None:
        data = Data.NO_DATA if until is None else Data.STALE
        if _is_unreadable(reading):
            data = Data.QUERY_ERROR
        return Health(data, reading.trouble.reason, reading.trouble.message, until)
    if row is not None and at - reading.unbounded[row] <= stale_after(reading.reach):
        message = not_a_bound(reading.slo, reading.hint)
        return Health(Data.QUERY_ERROR, Reason.THRESHOLD_NOT_A_BOUND, message, until)
    if reading.unread is not None and (until is None or _lacks_good(reading)):
        return Health(Data.NO_DATA, Reason.BACKFILLING, reading.unread, until)
    if until is None or _lacks_good(reading):
        return Health(Data.NO_DATA, Reason.NO_SERIES, _no_series(reading.slo, until), until)
    age = at - until
    data = Data.NO_DATA if age > GONE_SECONDS else Data.STALE
    message = f"the newest sample is {age:.0f} s old, more than {stale_after(reading.reach):.0f} s"
    return Health(data, Reason.SAMPLES_STOPPED, message, until)


def _is_unreadable(reading: Reading) -> bool:
    return reading.trouble is not None and reading.trouble.reason is not Reason.BACKFILLING


def stale_after(reach: Reach) -> float:
    """So old a newest sample may be, in seconds, for an account to stand in the present."""
    return max(STALE_SECONDS, STALE_SCRAPES * (reach.scrape_seconds or 0.0))


def _lacks_good(reading: Reading) -> bool:
    """Whether good events were never seen: a selector that matches nothing is not an outage."""
    indicator = reading.slo.indicator
    if not isinstance(indicator, RatioIndicator) or indicator.good is None:
        return False
    return Part.GOOD not in reading.register.parts


def _no_series(slo: Slo, newest: float | None) -> str:
    if newest is not None:
        return "no series has ever matched `good`"
    if isinstance(slo.indicator, LatencyIndicator):
        return f"no series of {slo.indicator.histogram} has ever matched"
    return f"no series of {slo.indicator.total.metric} has ever matched `total`"


def not_a_bound(slo: Slo, hint: str) -> str:
    """Say that a threshold is no bucket bound, and (``hint``) which bounds there are."""
    assert isinstance(slo.indicator, LatencyIndicator)  # noqa: S101  # only these have bounds
    message = f"the threshold {slo.indicator.threshold_seconds:g} s is no bucket bound"
    return f"{message} of every series; {hint}" if hint else f"{message} of every series"
