"""The folder that holds the database when no server does: made, and held by one process.

Two processes on one account would count every event twice, so the folder is locked for as long
as it is used. The lock is the kernel's: it ends with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from app.slo.errors import StoreError

LOCK_FILE = "lock"
DATABASE_FILE = "slo-monitor.db"


class DataFolder:
    """A folder that this process alone uses until ``close``, or the end of a ``with`` block."""

    def __init__(self, path: Path) -> None:
        """Create the folder (for its owner only) where there is none, and lock it.

        Raises:
            StoreError: another process holds it, or it cannot be made or written.
        """
        self.path = path.absolute()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock: int | None = _locked(self.path / LOCK_FILE)
        except OSError as error:
            raise StoreError(
                f"the data folder {self.path} cannot be used: {error.strerror}"
            ) from error

    @property
    def url(self) -> str:
        """The URL of the database in this folder."""
        file = str(self.path / DATABASE_FILE)
        return URL.create("sqlite", database=file).render_as_string()

    def close(self) -> None:
        """Let the folder go; a second call does nothing."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _locked(file: Path) -> int:
    """Lock the file and write this process's id into it; it is never deleted, which would race."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except BlockingIOError:
        os.close(descriptor)
        raise StoreError(_held(file)) from None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _held(file: Path) -> str:
    pid = file.read_text(errors="replace").strip()
    holder = f"process {pid}" if pid.isdecimal() else "another process"
    return f"the data folder {file.parent} is in use by {holder}: one process per folder"
