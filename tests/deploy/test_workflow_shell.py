"""The shell of the security workflow does what its steps are named for, and fails where it must."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from deploy.demo.settings import NotPossible, check_ports, read
from tests.deploy.workflow_steps import ROOT, Runner, step_named
from tests.e2e.demo import Demo, environment_on_free_ports

SECURITY = ROOT / ".github/workflows/security.yml"
CI = ROOT / ".github/workflows/ci.yml"
SECRETS = step_named(SECURITY, "Secrets in any commit")
DEPENDENCIES = step_named(SECURITY, "Known vulnerabilities in what is installed")
IMAGE = step_named(SECURITY, "Build the image")
OUTPUTS = step_named(CI, "The verdict is an output")
DEMO = step_named(CI, "Start the demo")


def with_program(name: str, script: str, folder: Path) -> Path:
    """Put a program into a folder that comes first on the PATH."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    (programs / name).write_text(f"#!/usr/bin/env bash\n{script}\n")
    (programs / name).chmod(0o755)
    return programs


def test_every_locked_file_is_searched_for_vulnerabilities(tmp_path: Path) -> None:
    programs = with_program("pipx", f'echo "$@" >>{tmp_path}/asked', tmp_path)
    assert Runner(tmp_path, programs=programs).run(DEPENDENCIES, {}).returncode == 0
    asked = (tmp_path / "asked").read_text().splitlines()
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "requirements").glob("*.txt"))
    assert [line.rpartition(" ")[2] for line in asked] == files
    assert all("--require-hashes" in line for line in asked)


@pytest.mark.parametrize("vulnerable", ["dev", "runtime"])
def test_a_vulnerability_in_any_locked_file_fails(vulnerable: str, tmp_path: Path) -> None:
    programs = with_program("pipx", f'[[ "$*" != *{vulnerable}.txt ]]', tmp_path)
    assert Runner(tmp_path, programs=programs).run(DEPENDENCIES, {}).returncode != 0


def test_the_image_that_is_built_is_the_one_that_is_scanned(tmp_path: Path) -> None:
    programs = with_program("docker", f'echo "$@" >>{tmp_path}/asked', tmp_path)
    assert Runner(tmp_path, programs=programs).run(IMAGE, {}).returncode == 0
    tag = (tmp_path / "asked").read_text().split()[2]
    assert f"image: {tag}\n" in SECURITY.read_text()


@pytest.mark.parametrize("verdict", ["PASS", "INCONCLUSIVE", ""])
def test_only_a_pass_that_is_an_output_will_do(verdict: str, tmp_path: Path) -> None:
    (tmp_path / "slo-gate.xml").write_text("<testsuites/>")
    values = {
        "steps.gate.outputs.verdict": verdict,
        "steps.gate.outputs.check_id": "x",
        "steps.gate.outputs.summary": "y",
    }
    ended = Runner(tmp_path, workspace=tmp_path).run(OUTPUTS, values)
    assert (ended.returncode == 0) == (verdict == "PASS")


@pytest.mark.e2e
@pytest.mark.prometheus
def test_the_demo_goes_on_after_the_step_that_starts_it(tmp_path: Path) -> None:
    environment = environment_on_free_ports(tmp_path / "state")
    started = Runner(tmp_path, more=environment).run(DEMO, {})
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        url = f"http://127.0.0.1:{environment['SLO_MONITOR_PORT']}/slo/check"
        assert httpx.get(url, trust_env=False).is_success
    finally:
        os.kill(int((tmp_path / "demo.pid").read_text()), signal.SIGTERM)
        Demo.wait_until(lambda: all_free(environment), 30)


def all_free(environment: Mapping[str, str]) -> bool:
    try:
        check_ports(read(environment))
    except NotPossible:
        return False
    return True


@pytest.mark.e2e
@pytest.mark.prometheus
def test_a_demo_that_cannot_be_started_fails_the_step_and_says_why(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = environment_on_free_ports(tmp_path / "state")
        environment["SHOP_PORT"] = str(taken.getsockname()[1])
        started = Runner(tmp_path, more=environment).run(DEMO, {})
    assert started.returncode == 1
    assert "SHOP_PORT" in started.stdout


def require_scanner() -> None:
    """Skip where the scanner cannot be built without a network; in CI it is built."""
    if os.environ.get("CI") == "true":
        return
    module = next(word for word in SECRETS.run.split() if "@v" in word)
    if not is_built_offline(module):
        pytest.skip(f"the scanner was never built here: go install {module}")


def is_built_offline(module: str) -> bool:
    go = shutil.which("go")
    if go is None:
        return False
    told = subprocess.run([go, "env", "GOMODCACHE"], capture_output=True, check=True, text=True)
    only_the_cache = {"GOPROXY": f"file://{told.stdout.strip()}/cache/download", "GOSUMDB": "off"}
    environment = {**os.environ, **only_the_cache}
    command = [go, "run", module, "version"]
    return not subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def repository(folder: Path, text: str) -> Path:
    """Make a repository in which a text was committed once and is not there any more."""
    folder.mkdir()
    for content in (text, "nothing\n"):
        (folder / "settings.py").write_text(content)
        for words in (["init", "--quiet"], ["add", "settings.py"], ["commit", "-qm", "Change it"]):
            who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
            subprocess.run(["git", *who, *words], cwd=folder, check=True)
    return folder


@pytest.mark.slow
@pytest.mark.prometheus  # starts processes of its own
def test_there_is_no_secret_in_any_commit(tmp_path: Path) -> None:
    require_scanner()
    scanned = Runner(tmp_path).run(SECRETS, {})
    assert scanned.returncode == 0, scanned.stdout + scanned.stderr


@pytest.mark.slow
@pytest.mark.prometheus  # starts processes of its own
def test_a_secret_that_was_removed_again_is_found(tmp_path: Path) -> None:
    require_scanner()
    key = "AKIA" + "Z7Q2WNB4XKT5LMVH"  # in two pieces, or this file would be found
    told = repository(tmp_path / "repository", f'aws_access_key = "{key}"\n')
    scanned = Runner(tmp_path, workspace=told).run(SECRETS, {})
    assert scanned.returncode == 1, scanned.stdout + scanned.stderr
    assert key not in scanned.stdout + scanned.stderr
