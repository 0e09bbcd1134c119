"""Writes down what a step says besides its counts, for the replicas that follow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec

from app.slo.account import Delta
from app.slo.definition import Origin, Slo
from app.slo.exclusion import Exclusion
from app.slo.reading import Reading
from app.slo.step import Catalog, Latencies, Step


class Journal:
    """Knows the step that was stored last, by this process or by another."""

    def __init__(self, step_seconds: int) -> None:
        self.newest_at: int | None = None
        self.latencies: Latencies = {}
        self._step = step_seconds
        self._definitions: tuple[list[Slo], str] = ([], _sum_of([]))
        self._exclusions = _sum_of([])

    def written(
        self,
        at: int,
        readings: Sequence[Reading],
        deltas: Iterable[Delta],
        latencies: Latencies,
    ) -> Step:
        """Say what the step that ends at ``at`` will say."""
        ends = [int(delta.cells.ends[0]) for delta in deltas if len(delta.cells.ends)]
        return Step(
            evaluated_at=at,
            previous_at=self.newest_at,
            step_seconds=self._step,
            catalog=self.catalog([reading.slo for reading in readings]),
            cells_from=min(ends, default=at + 1),
            troubles={r.slo.name: r.trouble for r in readings if r.trouble is not None},
            unread={r.slo.name: r.unread for r in readings if r.unread is not None},
            hints={r.slo.name: r.hint for r in readings if r.hint},
            latencies=None if latencies is self.latencies else latencies,
        )

    def stored(self, steps: Sequence[Step], latencies: Latencies | None = None) -> None:
        """Go on from steps that are in the store."""
        for step in steps:
            self.newest_at = step.evaluated_at
            if step.latencies is not None:
                self.latencies = step.latencies
        if latencies is not None:
            self.latencies = latencies

    def take_files(self, exclusions: Iterable[Exclusion]) -> None:
        """Learn what the files exclude from now on."""
        # Their ids follow from where the files are.
        self._exclusions = _sum_of(replace(each, id="", origin=None) for each in exclusions)

    def catalog(self, slos: list[Slo]) -> Catalog:
        """Sum up what is in force; worked out once for as long as it stays the very same."""
        last, found = self._definitions
        if len(last) != len(slos) or any(a is not b for a, b in zip(last, slos, strict=True)):
            found = _sum_of(replace(slo, origin=Origin("", 0)) for slo in slos)
            self._definitions = (slos, found)
        return Catalog(found, self._exclusions)


def _sum_of(meanings: Iterable[Slo | Exclusion]) -> str:
    written = sorted(msgspec.json.encode(each, order="sorted") for each in meanings)
    return hashlib.sha256(b"\n".join(written)).hexdigest()[:16]
