"""A page of an origin of its own, opened in a real browser: it uses the TypeScript SDK as built.

Refuses to know what the page asks; it is told what, and tells what came of it.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import chromium
from tests.left_out import leave_out
from tests.sdk.sdks import BUILT, HOW_TO_BUILD

PAGE = Path(__file__).with_name("page.html")
SDK = BUILT / "ts/dist"
TELLS_WITHIN_SECONDS = 60.0
ENDS_WITHIN_SECONDS = 10.0
FLAGS = (
    "--headless",
    "--no-sandbox",  # as root, as containers of CI are; it opens no page but ours
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
)
MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript"}


class Page(ThreadingHTTPServer):
    """Serves the page and the SDK; ``told`` has what the page sent back."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.asked: Mapping[str, str] = {}
        self.told: queue.SimpleQueue[Any] = queue.SimpleQueue()

    @property
    def origin(self) -> str:
        """What a browser says of the page."""
        return f"http://127.0.0.1:{self.server_port}"

    def open(self, asked: Mapping[str, str], profile: Path) -> Any:  # noqa: ANN401 - JSON
        """Open the page in a browser of its own; what it told once it was done."""
        self.asked = asked
        command = [browser(), *FLAGS, f"--user-data-dir={profile}", f"{self.origin}/page.html"]
        log = profile.with_suffix(".log")
        with log.open("wb") as words:
            opened = subprocess.Popen(command, stdout=words, stderr=words)
        try:
            return self.told.get(timeout=TELLS_WITHIN_SECONDS)
        except queue.Empty:
            pytest.fail(f"the page told nothing: {log.read_text(errors='replace')[-2000:]}")
        finally:
            opened.terminate()
            opened.wait(ENDS_WITHIN_SECONDS)


class _Answering(BaseHTTPRequestHandler):
    server: Page

    def do_GET(self) -> None:
        """Give the page, a file of the SDK, or what is to be asked."""
        if self.path == "/asked":
            self._answer(json.dumps(self.server.asked).encode(), "application/json")
        elif self.path == "/page.html":
            self._answer(PAGE.read_bytes(), MEDIA_TYPES[PAGE.suffix])
        elif self.path.startswith("/sdk/") and ".." not in self.path:
            file = SDK / self.path.removeprefix("/sdk/")
            self._answer(file.read_bytes(), MEDIA_TYPES[file.suffix])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Take what the page tells."""
        self.server.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b"", "text/plain")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
        """Say nothing."""

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def page() -> Iterator[Page]:
    """Serve the page on a free port."""
    with Page() as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def browser() -> str:
    """Find the browser, and what is opened in it; where one is missing the test is left out."""
    found = chromium()
    if found is None:
        leave_out("there is no Chromium: deploy/scripts/tools.sh install chromium")
    if not SDK.exists():
        leave_out(f"the TypeScript SDK is not built: {HOW_TO_BUILD}")
    return found
