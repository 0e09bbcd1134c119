"""The SDKs and the editor's extension have the version and the changelog's heading of the service.

What they are built from is locked, and comes from public places.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.sdk.sdks import PACKAGES, ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
CRATES = "registry+https://github.com/rust-lang/crates.io-index"
NPM = "https://registry.npmjs.org/"
EXTENSION = ROOT / "apps/vscode-extension"
WITH_A_CHANGELOG = [*PACKAGES.values(), EXTENSION]
NPM_LOCKS = [
    *sorted(ROOT.glob("deploy/*/package-lock.json")),
    *sorted(ROOT.glob("packages/*/package-lock.json")),
    *sorted(ROOT.glob("apps/*/package-lock.json")),
]


def heading(changelog: Path) -> str:
    """The first version that a changelog tells of."""
    found = re.search(r"^## (.*)$", changelog.read_text(), re.MULTILINE)
    assert found, changelog
    return found[1]


def stated(file: Path, pattern: str) -> str:
    found = re.search(pattern, file.read_text(), re.MULTILINE)
    assert found, f"{file} states no version"
    return found[1]


def test_the_go_module_has_the_version_of_the_service() -> None:
    assert stated(PACKAGES["go"] / "version.go", r'Version\s*=\s*"(.*)"') == VERSION


def test_the_crate_has_the_version_of_the_service() -> None:
    assert tomllib.loads((PACKAGES["rust"] / "Cargo.toml").read_text())["package"]["version"] == (
        VERSION
    )


def test_the_npm_package_has_the_version_of_the_service() -> None:
    package = json.loads((PACKAGES["ts"] / "package.json").read_text())
    assert package["version"] == VERSION
    assert stated(PACKAGES["ts"] / "src/version.ts", r'VERSION\s*=\s*"(.*)"') == VERSION


def test_the_extension_has_the_version_of_the_service() -> None:
    assert json.loads((EXTENSION / "package.json").read_text())["version"] == VERSION


each_package = pytest.mark.parametrize("package", WITH_A_CHANGELOG, ids=lambda path: path.name)


@each_package
def test_a_changelog_begins_where_that_of_the_service_does(package: Path) -> None:
    assert heading(package / "CHANGELOG.md") == heading(ROOT / "CHANGELOG.md")


@each_package
def test_a_package_carries_the_licence(package: Path) -> None:
    assert (package / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: str(lock.parent.relative_to(ROOT)))
def test_a_lock_of_npm_names_no_registry_but_the_public_one(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    places = {name: each.get("resolved", NPM) for name, each in packages.items()}
    assert {name: place for name, place in places.items() if not place.startswith(NPM)} == {}
    assert all("integrity" in each for name, each in packages.items() if name)


def test_the_lock_of_cargo_names_no_registry_but_the_public_one() -> None:
    packages = tomllib.loads((PACKAGES["rust"] / "Cargo.lock").read_text())["package"]
    sources = {each["source"] for each in packages if "source" in each}
    assert sources == {CRATES}
    assert all("checksum" in each for each in packages if "source" in each)


def test_the_go_module_names_no_place_beside_its_modules() -> None:
    module = (PACKAGES["go"] / "go.mod").read_text()
    assert "replace" not in module
    sums = (PACKAGES["go"] / "go.sum").read_text().splitlines()
    assert all(re.fullmatch(r"[\w./~!-]+ v\S+ h1:\S+=", line) for line in sums)
