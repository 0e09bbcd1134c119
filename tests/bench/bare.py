"""The least that reading the same series takes: ask, read whole, parse, and nothing else.

That is done in a process of its own, ``python -m tests.bench.bare URL``, on the core of whoever
starts it: in the service's process the collector of garbage would walk over the service's objects
while the bare fetch is measured.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import httpx
import orjson
import uvicorn

from tests.bench.prometheus import Query

AT_A_TIME = 4
"""Questions under way at once: as many as the service has."""

Asked = tuple[str, dict[str, str]]
"""A path and the form that is sent there."""


class BareFetch:
    """Asks queries again, as they are. Blocks: nothing else may run while it measures."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bare", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def fetch(self, queries: Sequence[Query]) -> tuple[float, float, int]:
        """Fetch all; return the seconds with and without parsing, and the bytes.

        The two are two runs: parsing one answer overlaps with waiting for another.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = json.dumps([(query.path, query.form) for query in queries])
        self._process.stdin.write(f"{asked}\n".encode())
        self._process.stdin.flush()
        parsed, unparsed, size = json.loads(self._process.stdout.readline())
        return parsed, unparsed, size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        with self._process:
            self._process.wait()


async def serve(url: str) -> None:
    """Measure what comes in on standard input, line by line."""
    limits = httpx.Limits(max_connections=AT_A_TIME)
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, limits=limits, timeout=60.0, trust_env=False
    ) as http:
        for line in sys.stdin:
            asked: list[Asked] = json.loads(line)
            parsed, size = await _fetch(http, asked, parse=True)
            unparsed, _ = await _fetch(http, asked, parse=False)
            sys.stdout.write(f"{json.dumps([parsed, unparsed, size])}\n")
            sys.stdout.flush()


async def _fetch(
    http: httpx.AsyncClient, asked: Sequence[Asked], *, parse: bool
) -> tuple[float, int]:
    began = time.perf_counter()
    sizes = await asyncio.gather(*(_ask(http, *one, parse=parse) for one in asked))
    return time.perf_counter() - began, sum(sizes)


async def _ask(http: httpx.AsyncClient, path: str, form: dict[str, str], *, parse: bool) -> int:
    answer = await http.post(path, data=form)
    assert answer.status_code == httpx.codes.OK, answer.text
    if parse:
        orjson.loads(answer.content)
    return len(answer.content)


if __name__ == "__main__":
    factory = uvicorn.Config("", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(serve(sys.argv[1]))
