"""What an account gained in another process, worked out from what that one stored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.slo.account import Account, Cells, Delta, StoredAccount
from app.slo.ledger import Ledger
from app.slo.restoring import completed


def gained(before: Account, stored: StoredAccount, ledger: Ledger, step_seconds: int) -> Delta:
    """Work out the delta that led to what is stored, from the cells that it may have changed.

    Of these, such as end by the time that is known already may hold events of before.
    """
    after = stored.account
    return Delta(
        slo_name=after.slo_name,
        reach=after.reach,
        register=after.register,
        known_rows=len(before.rows),
        known_series=len(before.feedings),
        cursors=after.cursors,
        newest=after.newest,
        unbounded=after.unbounded,
        cells=_cells(before, stored, ledger, step_seconds),
        heads=after.heads,
    )


def _cells(before: Account, stored: StoredAccount, ledger: Ledger, step_seconds: int) -> Cells:
    rows = stored.account.rows
    if not stored.cells:
        nothing_counted = np.empty((len(rows), 0))
        return Cells(np.empty(0, np.int64), nothing_counted, nothing_counted)
    found = completed(rows, stored.cells[0])
    good, total = found.good.copy(), found.total.copy()
    held = np.flatnonzero(found.ends <= before.reach.until)
    for column in held.tolist():
        end = int(found.ends[column])
        window = ledger.window(before.slo_name, end - step_seconds, end)
        good[: len(before.rows), column] -= window.good
        total[: len(before.rows), column] -= window.total
    changed = found.ends > before.reach.until
    changed |= (good != 0).any(axis=0) | (total != 0).any(axis=0)
    first = np.flatnonzero(changed)[:1].tolist() or [len(changed)]
    since = slice(first[0], None)  # without a gap, as when it was counted
    return Cells(found.ends[since], good[:, since], total[:, since])


def with_excluded(delta: Delta, of_twin: Delta | None) -> Delta:
    """Say which part of what an account gained is excluded: what its twin gained meanwhile."""
    if of_twin is None:
        return delta
    ends, theirs = delta.cells.ends, of_twin.cells
    known = np.isin(theirs.ends, ends)
    columns = ends.searchsorted(theirs.ends[known])
    good, total = np.zeros_like(delta.cells.good), np.zeros_like(delta.cells.total)
    good[:, columns], total[:, columns] = theirs.good[:, known], theirs.total[:, known]
    return replace(delta, excluded=Cells(ends, good, total))
