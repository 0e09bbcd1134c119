"""What one cycle learned of one definition, before anything is changed by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.slo.account import Account, Delta, Reach
from app.slo.definition import Slo
from app.slo.register import RowKey
from app.slo.samples import Floats, Part
from app.slo.snapshot import Reason


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a definition could not be read up to the evaluation time."""

    reason: Reason
    message: str


@dataclass(frozen=True)
class Reading:
    """What one cycle learned of one definition.

    ``delta`` is what was read (``None``: nothing new), ``trouble`` why it could not be read up
    to the evaluation time. ``hint`` completes the message where a threshold is no bucket bound.
    """

    slo: Slo
    account: Account
    delta: Delta | None = None
    trouble: Trouble | None = None
    hint: str = ""

    @property
    def reach(self) -> Reach:
        """How far the account is read, this reading included."""
        return self.delta.reach if self.delta else self.account.reach

    @property
    def rows(self) -> Sequence[RowKey]:
        """The account's rows, new ones of this reading included."""
        return self.delta.rows if self.delta else self.account.rows

    @property
    def newest(self) -> Floats:
        """Per row the time of its newest sample."""
        return self.delta.newest if self.delta else self.account.newest

    @property
    def unbounded(self) -> Floats:
        """Per row the time of the newest sample that could not be counted."""
        return self.delta.unbounded if self.delta else self.account.unbounded

    @cached_property
    def index(self) -> Mapping[RowKey, int]:
        """Number of each row."""
        return {key: i for i, key in enumerate(self.rows)}

    @cached_property
    def parts(self) -> frozenset[Part]:
        """The sides of the indicator that some series has ever fed."""
        feedings = self.delta.feedings if self.delta else self.account.feedings
        return frozenset(feed.part for feeding in feedings for feed in feeding.feeds)
