"""What is kept of one SLO's past, taken out of the accounts for whoever asks how it got there."""

from __future__ import annotations

from app.monitor.accounts import Accounts
from app.slo.account import Account
from app.slo.curve import Curve
from app.slo.history import Past
from app.slo.ledger import Ledger
from app.slo.register import RowKey
from app.slo.samples import Bound
from app.slo.snapshot import Snapshot
from app.slo.twin import twin_name


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
    account, key = accounts[slo.name], RowKey(status.group, Bound.VALUE)
    curves = _curves(accounts.ledger, account, key)
    twin = accounts.twins.accounts.get(twin_name(slo.name))
    excluded = [] if twin is None else _curves(accounts.ledger, twin, key)
    if excluded:
        curves = [whole.without(part) for whole, part in zip(curves, excluded, strict=True)]
    return Past(status, curves, account.reach.begin if accounts.is_unread(slo) else None)


def _curves(ledger: Ledger, account: Account, key: RowKey) -> list[Curve]:
    row = account.register.row_index.get(key)
    return [] if row is None else ledger.curves(account.slo_name, row)
