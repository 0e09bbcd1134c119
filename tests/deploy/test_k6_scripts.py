"""The k6 scripts pass on what works, and never on nothing."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo import k6
from tests.e2e.demo import Demo
from tests.e2e.k6_runs import DEAD_URL, SCRIPTS, exit_code, exit_code_of, new_testid, require_k6

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_k6()

SMOKE, LOAD, SOAK = (SCRIPTS / f"{name}.js" for name in ("smoke", "load", "soak"))
REFUSED = 107
"""The script itself raised something, as k6 says it."""
SHORT = {"SECONDS": "4", "MINUTES": "0.05", "RATE": "5"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(tmp_path_factory.mktemp("demo"), SHOP_TRAFFIC="0") as demo:
        demo.start_all()
        yield demo


def url_of(demo: Demo, target: str) -> str:
    return demo.settings.shop_url if target == "shop" else demo.settings.service_url


@pytest.mark.alone  # the scripts hold how long answers take
@pytest.mark.parametrize("target", ["shop", "service"])
@pytest.mark.parametrize("script", [SMOKE, LOAD, SOAK], ids=lambda script: script.stem)
def test_a_target_that_works_passes(script: Path, target: str, demo: Demo) -> None:
    assert exit_code(script, BASE_URL=url_of(demo, target), TARGET=target, **SHORT) == 0


def test_a_slow_shop_fails_the_load_test(tmp_path: Path) -> None:
    with Demo(tmp_path, SHOP_TRAFFIC="0", SHOP_SLOW="1") as demo:
        demo.start("shop")
        code = exit_code(LOAD, BASE_URL=demo.settings.shop_url, **SHORT)
    assert code == k6.THRESHOLD_CROSSED


@pytest.mark.parametrize("target", ["shop", "service"])
@pytest.mark.parametrize("script", [SMOKE, LOAD, SOAK], ids=lambda script: script.stem)
def test_a_target_that_is_down_does_not_pass(script: Path, target: str) -> None:
    assert exit_code(script, BASE_URL=DEAD_URL, TARGET=target, **SHORT) == REFUSED


def test_a_target_that_never_answers_does_not_pass() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert exit_code(SMOKE, BASE_URL=url) == REFUSED


def test_a_target_that_answers_404_does_not_pass(demo: Demo) -> None:
    url = demo.settings.service_url  # it has no checkout
    assert exit_code(LOAD, BASE_URL=url, **SHORT) == k6.THRESHOLD_CROSSED


def copied_with(change: tuple[str, str], folder: Path) -> Path:
    """Give a copy of the scripts in which the visit is another."""
    scripts = Path(shutil.copytree(SCRIPTS, folder / "k6"))
    visit = scripts / "parts/visit.js"
    changed = visit.read_text().replace(*change)
    assert changed != visit.read_text()
    visit.write_text(changed)
    return scripts


THROWING = ("export function visit() {\n  completed.add(0);", "export function visit() { throw 1;")


@pytest.mark.parametrize("script", [SMOKE, LOAD, SOAK], ids=lambda script: script.stem)
def test_visits_that_throw_do_not_pass(script: Path, demo: Demo, tmp_path: Path) -> None:
    scripts = copied_with(THROWING, tmp_path)
    code = exit_code(scripts / script.name, BASE_URL=demo.settings.shop_url, **SHORT)
    assert code == k6.THRESHOLD_CROSSED


def test_visits_that_do_nothing_do_not_pass(demo: Demo, tmp_path: Path) -> None:
    nothing = ("export function visit() {\n", "export function visit() { return;\n")
    scripts = copied_with(nothing, tmp_path)
    code = exit_code(scripts / "smoke.js", BASE_URL=demo.settings.shop_url)
    assert code == k6.THRESHOLD_CROSSED


def test_visits_that_fail_without_a_setup_do_not_pass(tmp_path: Path) -> None:
    failing = ("for (const { page, path } of target.pages) {", "throw 1;\n for (const x of []) {")
    scripts = copied_with(failing, tmp_path)
    code = exit_code(scripts / "smoke.js", "--no-setup", BASE_URL=DEAD_URL)
    assert code == k6.THRESHOLD_CROSSED


@pytest.mark.parametrize(
    "wrong", [{"TARGET": "warehouse"}, {"RATE": "0"}, {"SECONDS": "soon"}], ids=str
)
def test_a_load_that_would_be_none_is_refused(wrong: dict[str, str]) -> None:
    assert exit_code(LOAD, **wrong) == REFUSED


def test_a_run_can_be_found_in_prometheus_by_its_testid(demo: Demo) -> None:
    run = k6.Run(
        SMOKE, new_testid(), demo.settings.demo_prometheus_url, {"BASE_URL": demo.settings.shop_url}
    )
    assert exit_code_of(run) == 0
    of_the_run = f'testid="{run.testid}"'
    counted = {
        name: total(demo, f"k6_{name}_total{{{of_the_run}}}")
        for name in ("visits_completed", "answers")
    }
    assert counted == {"visits_completed": 5, "answers": 15}
    others = demo.query(f'last_over_time({{__name__=~"k6_.*",testid!="{run.testid}"}}[1h])')
    assert others == []


def total(demo: Demo, selector: str) -> float:
    return float(demo.query(f"sum(last_over_time({selector}[1h]))")[0]["value"][1])
