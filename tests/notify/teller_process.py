"""Runs the teller's script in a child that is there to be killed.

Each line on the standard input is JSON: ``{"url": …, "base": …, "until": …, "webhooks": […]}``. For
each, a child is forked that carries out every step up to ``until``, tells of them, and ends once
nothing is pending; its pid is reported when it starts, and ``over`` when it has ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from app.notify.telling import Manner
from tests.notify.teller import STEP, Script, recipients, telling

POLL_SECONDS = 0.01


async def tell(line: str) -> None:
    asked = json.loads(line)
    told = recipients(asked["webhooks"])
    async with telling(asked["url"], Script(asked["base"]), told, Manner(STEP)) as teller:
        await teller.run_until(asked["until"])
        while any(one.pending for one in await teller.deliveries.backlogs()):  # noqa: ASYNC110  # the store rings no bell
            await asyncio.sleep(POLL_SECONDS)  # the store rings no bell


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(tell(line))
            os._exit(0)
        os.write(1, f"{child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"over\n")


if __name__ == "__main__":
    main()
