"""Definition files on disk: which there are, their bytes, and whether any of them changed.

Knows how Kubernetes mounts a ConfigMap: hidden folders hold the versions, and visible symbolic
links lead to the files of the present one. Refuses to know what is in a file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.catalog.reading import MAX_FILE_BYTES, too_large
from app.slo.errors import Finding

SUFFIXES = (".yaml", ".yml")


class DefinitionFile(NamedTuple):
    """A file and the name by which findings call it: relative to the folder that was given."""

    path: Path
    name: str


class Unusable(Exception):
    """A file or folder that definitions should come from cannot be read."""

    def __init__(self, file: str, message: str) -> None:
        self.finding = Finding(file, 1, 1, "", message)
        super().__init__(message)


def definition_files(path: Path) -> list[DefinitionFile]:
    """List the file itself, or all ``*.yaml`` and ``*.yml`` below a folder, by name.

    Hidden files and folders are left out; symbolic links to files are followed, those to folders
    (other than ``path`` itself) are not.

    Raises:
        Unusable: there is no such path, a folder cannot be listed, or no file is in it.
    """
    if not _is_folder(path):
        return [DefinitionFile(path, _printable(path.name))]
    found = sorted(_walk(path), key=lambda file: file.name)
    if not found:
        raise Unusable(
            _printable(str(path)),
            "the folder has no definition file; put a file into it whose name ends in .yaml",
        )
    return found


def content_of(file: DefinitionFile) -> bytes:
    """Read a file, if it is of a size to be read.

    Raises:
        Unusable: it is missing, no regular file, not readable or too large.
    """
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):  # opening a pipe would wait for ever
            raise Unusable(file.name, "this is no regular file; put a definition file here")
        with file.path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Unusable(file.name, _reason("the file cannot be read", error)) from None
    if len(content) > MAX_FILE_BYTES:
        raise Unusable(file.name, too_large())
    return content


def fingerprint(path: Path) -> str:
    """Sum up names, sizes and times of change; equal as long as nothing changed.

    Cheap: reads no file and never raises, so that it can be asked often. Take it before
    ``load``: a change while files are read then shows in the next one.
    """
    try:
        files = definition_files(path)
    except Unusable as error:
        return _digest([error.finding.message])
    return _digest([part for file in files for part in (str(file.path), *_marks(file.path))])


def _walk(folder: Path) -> Iterator[DefinitionFile]:
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(SUFFIXES) and not name.startswith("."):
                path = Path(parent, name)
                yield DefinitionFile(path, _printable(path.relative_to(folder).as_posix()))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise Unusable(
            _printable(str(path)), _reason("there are no definitions here", error)
        ) from None


def _refuse_folder(error: OSError) -> None:
    raise Unusable(
        _printable(str(error.filename)), _reason("the folder cannot be read", error)
    ) from None


def _marks(path: Path) -> tuple[str, str]:
    try:
        status = path.stat()
    except OSError as error:
        return ("error", str(error.errno))
    return (str(status.st_size), str(status.st_mtime_ns))


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(os.fsencode("\0".join(parts))).hexdigest()


def _reason(problem: str, error: OSError) -> str:
    return f"{problem}: {error.strerror or type(error).__name__}; check the path and its rights"


def _printable(name: str) -> str:
    """Make a name fit for a report, whatever bytes the file system holds."""
    return os.fsencode(name).decode(errors="replace")
