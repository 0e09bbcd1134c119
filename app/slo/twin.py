"""The excluded part of an account, kept as an account of its own beside it: its twin.

A twin has the rows of its account and cells that end wherever the account's do, and holds only
the events of excluded times. So whatever is left out of a window is a window of the twin, with
the same edges; and a twin is stored, restored and forgotten as any account is. It has no series:
its events are picked from its account's, step by step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.slo.account import Account, Cells, Cursors, Delta
from app.slo.quiet import QuietTimes
from app.slo.register import Register, RowKey

_ENDING = "#excluded"
"""No definition's name can end like that."""


def twin_name(slo_name: str) -> str:
    """Name the excluded part of a definition's account."""
    return f"{slo_name}{_ENDING}"


def owner_of(name: str) -> str:
    """Name the definition whose account, or whose twin, has this name."""
    return name.removesuffix(_ENDING)


def beginning(account: Account, mark: str) -> Account:
    """A twin without events; ``mark`` tells it from any other that the account ever had."""
    fingerprint = f"{account.fingerprint}:{mark}"
    return Account(twin_name(account.slo_name), fingerprint, account.reach)


def fits(twin: Account, account: Account) -> bool:
    """Whether a stored twin is the excluded part of this very account, read equally far."""
    edges = (account.reach.begin, account.reach.until)
    read_equally = (twin.reach.begin, twin.reach.until) == edges
    return read_equally and is_of(twin.fingerprint, account.fingerprint)


def is_of(twin_fingerprint: str, fingerprint: str) -> bool:
    """Whether a twin was begun for an account, by the fingerprints of both."""
    return twin_fingerprint.startswith(f"{fingerprint}:")


def marked(delta: Delta, times: QuietTimes) -> Delta:
    """Say which part of a delta's events is excluded: that of whole steps."""
    return replace(delta, excluded=excluded_part(delta.cells, delta.rows, times))


def excluded_part(cells: Cells, rows: tuple[RowKey, ...], times: QuietTimes) -> Cells:
    """Give the events of excluded steps, 0 in the others."""
    quiet = times.masks(rows, cells.ends)
    return Cells(cells.ends, np.where(quiet, cells.good, 0.0), np.where(quiet, cells.total, 0.0))


def twin_delta(delta: Delta, twin: Account, cells: Cells) -> Delta:
    """What a twin gains when its account gains ``delta``."""
    rows = len(delta.rows)
    return Delta(
        slo_name=twin.slo_name,
        reach=delta.reach,
        register=Register((), delta.rows),
        known_rows=len(twin.rows),
        known_series=0,
        cursors=Cursors.none(),
        newest=np.full(rows, np.nan),
        unbounded=np.full(rows, np.nan),
        cells=cells,
    )
