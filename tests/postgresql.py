"""A real PostgreSQL for tests: a cluster of its own on a loopback port, hurt on purpose.

It refuses to run as root; then it runs as the user that Debian's package makes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg
import httpx

from tests.prometheus.loopback import LoopbackServer, require

USER, PASSWORD = "slo", "hunter2/@:%"
ESCAPED_PASSWORD = "hunter2%2F%40%3A%25"
ROOTS_SUBSTITUTE = "postgres"

_DEBIAN = Path("/usr/lib/postgresql")
_FLAGS = ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "max_connections=60")


def program(name: str) -> str:
    """Find a program of the server, which Debian does not put on the PATH."""
    found = shutil.which(name)
    if found is None:
        places = sorted(_DEBIAN.glob(f"*/bin/{name}"))
        found = str(places[-1]) if places else name
    return found


def require_postgresql() -> None:
    """Skip the test where there is no PostgreSQL; in CI that is a failure."""
    if not Path(program("initdb")).is_absolute():
        require("initdb")


class PostgreSQLServer(LoopbackServer):
    """One cluster, made at its first start; ``fresh`` makes a database in it."""

    ready_path = ""

    def __init__(self) -> None:
        # Not pytest's own folder: that one only its owner may enter.
        super().__init__(Path(tempfile.mkdtemp(prefix="postgresql-")))
        self.user = ROOTS_SUBSTITUTE if os.geteuid() == 0 else None
        self._databases = 0
        if self.user is not None:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._make_cluster()

    def command(self) -> Sequence[str]:
        """Give the command; what a crash of the machine would lose is not tested here."""
        options = [word for flag in (*_FLAGS, f"port={self.port}") for word in ("-c", flag)]
        sockets = f"unix_socket_directories={self.folder}"
        return (program("postgres"), "-D", str(self.folder / "data"), *options, "-c", sockets)

    def url_of(self, database: str) -> str:
        """How the service is told of a database."""
        place = f"127.0.0.1:{self.port}/{database}"
        return f"postgresql+asyncpg://{USER}:{ESCAPED_PASSWORD}@{place}"

    async def fresh(self) -> str:
        """Make an empty database and give its URL."""
        self._databases += 1
        name = f"test_{self._databases}"
        await self.run("postgres", f"CREATE DATABASE {name}")
        return self.url_of(name)

    async def run(self, database: str, sql: str) -> list[tuple[object, ...]]:
        """Run a statement in a database and give its rows."""
        connection = await self._connected(database)
        try:
            return [tuple(row.values()) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    @staticmethod
    @contextmanager
    def hanging(backend: int) -> Iterator[None]:
        """Stop the process that serves one connection of this server, and let it go on."""
        os.kill(backend, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(backend, signal.SIGCONT)

    @asynccontextmanager
    async def all_hanging(self) -> AsyncIterator[None]:
        """Stop all of it: connections are accepted, and nobody answers on any; then go on."""
        assert self._process is not None
        told = await self.run("postgres", "SELECT pid FROM pg_stat_activity")
        backends = [pid for (pid,) in told if isinstance(pid, int)]
        with ExitStack() as stack:
            for process in (self._process.pid, *backends):
                with suppress(ProcessLookupError):  # the one that was asked
                    stack.enter_context(self.hanging(process))
            yield

    def stop(self) -> None:
        """End it at once but in good order: clients are sent away."""
        self._signal(signal.SIGINT)
        super().stop()

    def remove(self) -> None:
        """End it without saving anything, and delete the cluster."""
        self._signal(signal.SIGQUIT)
        super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _connected(self, database: str) -> asyncpg.Connection:
        return await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, database=database
        )

    def _make_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        command = [program("initdb"), "-D", str(self.folder / "data"), "-U", USER, "-E", "UTF8"]
        options = ["--no-locale", "--no-sync", "-A", "scram-sha-256", f"--pwfile={secret}"]
        made = subprocess.run(
            [*command, *options], capture_output=True, check=False, user=self.user
        )
        assert made.returncode == 0, made.stderr.decode()

    def _is_ready(self, http: httpx.Client) -> bool:
        del http
        asked = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0
