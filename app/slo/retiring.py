"""Which series of an account can be forgotten: those of targets that went long ago.

Every deploy brings new pods, and with them new series; without an end to the old ones an account
would grow for as long as it lives, and with it every step. What they counted stays in the ledger.

A series is forgotten with its target, never alone: if it came back to a target that is still
known, it would be taken for one that was born, and counted from zero.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.slo.account import Account, Cursors
from app.slo.register import Register
from app.slo.samples import Flags, Floats

GONE_SECONDS = 7 * 86_400
"""So long before the account's newest sample the target of a series must have been seen last."""

WORTH_SERIES = 100
WORTH_RATIO = 0.1
"""An account is made anew if so many of its series, and this share of them, can go."""


def retired(account: Account) -> Account | None:
    """Return the account without the series of targets that went; ``None`` if it is not worth it.

    While its past is being read, an account keeps all that it has.
    """
    if account.heads is not None or not account.feedings:
        return None
    kept = _kept(account)
    gone = len(kept) - int(kept.sum())
    if gone < max(WORTH_SERIES, WORTH_RATIO * len(kept)):
        return None
    numbers = np.flatnonzero(kept)
    feedings = tuple(account.feedings[number] for number in numbers.tolist())
    cursors = Cursors(*(a[numbers] for a in _columns(account.cursors)))
    return replace(account, register=Register(feedings, account.rows), cursors=cursors)


def _kept(account: Account) -> Flags:
    register = account.register
    seen = _last_seen(register, account.cursors.time)
    kept: Flags = ~(seen < np.fmax.reduce(account.cursors.time) - GONE_SECONDS)
    for feeds in register.feeds.values():
        if len(feeds.series):  # that a side of the indicator was ever seen is not forgotten
            kept[feeds.series[np.argmax(np.nan_to_num(seen[feeds.series], nan=-np.inf))]] = True
    for follower, leader in register.followers:
        kept[leader] |= kept[follower]
    return kept


def _last_seen(register: Register, time: Floats) -> Floats:
    """When the target of each series was seen last; of one without a target, when it was itself."""
    targets = register.targets
    newest = np.full(int(targets.max(initial=-1)) + 1, -np.inf)
    has_target = targets >= 0
    np.fmax.at(newest, targets[has_target], time[has_target])
    seen = time.copy()
    seen[has_target] = newest[targets[has_target]]
    return seen


def _columns(cursors: Cursors) -> tuple[Floats, Floats, Floats]:
    return cursors.time, cursors.value, cursors.start
