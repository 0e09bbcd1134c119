"""The image, built for both architectures and run: as any user, with nothing to write but /data.

The base is a stand-in (``deploy/image/stand-in``), arm64 runs under qemu, and what an engine would
do is done by ``container.py``; the Dockerfile and all that it installs are the real ones.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement

from deploy.demo.settings import DEMO_DEFINITIONS, ROOT
from tests.deploy.container import Container, Image, built, require_tools
from tests.e2e.demo import Demo
from tests.prometheus.loopback import PLAIN, free_port

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]

NEVER_IN_THE_IMAGE = re.compile(
    r"/(cc|gcc.*|g\+\+|cc1|ld|sh|bash|dash|apt|apt-get|dpkg|pip3?|ensurepip)$"
)
STOPS_WITHIN_SECONDS = 10
MOST_BYTES = 400e6
"""More than the interpreter, the locked packages and the service take by far."""
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
MACHINES = {"amd64": 62, "arm64": 183}
"""What the header of an ELF file says of its machine."""

PYTHON = {"python_full_version": "3.11.0", "python_version": "3.11", "sys_platform": "linux"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A Prometheus that scrapes a shop."""
    with Demo(tmp_path_factory.mktemp("demo")) as demo:
        demo.start("prometheus")
        demo.start("shop")
        yield demo


@pytest.fixture(scope="module", params=["amd64", "arm64"])
def image(request: pytest.FixtureRequest) -> Iterator[Image]:
    require_tools()
    with Image(built(request.param)) as image:
        yield image


def files(image: Image) -> list[Path]:
    return [Path(folder) / name for folder, _, names in os.walk(image.root) for name in names]


def start_of(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(20)


def test_it_answers_from_prometheus_as_any_user_and_ends_when_it_is_told(
    image: Image, demo: Demo, tmp_path: Path
) -> None:
    user = 20_000 + secrets.randbelow(1_000_000)
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, user, user)
    port = free_port()
    log = tmp_path / "log"
    container = Container(
        image,
        user,
        data,
        {"/slos": DEMO_DEFINITIONS},
        SLO_MONITOR_PORT=str(port),
        SLO_MONITOR_GRPC_PORT=str(free_port()),
        SLO_MONITOR_PROMETHEUS_URL=demo.settings.demo_prometheus_url,
        SLO_MONITOR_STEP="5s",
        SLO_MONITOR_OFFSET="5s",
    )

    def verdict() -> str:
        assert container.running, log.read_text()
        answer = httpx.get(
            f"http://127.0.0.1:{port}/slo/check",
            params={"slo": "checkout-latency"},
            timeout=20,
            trust_env=False,
            verify=PLAIN,
        ).raise_for_status()
        found: str = answer.json()["verdict"]
        return found

    container.start(log)
    try:
        demo.wait_until(lambda: verdict() == "PASS", within_seconds=180)
        status = Path(f"/proc/{container.pid}/status").read_text()
        assert re.search(rf"^Uid:\t{user}\t{user}\t{user}", status, re.MULTILINE)
        assert re.search(r"^CapEff:\t0+$", status, re.MULTILINE)
        assert re.search(r"^NSpid:\t\d+\t1$", status, re.MULTILINE)
        assert container.check_health() == 0
        container.pause()
        assert container.check_health() == 1
        container.resume()
        code, seconds = container.stop(STOPS_WITHIN_SECONDS)
    finally:
        container.kill()
    assert code == 0, log.read_text()
    assert seconds < STOPS_WITHIN_SECONDS
    assert (data / "slo-monitor.db").stat().st_uid == user


def test_it_says_how_large_it_is(
    image: Image, record_property: Callable[[str, object], None]
) -> None:
    size = sum(file.lstat().st_size for file in files(image))
    name = f"image: {image.about['architecture']}, files as they are unpacked"
    record_property(name, f"{size / 1e6:,.0f} MB")
    assert size < MOST_BYTES


def test_every_program_in_it_is_of_its_architecture(image: Image) -> None:
    headers = [start_of(file) for file in files(image) if not file.is_symlink()]
    programs = [header for header in headers if header.startswith(b"\x7fELF")]
    machines = {int.from_bytes(header[18:20], "little") for header in programs}
    assert machines == {MACHINES[image.about["architecture"]]}


def test_there_is_no_compiler_no_shell_and_no_package_manager_in_it(image: Image) -> None:
    inside = [f"/{file.relative_to(image.root)}" for file in files(image)]
    assert [name for name in inside if NEVER_IN_THE_IMAGE.search(name)] == []
    assert not any("/site-packages/pip/" in name or "/opt/build" in name for name in inside)


def test_what_is_installed_in_it_is_what_is_locked(image: Image) -> None:
    lines = (ROOT / "requirements/runtime.txt").read_text().splitlines()
    requirements = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"\w", line)]
    locked = {
        one.name: str(one.specifier).removeprefix("==")
        for one in requirements
        if one.marker is None or one.marker.evaluate(PYTHON)
    }
    folder = image.root / "opt/dependencies"
    found = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in (
            info.name.removesuffix(".dist-info").rsplit("-", 1)
            for info in folder.glob("*.dist-info")
        )
    }
    assert found == locked


def test_scanners_find_the_packages_of_debian_in_it(image: Image) -> None:
    known = {file.name for file in (image.root / "var/lib/dpkg/status.d").iterdir()}
    assert {"libc6", "libssl3", "libstdc++6", "zlib1g", "libsqlite3-0", "ca-certificates"} <= known
    assert "VERSION_ID" in (image.root / "etc/os-release").read_text()


def test_it_says_what_it_is(image: Image) -> None:
    labels = image.config["Labels"]
    # Not always the newest: buildah 1.28 keeps a layer though an argument has changed.
    known = ["git", "cat-file", "-e", f"{labels['org.opencontainers.image.revision']}^{{commit}}"]
    subprocess.run(known, cwd=ROOT, check=True)
    assert labels["org.opencontainers.image.version"] == VERSION
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert image.config["User"] == "10001:10001"
    assert json.dumps(image.config["ExposedPorts"]) == '{"8080/tcp": {}, "8081/tcp": {}}'


def test_its_volume_belongs_to_its_user(image: Image) -> None:
    about = (image.root / "data").stat()
    assert (about.st_uid, about.st_gid, oct(about.st_mode & 0o777)) == (10001, 0, "0o770")
