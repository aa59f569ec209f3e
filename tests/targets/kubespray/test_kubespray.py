"""Kubespray's variables: what its template writes, in which order, and what Ansible reads with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from numaconf.context import NOTHING
from numaconf.files import neighbours
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import kubespray

if TYPE_CHECKING:
    from pathlib import Path

ASKED = Version(1, 33)


def read(text: str) -> Any:
    (subject,) = recognise("k8s-cluster.yml", text.encode()).subjects
    assert subject.kind == "kubespray"
    return kubespray.read(subject.sources, ASKED, None, NOTHING)


def test_what_the_role_reserves_by_itself() -> None:
    node = read("kubelet_cpu_manager_policy: static\n").effective
    assert node.get("kubeReserved") == {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "500Mi", "pid": "1000"}
    assert node.get("systemReserved", "memory") == "512Mi"
    assert node.get("kubeReservedCgroup") is None
    assert node.get("enforceNodeAllocatable") is None


def test_variables_take_the_place_of_defaults() -> None:
    node = read(
        "kube_version: 1.33.1\nkube_reserved: true\nkube_memory_reserved: 1Gi\nsystem_pid_reserved: 2000\n"
        'kubelet_enforce_node_allocatable: "pods,kube-reserved"\neviction_hard: {memory.available: 300Mi}\n'
        "kubelet_feature_gates: [ImageVolume=true]\n"
    ).effective
    assert node.get("kubeReserved", "memory") == "1Gi"
    assert node.get("systemReserved", "pid") == "2000"
    assert node.get("kubeReservedCgroup") == "/kube.slice"
    assert node.get("enforceNodeAllocatable") == ["pods", "kube-reserved"]
    assert node.get("featureGates") == {"ImageVolume": True}
    assert node.origin("kubeReserved", "memory").route == ("kube_memory_reserved",)


def test_the_pasted_map_wins_over_what_stands_above_and_loses_below() -> None:
    found = read(
        "kube_memory_reserved: 1Gi\nkubelet_cpu_manager_policy: none\nkubelet_config_extra_args:\n"
        "  kubeReserved: {memory: 2Gi}\n  cpuManagerPolicy: static\n  memoryManagerPolicy: Static\n"
    )
    node = found.effective
    assert node.get("kubeReserved") == {"memory": "2Gi"}
    assert (node.get("cpuManagerPolicy"), node.get("memoryManagerPolicy")) == ("none", "Static")
    assert [one.code for one in found.findings] == ["NC004"]
    assert found.findings[0].origin.route == ("kubelet_config_extra_args", "cpuManagerPolicy")


def test_flags_beat_the_file() -> None:
    text = "kubelet_max_pods: 50\nkubelet_custom_flags:\n  - '--max-pods=60 --cpu-manager-policy=static'\n"
    node = read(text).effective
    assert (node.get("maxPods"), node.get("cpuManagerPolicy")) == (60, "static")


def test_what_ansible_fills_in_is_not_known() -> None:
    text = (
        'kube_memory_reserved: "{{ memory }}"\nkubelet_cpu_manager_policy: "{{ policy }}"\nother: "{{ d }}/ssl"\n'
        'kubelet_config_extra_args: {memoryManagerPolicy: Static, reservedSystemCPUs: "{{ cpus }}"}\n'
    )
    node = read(text).effective
    assert set(node.unknown) == {("kubeReserved", "memory"), ("cpuManagerPolicy",), ("reservedSystemCPUs",)}
    whole = read('kubelet_config_extra_args: "{{ args }}"\n').effective
    assert ("memoryManagerPolicy",) in whole.unknown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kubelet_config_extra_args: [a]", "NC005"),
        ("kubelet_config_extra_args: static", "NC005"),
        ("kubelet_config_extra_args: {maxPods: many}", "NC005"),
        ("kubelet_config_extra_args: {maxpods: 9}", "NC402"),
        ("kubelet_cpu_manager_policy_options: {full-pcpus-only: true}", "NC005"),
        ("kubelet_max_pods: []", "NC005"),
        ("kubelet_max_pods: {a: 1}", "NC005"),
        ("kubelet_custom_flags: [{a: b}]", "NC005"),
        ("kubelet_custom_flags: ['--no-such-flag']", "NC415"),
        ("eviction_hard: 100Mi\nkubelet_max_pods: 9", "NC005"),
        ("kube_cpu_reserved: [1]", ""),
        ("kubelet_cpu_manager_policy: 1", "NC005"),
        ("kubelet_config_extra_args:", ""),
        ("kubelet_custom_flags:\nkubelet_max_pods:", ""),
    ],
)
def test_wrong_types(text: str, code: str) -> None:
    codes = [one.code for one in read(text + "\n").findings]
    assert codes == ([code] if code else [])


@pytest.mark.parametrize(
    "text",
    [
        "all: {vars: {kubelet_cpu_manager_policy: static}}",
        "all: {children: {kube_node: {vars: {kubelet_config_extra_args: {a: 1}}}}}",
        "all: {hosts: {a: {kube_memory_reserved: 1Gi}}}",
    ],
)
def test_an_inventory_is_not_followed(text: str) -> None:
    found = recognise("hosts.yaml", text.encode())
    assert not found.subjects
    assert len(found.unread) == 1


@pytest.mark.parametrize(
    "text",
    [
        "all: {vars: {kubelet_version: 1}}", "all: {children: [a]}", "kube_version: 1.33.1\nkubelet_version: reserved",
        "kubelet_cpu_manager_policy: static\nkind: Thing\napiVersion: v1",
    ],
)  # fmt: skip
def test_what_is_somebody_elses(text: str) -> None:
    found = recognise("vars.yml", text.encode())
    assert not found.subjects
    assert not found.unread


def test_the_other_variables_of_the_inventory(tmp_path: Path) -> None:
    texts = {
        "group_vars/all/all.yml": "kube_memory_reserved: 1Gi\nkubelet_max_pods: 50\n",
        "group_vars/k8s_cluster/k8s-cluster.yml": "kubelet_cpu_manager_policy: static\nkubelet_max_pods: 60\n",
        "group_vars/kube_node.yml": "kubelet_topology_manager_policy: restricted\n",
        "group_vars/kube_control_plane.yml": "kubelet_topology_manager_policy: none\n",
        "host_vars/a.yml": "kubelet_max_pods: 70\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    def node(name: str) -> Any:
        path = str(tmp_path / name)
        (subject,) = recognise(path, texts[name].encode()).subjects
        sources, missing = neighbours.of(subject)
        assert not missing
        assert len({one.path for one in sources}) == len(sources)  # the subject itself is read once
        return kubespray.read(sources, ASKED, None, NOTHING).effective

    worker = node("group_vars/k8s_cluster/k8s-cluster.yml")
    assert (worker.get("maxPods"), worker.get("topologyManagerPolicy")) == (60, "restricted")
    assert worker.get("kubeReserved", "memory") == "1Gi"
    assert node("group_vars/kube_control_plane.yml").get("topologyManagerPolicy") == "none"
    assert node("host_vars/a.yml").get("maxPods") == 70
