"""The objects of Kubernetes, as kustomize renders them: valid, restricted, and of one piece."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.catalog.loader import load
from deploy.demo.settings import ROOT
from tests.deploy.tools import passes, ran, tool

OVERLAYS = ("sqlite", "postgresql")
VERSIONS = ("1.30", "1.34", "1.37")
OPERATORS = "monitoring.coreos.com/v1"
"""Objects of the Prometheus operator, of which kubernetes-validate has no schema."""

Object = dict[str, Any]


@cache
def rendered(overlay: str) -> str:
    return passes(tool("kustomize"), "build", ROOT / "deploy/kubernetes/overlays" / overlay)


def objects(overlay: str) -> list[Object]:
    return list(yaml.safe_load_all(rendered(overlay)))


def one(overlay: str, kind: str) -> Object:
    (found,) = [item for item in objects(overlay) if item["kind"] == kind]
    return found


def pod(overlay: str) -> Object:
    template: Object = one(overlay, "Deployment")["spec"]["template"]
    return template


def container(overlay: str) -> Object:
    (found,) = pod(overlay)["spec"]["containers"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_object_is_valid(overlay: str, version: str, tmp_path: Path) -> None:
    known = [item for item in objects(overlay) if item["apiVersion"] != OPERATORS]
    (tmp_path / "objects.yaml").write_text(yaml.safe_dump_all(known))
    command = [tool("kubernetes-validate"), "--strict", "--kubernetes-version", version]
    result = ran(*command, tmp_path / "objects.yaml")
    said = result.stdout + result.stderr
    assert result.returncode == 0, said
    assert said.count("passed for resource") == len(known)


def test_an_object_with_a_wrong_field_is_found(tmp_path: Path) -> None:
    wrong = one("sqlite", "Deployment")
    wrong["spec"]["replica"] = 1
    (tmp_path / "objects.yaml").write_text(yaml.safe_dump(wrong))
    command = [tool("kubernetes-validate"), "--strict", "--kubernetes-version", VERSIONS[-1]]
    assert ran(*command, tmp_path / "objects.yaml").returncode != 0


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_pod_is_as_the_restricted_standard_wants_it(overlay: str) -> None:
    spec = pod(overlay)["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(overlay)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    allowed = {"configMap", "emptyDir", "persistentVolumeClaim", "secret"}
    assert all(set(volume) - {"name"} <= allowed for volume in spec["volumes"])
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert spec["automountServiceAccountToken"] is False


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_name_of_the_service_sets_no_setting(overlay: str) -> None:
    assert pod(overlay)["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_whatever_selects_pods_selects_these(overlay: str) -> None:
    labels = pod(overlay)["metadata"]["labels"]
    specs = {kind: one(overlay, kind)["spec"] for kind in ("Deployment", "Service")}
    selectors = [
        specs["Deployment"]["selector"]["matchLabels"],
        specs["Service"]["selector"],
        one(overlay, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one(overlay, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
    ]
    assert all(selector and selector.items() <= labels.items() for selector in selectors)
    monitor = one(overlay, "ServiceMonitor")["spec"]
    service = one(overlay, "Service")
    assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    names = {port["name"] for port in service["spec"]["ports"]}
    assert {endpoint["port"] for endpoint in monitor["endpoints"]} <= names


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_ports_are_those_that_the_container_has(overlay: str) -> None:
    ports = {port["name"]: port["containerPort"] for port in container(overlay)["ports"]}
    assert ports == {"http": 8080, "grpc": 8081}
    for port in one(overlay, "Service")["spec"]["ports"]:
        assert ports[port["targetPort"]] == port["port"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container(overlay)[probe]["httpGet"]["port"] in ports
    entry = one(overlay, "NetworkPolicy")["spec"]["ingress"][0]
    assert {port["port"] for port in entry["ports"]} == set(ports)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_volume_and_map_that_is_named_is_there(overlay: str) -> None:
    spec = pod(overlay)["spec"]
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    mounts = {mount["name"] for mount in container(overlay)["volumeMounts"]}
    assert mounts == set(volumes)
    there = {(item["kind"], item["metadata"]["name"]) for item in objects(overlay)}
    named = [("ConfigMap", container(overlay)["envFrom"][0]["configMapRef"]["name"])]
    for volume in volumes.values():
        if "configMap" in volume:
            named.append(("ConfigMap", volume["configMap"]["name"]))
        if "persistentVolumeClaim" in volume:
            claim = volume["persistentVolumeClaim"]["claimName"]
            named.append(("PersistentVolumeClaim", claim))
    assert set(named) <= there
    assert ("ServiceAccount", spec["serviceAccountName"]) in there


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_secret_stands_in_a_file(overlay: str) -> None:
    assert not any(item["kind"] == "Secret" for item in objects(overlay))


def test_sqlite_is_one_replica_that_ends_before_the_next_begins() -> None:
    spec = one("sqlite", "Deployment")["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    data = next(volume for volume in pod("sqlite")["spec"]["volumes"] if volume["name"] == "data")
    assert set(data) == {"name", "persistentVolumeClaim"}


def test_postgresql_is_two_replicas_that_know_the_database_by_a_secret() -> None:
    assert one("postgresql", "Deployment")["spec"]["replicas"] == 2
    values = {item["name"]: item.get("value") for item in container("postgresql")["env"]}
    folder = next(
        mount["mountPath"]
        for mount in container("postgresql")["volumeMounts"]
        if mount["name"] == "database"
    )
    assert values["SLO_MONITOR_DATABASE_URL_FILE"] == f"{folder}/database-url"


def test_the_definitions_that_come_with_it_load() -> None:
    assert load(ROOT / "deploy/kubernetes/base/slos").slos
