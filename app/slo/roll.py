"""Whom a snapshot speaks of: every SLO with its id, in order of the ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.slo.definition import Group, Slo
from app.slo.samples import Integers


@dataclass(frozen=True)
class Roll:
    """The SLOs of a snapshot, mostly the same from step to step.

    ``order`` (int64) says for each place, in order of the ids, which of ``members`` stands there.
    """

    members: Sequence[tuple[Slo, Group]]
    ids: Sequence[str]
    order: Integers

    @staticmethod
    def of(members: Sequence[tuple[Slo, Group]]) -> Roll:
        """Call the roll of these SLOs."""
        ids = [slo.id_of(group) for slo, group in members]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        return Roll(members, ids, np.array(order, np.int64))

    def __iter__(self) -> Iterator[tuple[Slo, Group]]:
        return (self.members[member] for member in self.order.tolist())

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """By id the number among the members."""
        return {slo_id: number for number, slo_id in enumerate(self.ids)}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """By id the place in the order of ids."""
        return {self.ids[member]: place for place, member in enumerate(self.order.tolist())}

    @cached_property
    def places_by_name(self) -> Mapping[str, Sequence[int]]:
        """By the definition's name the places of all its groups, in order."""
        found: dict[str, list[int]] = {}
        for place, member in enumerate(self.order.tolist()):
            found.setdefault(self.members[member][0].name, []).append(place)
        return found
