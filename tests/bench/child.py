"""The process that a measurement runs in: ``python -m tests.bench.child NAME JSON``.

``-`` in place of the JSON reads it as a line from standard input, where it may be long. Uses the
event loop that the service uses.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import uvicorn

from app.interpreter import put_answers_first
from tests.bench import backfill, cycle, gate, loop, memory, peer, queries, reads

MEASUREMENTS: Mapping[str, Callable[..., Awaitable[Mapping[str, Any] | None]]] = {
    "queries": queries.measure,
    "cycle": cycle.measure,
    "loop": loop.measure,
    "memory": memory.measure,
    "peer": peer.measure,
    "backfill": backfill.measure,
    "gate": gate.measure,
    "serve-service": reads.serve_service,
    "serve-bare": reads.serve_bare,
}


def main(name: str, given: str) -> None:
    """Measure, and print what was found."""
    arguments = json.loads(sys.stdin.readline() if given == "-" else given)
    put_answers_first()  # as app/main.py does
    factory = uvicorn.Config("", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        found = runner.run(_measure(name, arguments))
    if found is not None:
        sys.stdout.write(json.dumps(found))


async def _measure(name: str, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return await MEASUREMENTS[name](**given)


if __name__ == "__main__":
    main(*sys.argv[1:])
