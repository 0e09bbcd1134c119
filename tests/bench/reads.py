"""How many questions a second are answered, beside an application that does nothing else."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.bench.context import Bench, first_step
from tests.bench.cores import OTHER_CORES, SERVICE_CORE, pinned
from tests.bench.service import STEP, Running, definitions, running
from tests.bench.service_app import HEADERS, application, served
from tests.bench.table import Row, milliseconds, times
from tests.bench.ticker import Ticker

CONNECTIONS = 32
LEAST_OF_BARE = 0.35
BIG_ANSWERS = ("/metrics", "/slos", "/slo/check")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked again and again."""

    what: str
    path: str
    headers: Mapping[str, str]


def rows(bench: Bench) -> Iterator[Row]:
    """Ask our application and bare ones the same, in turns."""
    assert shutil.which("wrk"), "wrk is not on the PATH: deploy/scripts/bench-tools.sh"
    slos = bench.sizes.most_slos
    server = bench.server(slos, 10)
    given = {
        "url": server.url,
        "folder": str(bench.folder / "reads"),
        "services": server.fleet.services,
        "at": first_step(server),
    }
    with child("service", given) as ours:
        for question in _questions(ours):
            yield _rate_row(bench, ours["port"], question, slos)
        yield from _block_rows(ours["blocks"], slos)


def _questions(ours: Mapping[str, Any]) -> Iterator[Question]:
    slo_id, base = ours["id"], f"http://127.0.0.1:{ours['port']}"
    tag = httpx.get(f"{base}/slos", headers=HEADERS, trust_env=False).headers["etag"]
    yield Question("GET /slo/check?slo=X", f"/slo/check?slo={slo_id}", HEADERS)
    yield Question("GET /slos/{id}", f"/slos/{slo_id}", HEADERS)
    yield Question("GET /slos, ETag unchanged", "/slos", {**HEADERS, "If-None-Match": tag})


def _rate_row(bench: Bench, port: int, question: Question, slos: int) -> Row:
    url = f"http://127.0.0.1:{port}{question.path}"
    answer = httpx.get(url, headers=dict(question.headers), trust_env=False)
    answer.raise_for_status() if answer.status_code != httpx.codes.NOT_MODIFIED else None
    own = ("date", "transfer-encoding")  # the server itself adds these
    headers = [(k, v) for k, v in answer.headers.items() if k not in own]
    given = {"status": answer.status_code, "headers": headers, "body": answer.text}
    ours, bare = [], []
    with child("bare", given) as other:
        bare_url = f"http://127.0.0.1:{other['port']}{question.path}"
        for _ in range(bench.sizes.read_rounds):
            ours.append(_rate(url, question.headers, bench.sizes.read_seconds))
            bare.append(_rate(bare_url, question.headers, bench.sizes.read_seconds))
    ratio = median(ours) / median(bare)
    return Row(
        "reads",
        f"{question.what} of {slos:,} SLOs: requests/s / bare ASGI app",
        ratio,
        times(ratio),
        f"{median(ours):,.0f} / {median(bare):,.0f} per s, {len(answer.content):,} bytes;"
        f" wrk -t1 -c{CONNECTIONS}, {bench.sizes.read_rounds} rounds in turns",
        least=LEAST_OF_BARE,
        target=f">= {LEAST_OF_BARE} x",
    )


def _block_rows(blocks: Mapping[str, Sequence[float]], slos: int) -> Iterator[Row]:
    for path, (blocked, seconds, size) in blocks.items():
        yield Row(
            "reads",
            f"GET {path} of {slos:,} SLOs, first time: event loop blocked",
            blocked,
            milliseconds(blocked),
            f"answered in {milliseconds(seconds)}, {size / 1e6:.1f} MB",
        )


def _rate(url: str, headers: Mapping[str, str], seconds: float) -> float:
    words = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", *words, url]
    with pinned(OTHER_CORES):
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    found = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def child(kind: str, given: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Serve something in a process on the service's core; yields what it tells of itself."""
    command = [sys.executable, "-m", "tests.bench.child", f"serve-{kind}", "-"]
    with ExitStack() as stack:
        with pinned(SERVICE_CORE):
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{json.dumps(given)}\n")
        process.stdin.flush()
        told = process.stdout.readline()
        assert told, f"the process that serves ({kind}) ended"
        yield json.loads(told)
        process.stdin.close()
        process.wait()


async def serve_service(url: str, folder: str, services: int, at: int) -> None:
    """Evaluate once, say how long big answers block, and serve until the input ends."""
    slos = definitions(services)
    async with running(url, Path(folder), slos, at) as service:
        await service.cycle(at + STEP)
        blocks = {path: await _blocked(service, path) for path in BIG_ANSWERS}
        slo_id = next(iter(service.book.current or ())).id
        async with _until_told(application(service)) as port:
            _tell({"port": port, "id": slo_id, "blocks": blocks})


async def serve_bare(status: int, headers: Sequence[tuple[str, str]], body: str) -> None:
    """Serve one answer, whatever is asked, until the input ends."""
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    end = {"type": "http.response.body", "body": body.encode()}

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(start)
        await send(end)

    async with _until_told(app) as port:
        _tell({"port": port})


@asynccontextmanager
async def _until_told(app: ASGIApp) -> AsyncIterator[int]:
    async with served(app) as port:
        yield port
        await asyncio.to_thread(sys.stdin.read)


def _tell(what: Mapping[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


async def _blocked(service: Running, path: str) -> tuple[float, float, int]:
    """Make an answer for the first time: seconds blocked, seconds in all, and bytes."""
    loop = asyncio.get_running_loop()
    transport = httpx.ASGITransport(application(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        with Ticker() as ticker:
            await asyncio.sleep(0.01)
            began = loop.time()
            answer = await client.get(path, headers=HEADERS)
            seconds = loop.time() - began
    assert answer.status_code == httpx.codes.OK, answer.text
    return ticker.longest_seconds, seconds, len(answer.content)
