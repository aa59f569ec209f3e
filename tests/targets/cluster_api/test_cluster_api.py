"""Cluster API's objects: which machines they make, and what reaches their kubelets."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest

from numaconf.context import NOTHING, Context
from numaconf.documents import yaml
from numaconf.documents.pieces import Chosen
from numaconf.documents.source import Source
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import cluster_api
from numaconf.targets.cluster_api import objects
from numaconf.targets.reading import Reading

FOLDER = "/etc/kubernetes/patches"
PATCH = "cpuManagerPolicy: static\nsystemReserved: {cpu: '1'}\n"


def source(text: str) -> Source:
    return Source("capi.yaml", yaml.read(text))


def readings(text: str, minor: int = 34) -> list[Reading]:
    """What the object's machines come to."""
    whole = source(text)
    found = []
    for node in objects.nodes(whole):
        one = Source("capi.yaml", Chosen(whole.document, node))
        found.append(cluster_api.read([one], Version(1, minor), None, Context()))
    return found


def template(files: str, join: str, api: str = "v1beta1") -> str:
    return (
        f"apiVersion: bootstrap.cluster.x-k8s.io/{api}\nkind: KubeadmConfigTemplate\nmetadata: {{name: w}}\nspec:\n"
        f"  template:\n    spec:\n      files: {files}\n      joinConfiguration: {join}\n"
    )


def a_file(path: str, content: str, more: str = "") -> str:
    import json

    return f"[{{path: {path}, content: {json.dumps(content)}{more}}}]"


def only(text: str) -> Reading:
    (found,) = readings(text)
    return found


def get(reading: Reading, *route: str) -> Any:
    assert reading.effective is not None, reading.findings
    return reading.effective.get(*route)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("", PATCH),
        (", encoding: base64", base64.b64encode(PATCH.encode()).decode()),
        (", encoding: gzip+base64", base64.b64encode(gzip.compress(PATCH.encode(), mtime=0)).decode()),
    ],
)
def test_a_patch_reaches_the_machine(encoding: str, content: str) -> None:
    files = a_file(f"{FOLDER}/kubeletconfiguration0+strategic.yaml", content, encoding)
    found = only(template(files, f"{{patches: {{directory: {FOLDER}}}}}"))
    assert get(found, "cpuManagerPolicy") == "static"
    assert get(found, "clusterDomain") == "cluster.local"  # kubeadm's own
    assert not found.findings


@pytest.mark.parametrize(
    ("name", "join"),
    [
        ("kubeletconfiguration0+strategic.yaml", "{}"),
        ("kubeletconfiguration0+strategic.yaml", "{patches: {directory: /etc/patches}}"),
        ("kubelet-patch.yaml", f"{{patches: {{directory: {FOLDER}}}}}"),
    ],
)
def test_a_patch_that_nobody_reads(name: str, join: str) -> None:
    found = only(template(a_file(f"{FOLDER}/{name}", PATCH), join))
    assert [one.code for one in found.findings] == ["NC544"]
    assert get(found, "cpuManagerPolicy") is None


def test_a_name_at_which_kubeadm_exits() -> None:
    files = a_file(f"{FOLDER}/kubeletconfiguration+foo.yaml", PATCH)
    found = only(template(files, f"{{patches: {{directory: {FOLDER}}}}}"))
    assert [one.code for one in found.findings] == ["NC540"]
    assert found.effective is None


def test_patches_that_are_not_here_leave_everything_open() -> None:
    for files in (
        "[]",
        f"[{{path: {FOLDER}/kubeletconfiguration.yaml, contentFrom: {{secret: {{name: a, key: b}}}}}}]",
    ):
        found = only(template(files, f"{{patches: {{directory: {FOLDER}}}}}"))
        assert found.effective is not None
        assert ("cpuManagerPolicy",) in found.effective.unknown


def test_a_whole_file_takes_the_place_of_kubeadms() -> None:
    text = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n"
    join = "{nodeRegistration: {kubeletExtraArgs: {config: /etc/kubelet.yaml, max-pods: '20'}}}"
    found = only(template(a_file("/etc/kubelet.yaml", text), join))
    assert (get(found, "cpuManagerPolicy"), get(found, "maxPods")) == ("static", 20)
    assert get(found, "clusterDomain") is None


def test_a_control_plane_has_a_first_machine_and_others() -> None:
    text = """\
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
metadata: {name: cp}
spec:
  version: v1.34.1
  kubeadmConfigSpec:
    initConfiguration:
      nodeRegistration:
        kubeletExtraArgs: [{name: max-pods, value: "20"}]
    joinConfiguration: {}
"""
    first, other = readings(text)
    assert (get(first, "maxPods"), get(other, "maxPods")) == (20, None)
    assert cluster_api.said([source(text)]) == Context(Version(1, 34, 1))


@pytest.mark.parametrize(
    ("api", "arguments", "codes"),
    [
        ("v1beta1", "{max-pods: '20'}", []),
        ("v1beta1", "{max-pods: 20}", ["NC545"]),
        ("v1beta1", "[{name: max-pods, value: '20'}]", ["NC545"]),
        ("v1beta2", "[{name: max-pods, value: '20'}]", []),
        ("v1beta2", "[{name: v, value: '2'}, {name: v, value: '4'}]", ["NC545"]),
        ("v1beta2", "{max-pods: '20'}", ["NC545"]),
        ("v1beta2", "[max-pods=20]", ["NC545"]),
    ],
)
def test_arguments_of_both_api_versions(api: str, arguments: str, codes: list[str]) -> None:
    found = only(template("[]", f"{{nodeRegistration: {{kubeletExtraArgs: {arguments}}}}}", api))
    assert [one.code for one in found.findings] == codes


EKS_ANYWHERE = """\
apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: Cluster
metadata: {name: c}
spec:
  kubernetesVersion: "1.33"
  controlPlaneConfiguration: {count: 1}
  workerNodeGroupConfigurations:
  - name: a
    kubeletConfiguration: {cpuManagerPolicy: static, evictionHard: {}}
  - name: b
    kubeletConfiguration: {cpumanagerpolicy: static, providerID: x}
"""


def test_eks_anywhere_is_strict() -> None:
    good, bad = readings(EKS_ANYWHERE)
    assert get(good, "cpuManagerPolicy") == "static"
    assert get(good, "evictionHard") is None  # written through Go's types, so the kubelet's defaults count
    assert [one.code for one in bad.findings] == ["NC545", "NC545"]
    assert cluster_api.said([source(EKS_ANYWHERE)]) == Context(Version(1, 33))


MACHINES = """\
---
apiVersion: anywhere.eks.amazonaws.com/v1alpha1
kind: %s
metadata: {name: workers}
spec: {%s}
"""


@pytest.mark.parametrize(
    ("kind", "spec", "on_bottlerocket"),
    [
        ("VSphereMachineConfig", "osFamily: bottlerocket", True),
        ("VSphereMachineConfig", "", True),
        ("VSphereMachineConfig", "osFamily: ubuntu", False),
        ("SnowMachineConfig", "", False),
        ("TinkerbellMachineConfig", "osFamily: [ubuntu]", False),
    ],
)
def test_eks_anywhere_on_bottlerocket(kind: str, spec: str, *, on_bottlerocket: bool) -> None:
    group = "{machineGroupRef: {kind: %s, name: workers}, kubeletConfiguration: {maxPods: 9, reservedSystemCPUs: '0'}}"
    text = "apiVersion: anywhere.eks.amazonaws.com/v1alpha1\nkind: Cluster\nspec:\n  workerNodeGroupConfigurations:\n"
    text += f"  - {group % kind}\n" + MACHINES % (kind, spec)
    (subject,) = recognise("cluster.yaml", text.encode()).subjects
    found = cluster_api.read(subject.sources, Version(1, 33), None, NOTHING)
    assert bool(found.unread) == on_bottlerocket
    assert [one.code for one in found.findings] == (["NC545"] if on_bottlerocket else [])
    assert (found.effective is None) == on_bottlerocket


@pytest.mark.parametrize(
    ("settings", "codes"),
    [("{maxPods: 9}", []), ("{reservedMemory: []}", ["NC545"]), ("[]", ["NC545"]), ("1", ["NC545"])],
)
def test_settings_of_eks_anywhere_s_machines(settings: str, codes: list[str]) -> None:
    spec = f"hostOSConfiguration: {{bottlerocketConfiguration: {{kubernetes: {settings}}}}}"
    (subject,) = recognise("m.yaml", (MACHINES % ("VSphereMachineConfig", spec)).encode()).subjects
    found = cluster_api.read(subject.sources, Version(1, 33), None, NOTHING)
    assert [one.code for one in found.findings] == codes


def test_machines_that_cannot_be_read_are_not_the_kubelet_s() -> None:
    text = "apiVersion: anywhere.eks.amazonaws.com/v1alpha1\nkind: VSphereMachineConfig\nspec:\n   a: 1\n  b: 2\n"
    assert not recognise("m.yaml", text.encode()).known
