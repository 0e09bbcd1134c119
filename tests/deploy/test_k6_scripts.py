"""The k6 scripts pass on a shop that works, and never on nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demo import Demo

ROOT = Path(__file__).resolve().parents[2]
K6 = shutil.which("k6", path=os.pathsep.join([str(ROOT / ".tools/bin"), os.environ["PATH"]]))
THRESHOLD_CROSSED = 99

IN_CI = os.environ.get("CI") == "true"  # there a missing k6 is a failure of every test here

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        K6 is None and not IN_CI, reason="k6 is not installed: deploy/scripts/tools.sh install"
    ),
]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo(tmp_path, SHOP_TRAFFIC="0") as demo:
        yield demo


def exit_code(script: Path, base_url: str, **variables: str) -> int:
    told = {"BASE_URL": base_url, **variables}
    options = [word for name, value in told.items() for word in ("-e", f"{name}={value}")]
    command = [str(K6), "run", "--quiet", "--no-usage-report", *options, str(script)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode


def test_a_shop_that_works_passes_the_smoke_test(demo: Demo) -> None:
    demo.start("shop")
    assert exit_code(ROOT / "k6/smoke.js", demo.settings.shop_url) == 0


def test_a_slow_shop_fails_the_load_test(tmp_path: Path) -> None:
    with Demo(tmp_path, SHOP_TRAFFIC="0", SHOP_SLOW="1") as demo:
        demo.start("shop")
        variables = {"SECONDS": "4", "RATE": "5"}
        code = exit_code(ROOT / "k6/load.js", demo.settings.shop_url, **variables)
    assert code == THRESHOLD_CROSSED


def test_a_target_that_is_down_fails_the_smoke_test(demo: Demo) -> None:
    assert exit_code(ROOT / "k6/smoke.js", demo.settings.shop_url) != 0


def test_visits_that_throw_fail_the_smoke_test(demo: Demo, tmp_path: Path) -> None:
    visit = (ROOT / "k6/visit.js").read_text()
    broken = visit.replace("export function visit() {", "export function visit() { throw 'x';")
    assert broken != visit
    (tmp_path / "visit.js").write_text(broken)
    shutil.copy(ROOT / "k6/smoke.js", tmp_path)
    demo.start("shop")
    assert exit_code(tmp_path / "smoke.js", demo.settings.shop_url) == THRESHOLD_CROSSED
