"""kops' own names and types, and what an instance group takes from its cluster."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.context import NOTHING
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import kops
from numaconf.targets.subject import Subject

ASKED = Version(1, 33)
CLUSTER = """\
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
metadata: {name: demo.example.com}
spec:
  kubernetesVersion: 1.33.1
%s
"""
GROUP = """\
---
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata: {name: nodes, labels: {kops.k8s.io/cluster: demo.example.com}}
spec:
  machineType: c5n.18xlarge
  role: %s
  kubelet: %s
"""


def subjects(text: str) -> tuple[Subject, ...]:
    return recognise("cluster.yaml", text.encode()).subjects


def read(text: str, at: int = -1) -> Any:
    return kops.read(subjects(text)[at].sources, ASKED, None, NOTHING)


def cluster(kubelet: str) -> Any:
    return read(CLUSTER % f"  kubelet: {kubelet}")


def test_names_and_types_of_its_own() -> None:
    found = cluster(
        '{clusterDNS: 10.0.0.10, featureGates: {ImageVolume: "true"}, anonymousAuth: false, taints: ["a=b:NoSchedule"],'
        ' enforceNodeAllocatable: "pods,kube-reserved", memorySwapBehavior: LimitedSwap, logLevel: 2,'
        ' evictionSoft: "memory.available<300Mi", evictionSoftGracePeriod: "memory.available=30s"}'
    )
    assert not found.findings
    node = found.effective
    assert node.get("clusterDNS") == ["10.0.0.10"]
    assert node.get("featureGates") == {"ImageVolume": True}
    assert node.get("authentication", "anonymous", "enabled") is False
    assert node.get("enforceNodeAllocatable") == ["pods", "kube-reserved"]
    assert node.get("evictionSoft") == {"memory.available": "300Mi"}
    assert node.get("evictionSoftGracePeriod") == {"memory.available": "30s"}
    assert node.get("memorySwap") == {"swapBehavior": "LimitedSwap"}
    assert found.taints == ({"key": "a", "value": "b", "effect": "NoSchedule"},)


@pytest.mark.parametrize(
    ("kubelet", "code"),
    [
        ("[]", "NC573"),
        ("{evictionHard: {memory.available: 100Mi}}", "NC573"),
        ("{evictionHard: memory.available}", "NC573"),
        ("{clusterDNS: [10.0.0.10]}", "NC573"),
        ("{featureGates: {ImageVolume: true}}", "NC573"),
        ('{featureGates: {ImageVolume: "yes"}}', "NC573"),
        ("{kubeReserved: {cpu: 1}}", "NC573"),
        ('{maxPods: "110"}', "NC573"),
        ("{failSwapOn: 'false'}", "NC573"),
        ("{enforceNodeAllocatable: [pods]}", "NC573"),
        ("{topologyManagerPolicy: single-numa}", "NC573"),
        ("{runtimeRequestTimeout: 15}", "NC573"),
        ("{reservedSystemCPUs: '0'}", "NC576"),
        ("{cpumanagerpolicy: static}", "NC576"),
    ],
)
def test_what_it_refuses_and_drops(kubelet: str, code: str) -> None:
    found = cluster(kubelet)
    assert [one.code for one in found.findings] == [code]
    assert (found.effective is None) == (code == "NC573")


def test_an_instance_group_stands_over_its_cluster() -> None:
    above = '  kubelet: {cpuManagerPolicy: static, kubeReserved: {cpu: "1"}, evictionHard: "memory.available<200Mi"}'
    node = read(CLUSTER % above + GROUP % ("Node", "{kubeReserved: {memory: 1Gi}, maxPods: 60}")).effective
    assert node.get("kubeReserved") == {"cpu": "1", "memory": "1Gi"}
    assert (node.get("cpuManagerPolicy"), node.get("maxPods")) == ("static", 60)
    assert node.get("evictionHard") == {"memory.available": "200Mi"}
    assert not node.unknown
    assert node.origin("kubeReserved", "cpu").source.span(("spec",)).line == 5
    assert node.origin("kubeReserved", "memory").source.index == 1


def test_a_control_plane_has_both_blocks_of_the_cluster() -> None:
    text = CLUSTER % "  kubelet: {maxPods: 50, podPidsLimit: 9}\n  controlPlaneKubelet: {maxPods: 20}"
    one = read(text, 1).effective
    assert (one.get("maxPods"), one.get("podPidsLimit")) == (20, 9)
    group = read(text + GROUP % ("ControlPlane", "{podPidsLimit: 7}")).effective
    assert (group.get("maxPods"), group.get("podPidsLimit")) == (20, 7)


def test_an_instance_group_alone_leaves_open_what_the_cluster_says() -> None:
    node = read(GROUP % ("Node", "{cpuManagerPolicy: static}")).effective
    assert ("kubeReserved", "cpu") in node.unknown or ("kubeReserved",) in node.unknown


def test_a_role_of_the_wrong_type() -> None:
    assert read(CLUSTER % "  kubelet: {}" + GROUP % ("[Node]", "{maxPods: 60}")).effective.get("maxPods") == 60


def test_the_machine_of_an_instance_group_is_known() -> None:
    (subject,) = subjects(GROUP % ("Node", "{maxPods: 60}"))
    (machine,) = kops.said(subject.sources).machines
    assert machine.name == "c5n.18xlarge"


def test_what_nodeup_is_given() -> None:
    text = (
        "ClusterName: demo\nKubernetesVersion: 1.32.0\n"
        "KubeletConfig: {cpuManagerPolicy: static, podManifestPath: /etc/kubernetes/manifests}\n"
    )
    (subject,) = subjects(text)
    assert str(kops.said(subject.sources).kubernetes) == "1.32.0"
    node = read(text).effective
    assert node.get("cpuManagerPolicy") == "static"
    assert node.get("staticPodPath") == "/etc/kubernetes/manifests"
