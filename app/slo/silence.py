"""A silence: somebody told an Alertmanager not to notify of an alert for a while."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Silence:
    """Until when (Unix seconds) an alert is silenced, by whom, and why."""

    id: str
    comment: str
    created_by: str
    ends_at: float
