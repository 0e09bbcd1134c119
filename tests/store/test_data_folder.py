from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.slo.errors import StoreError
from app.store.folder import DataFolder
from app.store.sql import open_store

HOLDER = """
import sys
from pathlib import Path
from app.store.folder import DataFolder
folder = DataFolder(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

NOBODY = 65534


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """Give a folder that this process may read only, even where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder, root = Path(name), os.geteuid() == 0
        folder.chmod(0o555)
        if root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)


def test_a_missing_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "new" / "data") as folder:
        assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_folder_is_held_once(tmp_path: Path) -> None:
    with DataFolder(tmp_path), pytest.raises(StoreError) as caught:
        DataFolder(tmp_path)
    assert str(caught.value) == (
        f"the data folder {tmp_path} is in use by process {os.getpid()}: one process per folder"
    )


def test_a_folder_can_be_held_again_once_it_was_let_go(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.close()
    first.close()
    with DataFolder(tmp_path):
        pass


def test_another_process_is_named_and_its_end_lets_the_folder_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"{tmp_path} is in use by process {holder.pid}:"):
            DataFolder(tmp_path)
        holder.kill()
        holder.wait()
        with DataFolder(tmp_path):
            pass


def test_a_lock_file_without_a_number_names_nobody(tmp_path: Path) -> None:
    with DataFolder(tmp_path):
        (tmp_path / "lock").write_text("?")
        with pytest.raises(StoreError, match="in use by another process"):
            DataFolder(tmp_path)


def test_a_read_only_folder_is_refused() -> None:
    with read_only_folder() as folder, pytest.raises(StoreError) as caught:
        DataFolder(folder)
    assert str(caught.value) == f"the data folder {folder} cannot be used: Permission denied"


async def test_a_database_in_a_read_only_folder_is_refused() -> None:
    with read_only_folder() as folder, pytest.raises(StoreError, match=f"cannot open {folder}"):
        await open_store(f"sqlite:///{folder}/accounts.db")


def test_a_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file cannot be used"):
        DataFolder(tmp_path / "file")


@pytest.mark.parametrize("name", ["plain", "with space", "50%", "what?", "a#b@c:d", "größe"])
async def test_the_url_leads_into_the_folder_whatever_its_name(tmp_path: Path, name: str) -> None:
    with DataFolder(tmp_path / name) as folder:
        store = await open_store(folder.url)
        await store.close()
        assert sorted(file.name for file in folder.path.iterdir()) == ["lock", "slo-monitor.db"]
