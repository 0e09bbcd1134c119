"""A client that asks at a steady rate until it is told to stop, on standard input.

``python -m tests.bench.asker PORT PATH KEY REQUESTS_PER_SECOND`` prints the time at which each
question was due and the seconds from then to its answer: one that has to wait for the one before
counts the waiting too.
"""

from __future__ import annotations

import http.client
import json
import select
import sys
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Answered(NamedTuple):
    """When a question was due, on the monotonic clock, and how long its answer took."""

    due: float
    seconds: float

    @property
    def ends(self) -> float:
        """When the answer was there."""
        return self.due + self.seconds

    def overlaps(self, begin: float, end: float) -> bool:
        """Whether it was under way at a time between the two."""
        return self.due < end and self.ends > begin


def main(port: str, path: str, key: str, rate: str) -> None:
    """Ask until told to stop, and print what was measured."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    headers = {"Authorization": f"Bearer {key}"}
    answered = list(_asked(connection, path, headers, 1 / float(rate)))
    sys.stdout.write(json.dumps(answered))


def _asked(
    connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str], every: float
) -> Iterator[Answered]:
    due = time.monotonic()
    while True:
        told, _, _ = select.select([sys.stdin], [], [], max(0.0, due - time.monotonic()))
        if told:
            return
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.client.OK, answer.status
        yield Answered(due, time.monotonic() - due)
        due += every


if __name__ == "__main__":
    main(*sys.argv[1:])
