"""Follows a run of a plan to its end, and what Ctrl-C means meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from app.commands.remote import RemoteService, ServiceUnreachable
from app.commands.waiting import Clock

Run = Mapping[str, Any]

POLL_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
"""So long a service that does not answer may be starting again; its runs are stored."""

_RUNNING = "RUNNING"


class LeftRunning(Exception):
    """Whoever followed the run has gone, and it goes on."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A run that is followed by asking for it; ``show`` shows it each time.

    ``is_to_be_cancelled`` asks whoever pressed Ctrl-C; who presses it again then leaves.
    """

    remote: RemoteService
    clock: Clock
    show: Callable[[Run], None]
    is_to_be_cancelled: Callable[[], bool]

    def to_the_end(self, run: Run) -> Run:
        """Follow it until it has ended, and give it then.

        Raises:
            LeftRunning: it is to go on alone.
            ServiceUnreachable: the service has not answered for long.
        """
        run_id, was_asked = str(run["id"]), False
        while True:
            try:
                return self._until_ended(run)
            except KeyboardInterrupt:
                if was_asked:
                    raise LeftRunning from None
                was_asked = True
                run = self._cancelled_or_not(run_id, run)

    def _until_ended(self, run: Run) -> Run:
        answered_at = self.clock.monotonic()
        self.show(run)
        while run["state"] == _RUNNING:
            self.clock.sleep(POLL_SECONDS)
            try:
                run = self.remote.plan_run(str(run["id"]))
            except ServiceUnreachable:
                if self.clock.monotonic() - answered_at > PATIENCE_SECONDS:
                    raise
                continue
            answered_at = self.clock.monotonic()
            self.show(run)
        return run

    def _cancelled_or_not(self, run_id: str, run: Run) -> Run:
        try:
            return self.remote.cancel_plan_run(run_id) if self.is_to_be_cancelled() else run
        except (KeyboardInterrupt, click.Abort):  # it was pressed while it was asked
            raise LeftRunning from None
