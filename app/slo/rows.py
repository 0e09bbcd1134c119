"""Which series and rows an account has after a reading."""

from __future__ import annotations

from app.slo.account import Account
from app.slo.definition import Slo
from app.slo.period import retention_seconds
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Samples


def register_of(slo: Slo, account: Account, samples: Samples) -> Register:
    """The account's register afterwards: the very same one, unless something in it is new."""
    register = account.register
    known = register.numbers(samples.feedings) is not None
    if known and not register.cuts:
        return register
    rows = opened(slo, account, samples)
    if known and rows == register.rows:
        return register
    return register.extended(samples.feedings, rows)


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
