"""A Shoot: Gardener's names, its own amounts, and a worker's block in place of the Shoot's."""

from __future__ import annotations

import pytest

from tests.targets.linted import Found, in_force, linted

SHOOT = "apiVersion: core.gardener.cloud/v1beta1\nkind: Shoot\nmetadata: {name: a}\nspec:\n"


def shoot(kubelet: str, worker: str = "") -> str:
    held = f"  kubernetes:\n    version: '1.34'\n    kubelet: {kubelet}\n" if kubelet else ""
    return f"{SHOOT}{held}  provider:\n    workers:\n    - name: a\n{worker}"


def test_what_gardener_reserves_by_itself() -> None:
    (config,) = in_force("shoot.yaml", shoot("{cpuManagerPolicy: static}"))
    assert config["kubeReserved"] == {"cpu": "80m", "memory": "1Gi", "pid": "20k"}
    assert config["evictionHard"]["memory.available"] == "100Mi"


def test_gardeners_names_of_reservations_and_thresholds() -> None:
    text = "{kubeReserved: {memory: 2Gi, ephemeralStorage: 1Gi}, evictionHard: {memoryAvailable: 300Mi, other: 1Gi}}"
    (config,) = in_force("shoot.yaml", shoot(text))
    assert config["kubeReserved"] == {"cpu": "80m", "memory": "2Gi", "pid": "20k", "ephemeral-storage": "1Gi"}
    assert config["evictionHard"] == {
        "memory.available": "300Mi", "imagefs.available": "5%", "imagefs.inodesFree": "5%", "nodefs.available": "5%",
        "nodefs.inodesFree": "5%",
    }  # fmt: skip


def test_each_worker_has_its_own_kubelet() -> None:
    worker = "      kubernetes: {kubelet: {cpuManagerPolicy: static}}\n    - name: b\n"
    first, second = in_force("shoot.yaml", shoot("{maxPods: 50}", worker))
    assert (first.get("maxPods"), first["cpuManagerPolicy"]) == (None, "static")
    assert (second["maxPods"], second.get("cpuManagerPolicy")) == (50, None)


@pytest.mark.parametrize(
    ("kubelet", "worker", "found"),
    [
        ("{cpuManagerPolicy: static}", "", []),
        ("{memoryManagerPolicy: Static}", "", [("NC575", 7)]),
        ("{maxPods: 50}", "      kubernetes: {kubelet: {maxPods: 60}}\n", []),
        ("{maxPods: 50, cpuCFSQuota: false}", "      kubernetes: {kubelet: {maxPods: 60}}\n", [("NC574", 11)]),
        ("{maxPods: many}", "", [("NC005", 7)]),
    ],
)
def test_findings(kubelet: str, worker: str, found: Found) -> None:
    assert linted("shoot.yaml", shoot(kubelet, worker)) == found
