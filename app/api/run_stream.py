"""A run of a plan as server-sent events; each shows it whole, so that none has an id."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.api.sse import Stream
from app.api.wire.plan import PlanRun
from app.slo.kept import EventKind

_KIND = EventKind.PLAN_RUN_CHANGED.name


class RunStream(Stream):
    """Shows a client a run until it has ended; the first time decides whether it is shown."""

    def __init__(self, runs: AsyncGenerator[PlanRun], closed: asyncio.Event) -> None:
        super().__init__(_parts(runs), closed)


async def _parts(runs: AsyncGenerator[PlanRun]) -> AsyncGenerator[bytes]:
    async with aclosing(runs):
        async for run in runs:
            yield f"event: {_KIND}\ndata: {run.model_dump_json()}\n\n".encode()
