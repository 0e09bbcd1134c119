"""What is kept of one SLO's past, taken out of the accounts for whoever asks how it got there."""

from __future__ import annotations

from app.monitor.accounts import Accounts
from app.slo.history import Past
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Snapshot


def past_of(snapshot: Snapshot | None, accounts: Accounts, slo_id: str) -> Past | None:
    """Copy what the accounts hold of an SLO; ``None`` if the snapshot has none of that id.

    If the catalog has changed since the snapshot, its definition may count something else now;
    then nothing is known until the next one.
    """
    status = None if snapshot is None else snapshot.get(slo_id)
    if status is None:
        return None
    slo = status.slo
    if accounts.slos.get(slo.name) is not slo:
        return Past(status, ())
    account = accounts[slo.name]
    row = account.register.row_index.get(RowKey(status.group, Bound.VALUE))
    curves = () if row is None else accounts.ledger.curves(slo.name, row)
    return Past(status, curves, account.reach.begin if accounts.is_unread(slo) else None)
