"""A dump of a PostgreSQL that is in use, restored into another database as the documents say."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_backup_and_restore import commands
from tests.postgresql import PASSWORD, PostgreSQLServer, program
from tests.store.conftest import opened
from tests.store.model import Model, growing_history, portrait

pytestmark = pytest.mark.prometheus


def carried_out(name: str, url: str, folder: Path) -> None:
    place = url.partition("@")[2]
    clients = Path(program("pg_restore")).parent
    environment = {
        **os.environ,
        "PATH": f"{clients}{os.pathsep}{os.environ['PATH']}",
        "DATABASE": f"postgresql://slo@{place}",
        "PGPASSWORD": PASSWORD,
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands(name)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def test_a_dump_holds_what_was_stored_before_it_and_is_gone_on_from(
    postgresql: PostgreSQLServer, tmp_path: Path
) -> None:
    first, then = growing_history(2, ["a", "b"])
    model = Model()
    url = await postgresql.fresh()
    async with opened(url) as store:
        await store.append(first)
        model.append(first)
        carried_out("backup of a server", url, tmp_path)
        await store.append(then)
    restored = await postgresql.fresh()
    carried_out("restore of a server", restored, tmp_path)
    await postgresql.run(restored.rpartition("/")[2], "UPDATE leases SET expires_at = 0")  # in time
    async with opened(restored) as store:
        assert portrait(await store.load()) == model.portrait()
        await store.append(then)
        model.append(then)
        assert portrait(await store.load()) == model.portrait()
