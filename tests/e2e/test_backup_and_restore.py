"""A backup of a running service, put back as the documents say: each event counts once."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.documents import ROOT, page
from tests.e2e.demo import Demo
from tests.e2e.test_counts_match_the_shop import assert_counts_equal_the_tally

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]


def commands(name: str) -> str:
    """The commands that stand in the documents behind a comment with this name."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", page("upgrading.md"), re.DOTALL)
    assert found is not None
    return found[1]


def carried_out(name: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands(name)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def counted_checkouts(demo: Demo) -> float:
    events = demo.ask("/slos/checkout-latency")["events"]
    return 0.0 if events is None else float(events["total"])


def test_what_came_after_a_backup_is_counted_once_after_it_was_put_back(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        data = tmp_path / "data"
        demo.environment["SLO_MONITOR_DATA_DIR"] = str(data)
        demo.start_all()
        demo.wait_until(lambda: counted_checkouts(demo) > 10)
        assert carried_out("backup of a file", tmp_path).strip() == "ok"
        at_the_backup = counted_checkouts(demo)
        demo.wait_until(lambda: counted_checkouts(demo) > at_the_backup + 20)
        assert demo.stop("slo-monitor") == 0
        carried_out("restore of a file", tmp_path)
        demo.stop_traffic()
        demo.start("slo-monitor")
        demo.wait_until(lambda: bool(demo.ask("/slos")["generation"]))
        assert_counts_equal_the_tally(demo)


def test_the_revisions_that_are_explained_are_those_that_there_are() -> None:
    versions = (ROOT / "app/store/migrations/versions").glob("r*.py")
    explained = re.findall(r"^\| `(\d{4})` \|", page("upgrading.md"), re.MULTILINE)
    assert explained == sorted(file.name[1:5] for file in versions)
