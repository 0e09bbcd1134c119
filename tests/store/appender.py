"""Appends a pickled history to a database, in a child that is there to be killed.

Each line on the standard input is a database URL. For each, a child is forked that appends step
after step, some of them with an exclusion, and reports every one that the store has taken; it never
ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from pathlib import Path

from app.slo.account import Entry
from app.slo.exclusion import ExclusionChange
from app.store.sql import open_store


async def append(url: str, history: list[tuple[list[Entry], ExclusionChange | None]]) -> None:
    store = await open_store(url)
    await store.lease.claim()
    for number, (entries, change) in enumerate(history, start=1):
        if change is None:
            await store.append(entries)
        else:
            await store.exclude([entries[:1], entries[1:]], change)
        os.write(1, f"{number}\n".encode())
    signal.pause()


def main() -> None:
    history = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - the test wrote it
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(append(line.rstrip("\n"), history))
            finally:
                os._exit(1)  # a child that failed must not go on as its parent
        os.write(1, f"{child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"over\n")


if __name__ == "__main__":
    main()
