"""Find a Prometheus server on this machine, or install Debian's without leaving a daemon behind.

Command: ``python deploy/demo/prometheus_server.py install`` prints the path of the program.
Uses the standard library only, so that it runs before anything is set up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# Written while Prometheus is installed: start no daemon.\nexit 101\n"
LOCK_WAIT_SECONDS = 120


class NoPrometheus(Exception):
    """There is no Prometheus and no way to get one; the message says what a person can do."""


def ensure() -> Path:
    """Return the path of ``prometheus``, installing it first where it is missing.

    Raises:
        NoPrometheus: it is missing and could not be installed.
    """
    found = shutil.which("prometheus")
    if found is None:
        _install()
        found = shutil.which("prometheus")
    if found is None:
        raise NoPrometheus("the package was installed, but `prometheus` is not on the PATH")
    return Path(found)


def _install() -> None:
    if shutil.which("apt-get") is None:
        raise NoPrometheus(
            "Prometheus is not on the PATH, and this system has no apt-get to install it with.\n"
            "Install Prometheus, or set PROMETHEUS_URL and SLO_MONITOR_SLOS to use your own."
        )
    as_root = _as_root()
    print("Installing Prometheus with apt-get, without a daemon ...", file=sys.stderr, flush=True)
    with _no_daemon_starts(as_root):
        _apt(as_root, "update")
        _apt(as_root, "install", "--yes", "--no-install-recommends", "prometheus")
    if shutil.which("systemctl"):  # nor should one start at the next boot
        disable = [*as_root, "systemctl", "disable", "--quiet", "prometheus.service"]
        subprocess.run(disable, check=False, stderr=subprocess.DEVNULL)


def _as_root() -> Sequence[str]:
    """Give the words to put before a command that needs root."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        raise NoPrometheus(
            "Prometheus is not on the PATH; installing it needs root, and there is no sudo.\n"
            "As root: apt-get install --no-install-recommends prometheus"
        )
    return ("sudo",) if sys.stdin.isatty() else ("sudo", "--non-interactive")


def _apt(as_root: Sequence[str], *words: str) -> None:
    options = ("-qq", "-o", f"DPkg::Lock::Timeout={LOCK_WAIT_SECONDS}", "-o", "Dpkg::Use-Pty=0")
    command = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *options, *words]
    # What apt has to say is for a person; the standard output here is the program's path.
    result = subprocess.run(command, check=False, stdout=sys.stderr)
    if result.returncode != 0:
        raise NoPrometheus(f"`apt-get {words[0]}` failed with exit code {result.returncode}")


@contextmanager
def _no_daemon_starts(as_root: Sequence[str]) -> Iterator[None]:
    """Keep Debian from starting the service, unless the machine has a policy of its own."""
    if POLICY.exists():
        yield
        return
    with tempfile.NamedTemporaryFile("w", prefix="policy-rc.d-") as text:
        text.write(POLICY_TEXT)
        text.flush()
        subprocess.run([*as_root, "install", "-m", "755", text.name, str(POLICY)], check=True)
    try:
        yield
    finally:
        subprocess.run([*as_root, "rm", "-f", str(POLICY)], check=True)


def main(words: Sequence[str]) -> int:
    """Run the command; exit code 2 is a wrong call, 1 no Prometheus."""
    if list(words) != ["install"]:
        print("usage: prometheus_server.py install", file=sys.stderr)
        return 2
    try:
        print(ensure())
    except NoPrometheus as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
