"""The SDKs as the tests use them: which there are, what they speak, where their programs are.

``deploy/scripts/sdk.sh drivers`` builds the programs. Refuses to know what is asked through them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.left_out import is_ci, leave_out
from tests.sdk.driver import Driver

ROOT = Path(__file__).parents[2]
BUILT = ROOT / ".tools/sdk"
HOW_TO_BUILD = "deploy/scripts/sdk.sh drivers"
LANGUAGES = ("go", "rust", "ts")
PACKAGES = {language: ROOT / f"packages/sdk-{language}" for language in LANGUAGES}
TOKEN = "SLO_MONITOR_TOKEN"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Way:
    """A language, and one way in which its SDK speaks with the service."""

    language: str
    transport: str

    def __str__(self) -> str:
        return f"{self.language}-{self.transport}"

    def command(self, http_url: str, grpc_url: str) -> list[str]:
        """The words that start its program."""
        url = grpc_url if self.transport == "grpc" else http_url
        return [str(driver_of(self.language)), "--url", url, "--transport", self.transport]


WAYS = (
    Way("go", "http"),
    Way("go", "grpc"),
    Way("rust", "http"),
    Way("rust", "grpc"),
    Way("rust", "blocking"),
    Way("ts", "http"),
)

Drivers = Mapping[Way, Driver]


def driver_of(language: str) -> Path:
    """Where the program of a language's SDK is, or would be."""
    return BUILT / f"driver-{language}"


def ways() -> tuple[Way, ...]:
    """List the ways whose programs are built; in CI it is a failure if one is not."""
    missing = [language for language in LANGUAGES if not driver_of(language).exists()]
    there = tuple(way for way in WAYS if way.language not in missing)
    if not there or (missing and is_ci()):
        leave_out(f"no driver of {', '.join(missing)}: {HOW_TO_BUILD}")
    return there


@contextmanager
def running(http_url: str, grpc_url: str, folder: Path, token: str = "") -> Iterator[Drivers]:
    """Start the programs of all SDKs over one service, and end them."""
    environment = {**os.environ, TOKEN: token}
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield {
            way: stack.enter_context(
                Driver(way.command(http_url, grpc_url), environment, folder / f"{way}.log")
            )
            for way in ways()
        }


def at_once(drivers: Drivers, do: Callable[[Driver], Found]) -> dict[Way, Found]:
    """Do the same through every SDK at the same time; what came of it, by way.

    The first failure is raised, and says of which way it is.
    """

    def done(way: Way) -> Found:
        try:
            return do(drivers[way])
        except BaseException as error:
            error.add_note(f"through {way}")
            raise

    with ThreadPoolExecutor(len(drivers)) as threads:
        return dict(zip(drivers, threads.map(done, drivers), strict=True))
