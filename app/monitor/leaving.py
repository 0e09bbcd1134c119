"""What is stored and nobody will ask for again: accounts, their twins, and series."""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence

from app.monitor.accounts import Accounts
from app.monitor.keeper import Keeper
from app.slo.account import StoredAccount
from app.slo.errors import StoreError
from app.slo.twin import owner_of

ABANDONED_SECONDS = 31 * 86_400
"""The account of a definition that was removed is kept for so long."""

log = logging.getLogger(__name__)


def abandoned(stored: Sequence[StoredAccount], in_force: Container[str], at: int) -> list[str]:
    """Name accounts of definitions that went long ago; a short absence loses nothing."""
    return [
        one.account.slo_name
        for one in stored
        if owner_of(one.account.slo_name) not in in_force
        and one.account.reach.until < at - ABANDONED_SECONDS
    ]


def ended_twins(stored: Sequence[StoredAccount], accounts: Accounts) -> list[str]:
    """Name excluded parts of accounts in force that nothing is excluded of any more."""
    names = [one.account.slo_name for one in stored if one.times is not None]
    slos, twins = accounts.slos, accounts.twins.accounts
    return [name for name in names if owner_of(name) in slos and name not in twins]


async def retire(keeper: Keeper) -> None:
    """Forget the series of targets that went; whether that works out is no matter of a step."""
    try:
        changed = await keeper.retire()
    except StoreError as error:
        log.warning("could not forget series of targets that went: %s", error)
        return
    if changed:
        log.info("forgot series of targets that went, in %d accounts", changed)
