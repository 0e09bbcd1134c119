"""What one cycle learned of one definition, before anything is changed by it."""

from __future__ import annotations

from dataclasses import dataclass

from app.slo.account import Account, Delta, Reach
from app.slo.definition import Slo
from app.slo.quick import quick
from app.slo.quiet import NO_TIMES, QuietTimes
from app.slo.register import Register
from app.slo.samples import Floats, Integers
from app.slo.snapshot import Counting, Reason


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a definition could not be read up to the evaluation time."""

    reason: Reason
    message: str


@quick
@dataclass(frozen=True, slots=True)
class Reading:
    """What one cycle learned of one definition; it stays as it is when the account goes on.

    ``reach``, ``register``, ``newest`` and ``unbounded`` are the account's with ``delta``, which
    is what was read (``None``: nothing new). ``trouble`` says why it could not be read up to the
    evaluation time. ``hint`` completes the message where a threshold is no bucket bound.
    ``unread`` says how much of the past has been read while that is not all of it. ``times`` are
    left out of the figures.
    """

    slo: Slo
    reach: Reach
    register: Register
    newest: Floats
    unbounded: Floats
    delta: Delta | None
    trouble: Trouble | None
    hint: str
    unread: str | None
    times: QuietTimes = NO_TIMES

    @staticmethod
    def of(
        slo: Slo,
        account: Account,
        delta: Delta | None = None,
        trouble: Trouble | None = None,
        hint: str = "",
        unread: str | None = None,
        times: QuietTimes = NO_TIMES,
    ) -> Reading:
        """Read off what stands in an account once a delta is part of it."""
        now = delta or account
        return Reading(
            slo=slo,
            reach=now.reach,
            register=now.register,
            newest=now.newest,
            unbounded=now.unbounded,
            delta=delta,
            trouble=trouble,
            hint=hint,
            unread=unread,
            times=times,
        )

    def picked(self, values: Floats, rows: Integers) -> Floats:
        """Pick values of some rows out of those of all (float64, rows or rows × anything)."""
        return values if self.register.are_all(rows) else values[rows]

    @property
    def counting(self) -> Counting:
        """How its events were counted: as its least exact part was."""
        return Counting.AGGREGATED if self.register.has_sums else Counting.EXACT
