"""Which rows of an account its series feed: groups as they are found, and bounds of estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.slo.account import Account, RowKey
from app.slo.definition import Slo
from app.slo.period import retention_seconds
from app.slo.samples import Bound, Feed, Floats, Integers, Part, Samples


@dataclass(frozen=True, slots=True)
class Feeds:
    """Who feeds what: per entry the number of a series, the number of a row, a part, a weight."""

    series: Integers
    row: Integers
    part: Integers
    weight: Floats

    def of(self, part: Part) -> Feeds:
        """Choose the feeds of one part."""
        chosen = self.part == part
        return Feeds(self.series[chosen], self.row[chosen], self.part[chosen], self.weight[chosen])


def opened(slo: Slo, account: Account, samples: Samples) -> tuple[RowKey, ...]:
    """All rows afterwards; groups beyond ``max_groups`` are left out.

    Groups that had no sample for as long as counts are kept make room for others.
    """
    rows = dict.fromkeys(account.rows)
    gone_before = account.reach.until - retention_seconds(slo.period)
    groups = sum(
        key.bound is Bound.VALUE and not newest < gone_before
        for key, newest in zip(account.rows, account.newest, strict=True)
    )
    for feed in dict.fromkeys(feed for feeding in samples.feedings for feed in feeding.feeds):
        value = RowKey(feed.group, Bound.VALUE)
        if value not in rows:
            if groups >= slo.max_groups:
                continue
            groups += 1
            rows[value] = None
        if feed.bound in (Bound.LOW, Bound.HIGH):
            rows[RowKey(feed.group, feed.bound)] = None
    return tuple(rows)


def cut_groups(rows: Sequence[RowKey], samples: Samples) -> int:
    """Count the groups that were read and have no row."""
    groups = {feed.group for feeding in samples.feedings for feed in feeding.feeds}
    return len(groups - {key.group for key in rows})


def feeds_of(rows: Sequence[RowKey], samples: Samples, numbers: Integers) -> Feeds:
    """List who feeds which row; ``numbers`` are those of the samples' series in the account."""
    index = {key: i for i, key in enumerate(rows)}
    known: dict[Feed, list[int]] = {}
    entries: list[tuple[int, int, int, float]] = []
    for number, feeding in zip(numbers.tolist(), samples.feedings, strict=True):
        for feed in feeding.feeds:
            if feed not in known:
                known[feed] = [index[key] for key in _keys(feed) if key in index]
            entries += [(number, row, feed.part, feed.weight) for row in known[feed]]
    columns = np.array(entries, float).reshape(-1, 4).T
    series, row, part = (column.astype(np.int64) for column in columns[:3])
    return Feeds(series, row, part, columns[3])


def _keys(feed: Feed) -> tuple[RowKey, ...]:
    """Rows that a feed counts for: an exact one counts for the bounds of an estimate too."""
    bounds = tuple(Bound)[1:] if feed.bound is Bound.EXACT else (feed.bound,)
    return tuple(RowKey(feed.group, bound) for bound in bounds)


def latest(before: Floats, rows: int, feeds: Feeds, seen_at: Floats) -> Floats:
    """Per row the time of the newest sample among its feeds, or what was known before."""
    latest = np.full(rows, np.nan)
    latest[: len(before)] = before
    np.fmax.at(latest, feeds.row, seen_at[feeds.series])
    return latest
