"""What files of deployments refer to is there: files, images, variables; one list of images."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import PREFIX, Settings
from deploy.demo.settings import ROOT

IMAGES = ROOT / "deploy/images.env"
COMPOSE = ROOT / "deploy/compose.yaml"
DOCKERFILE = ROOT / "Dockerfile"
UNIT = ROOT / "deploy/systemd/slo-monitor.service"
KUBERNETES = sorted((ROOT / "deploy/kubernetes").rglob("*.yaml"))
KUSTOMIZATIONS = [file for file in KUBERNETES if file.name == "kustomization.yaml"]
EXAMPLES = sorted((ROOT / "deploy").rglob("*.env.example"))
DOCUMENTS = [ROOT / "docs/deploy.md"]
ALL = [COMPOSE, DOCKERFILE, UNIT, *KUBERNETES, *EXAMPLES, *DOCUMENTS]
MADE_BY_A_PERSON = {"deploy/postgresql.env"}
TAGGED = re.compile(r"^[a-z0-9./-]+:(?!latest$)v?\d+\.\d+[\w.-]*$")


def listed() -> dict[str, str]:
    lines = [line for line in IMAGES.read_text().splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


def images_of_compose() -> set[str]:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return {service["image"] for service in services.values()}


def images_of_kubernetes() -> Iterator[str]:
    for file in KUSTOMIZATIONS:
        for image in yaml.safe_load(file.read_text()).get("images", []):
            yield f"{image['newName']}:{image['newTag']}"


def test_every_image_has_an_exact_tag() -> None:
    assert all(TAGGED.match(image) for image in listed().values())


def test_compose_and_kubernetes_and_the_dockerfile_name_the_images_of_the_list() -> None:
    base = re.search(r"^ARG BASE=(.+)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert base is not None
    assert {base[1]} | images_of_compose() == set(listed().values())
    assert set(images_of_kubernetes()) == {listed()["SLO_MONITOR_IMAGE"]}


def test_the_documents_name_the_images_of_the_list() -> None:
    text = "".join(file.read_text() for file in (ROOT / "docs").rglob("*.md"))
    pattern = r"\b((?:docker\.io/)?(?:prom|grafana|library)/[a-z]+:[\w.-]+|slo-monitor:\d[\w.]*)"
    assert set(re.findall(pattern, text)) <= set(listed().values())


def test_the_tag_of_the_services_image_is_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert listed()["SLO_MONITOR_IMAGE"] == f"slo-monitor:{project['version']}"


@pytest.mark.parametrize("file", ALL, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_setting_that_is_named_is_one(file: Path) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known}
    ours = {"SLO_MONITOR_IMAGE", "SLO_MONITOR_URL", "SLO_MONITOR_TOKEN"}
    named = set(re.findall(r"\bSLO_MONITOR_[A-Z0-9_]+\b", file.read_text()))
    assert named - ours <= known


def test_every_file_that_compose_mounts_is_there() -> None:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith(".") or (COMPOSE.parent / source).exists(), source
        if "build" in service:
            assert (COMPOSE.parent / service["build"] / "Dockerfile").is_file()


def test_every_file_that_kustomize_names_is_there() -> None:
    for file in KUSTOMIZATIONS:
        content = yaml.safe_load(file.read_text())
        named = [
            *content.get("resources", []),
            *(one["path"] for one in content.get("patches", [])),
        ]
        for generator in content.get("configMapGenerator", []):
            named += generator.get("files", [])
        assert all((file.parent / name).exists() for name in named)


@pytest.mark.parametrize("file", ALL, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_path_of_the_project_that_is_named_is_there(file: Path) -> None:
    pattern = r"(?<![\w./-])((?:deploy|docs|prometheus|requirements|tests)/[\w./-]*\w)"
    for path in set(re.findall(pattern, file.read_text())) - MADE_BY_A_PERSON:
        assert (ROOT / path).exists(), path


def test_what_the_dockerfile_copies_is_not_ignored() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    copied = re.findall(r"^COPY (?!--)(\S+) ", DOCKERFILE.read_text(), re.MULTILINE)
    assert set(copied) == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_ports_of_the_image_are_those_of_its_settings() -> None:
    text = DOCKERFILE.read_text()
    exposed = re.search(r"^EXPOSE (.*)$", text, re.MULTILINE)
    assert exposed is not None
    assert exposed[1].split() == re.findall(r"SLO_MONITOR_(?:GRPC_)?PORT=(\d+)", text)


def test_no_wheel_of_the_image_depends_on_the_machine_that_builds_it() -> None:
    for file in ("runtime.txt", "build.txt"):
        assert "platform_machine" not in (ROOT / "requirements" / file).read_text()
