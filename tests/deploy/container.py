"""A container of an image that ``deploy/image/build`` made, for tests of that image."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from deploy.demo.settings import ROOT
from tests.left_out import leave_out
from tests.prometheus.loopback import require

PROGRAMS = ("buildah", "mmdebstrap", "qemu-aarch64-static", "update-binfmts")
START = Path(__file__).parent / "container_start.py"
STORAGE = {"CONTAINERS_STORAGE_CONF": str(ROOT / ".tools/images/storage.conf")}


def require_tools() -> None:
    """Leave a test out where an image cannot be built.

    In CI that is a failure, unless ``IMAGE_TESTS`` says that they run elsewhere, as root.
    """
    if os.geteuid() != 0:
        if os.environ.get("IMAGE_TESTS") == "elsewhere":
            pytest.skip("the tests of the image run elsewhere")
        leave_out("only root can build and run images")
    require(*PROGRAMS)


def built(arch: str) -> str:
    """Build the image for an architecture and give its name."""
    made = subprocess.run(
        [ROOT / "deploy/image/build", arch], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return f"localhost/slo-monitor:{arch}"


def buildah(*words: str) -> str:
    return subprocess.run(
        ["buildah", *words],
        env={**os.environ, **STORAGE},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


class Image:
    """What an image says and holds; a context manager, whose files are there while it is open."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.about: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", name))[
            "Docker"
        ]
        self.config: dict[str, Any] = self.about["config"]

    def __enter__(self) -> Self:
        self._container = buildah("from", "--pull-never", self.name)
        self.root = Path(buildah("mount", self._container))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        buildah("rm", self._container)


class Container:
    """A running container of an image, as any user and on a root that cannot be written."""

    def __init__(
        self, image: Image, user: int, data: Path, read_only: dict[str, Path], **environment: str
    ) -> None:
        self._image = image
        given = dict(word.split("=", 1) for word in image.config["Env"])
        self._asked = {
            "root": str(image.root),
            "volumes": {"/data": str(data)},
            "read_only": {inside: str(outside) for inside, outside in read_only.items()},
            "user": user,
            "folder": image.config["WorkingDir"],
            "environment": {**given, **environment},
        }

    def start(self, log: Path, *arguments: str) -> None:
        """Run what the image says, or with other arguments."""
        words = [*self._image.config["Entrypoint"], *(arguments or self._image.config["Cmd"])]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
                    *("--propagation", "private", sys.executable, str(START)),
                    json.dumps({**self._asked, "words": words, "new": True}),
                ],
                stdout=output,
                stderr=output,
            )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The program's number outside."""
        parent = self._process.pid
        return int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0])

    def check_health(self) -> int:
        """Run the image's health check once and give its exit code."""
        kind, *words = self._image.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        asked = {**self._asked, "words": words, "new": False}
        command = ["nsenter", "--target", str(self.pid), "--mount", "--pid"]
        start = [sys.executable, str(START), json.dumps(asked)]
        return subprocess.run(
            [*command, "--", *start], capture_output=True, check=False, timeout=60
        ).returncode

    def stop(self, within_seconds: float) -> tuple[int, float]:
        """End it as an engine does; give its exit code and how long that took."""
        begun = time.monotonic()
        os.kill(self.pid, signal.Signals[self._image.config["StopSignal"]])
        code = self._process.wait(within_seconds)
        return code, time.monotonic() - begun

    def pause(self) -> None:
        """Let it hang: it keeps its connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let one that hangs go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.running:
            self._process.kill()
            self._process.wait()
