"""A value in the form of a flag, or a list or number in its place: what is written instead is taken."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
NODE = "{numaNode: %s, limits: {memory: %s}}"


def types(line: str) -> list[str]:
    report = lint("kubelet.yaml", (HEADER + line + "\n").encode(), Options(Context(kubernetes("1.34"))))
    assert report is not None
    return [one.finding.message for one in report.remarks if one.finding.code in {"NC001", "NC005"}]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("kubeReserved: cpu=1,memory=1Gi", '{cpu: "1", memory: 1Gi}'),
        ("systemReserved: [cpu=500m, memory=1Gi]", "{cpu: 500m, memory: 1Gi}"),
        ("evictionHard: memory.available<5%,nodefs.available<1Gi", "{memory.available: 5%, nodefs.available: 1Gi}"),
        ("evictionSoftGracePeriod: memory.available=1m30s", '{memory.available: "1m30s"}'),
        ("featureGates: [CPUManager]", "{CPUManager: true}"),
        ("featureGates: A=true,B=false", "{A: true, B: false}"),
        ("cpuManagerPolicyOptions: full-pcpus-only=true", '{full-pcpus-only: "true"}'),
        ("enforceNodeAllocatable: pods,kube-reserved", "[pods, kube-reserved]"),
        ("clusterDNS: 10.0.0.10", '["10.0.0.10"]'),
        ("reservedSystemCPUs: [0, 1, 4-5]", '"0,1,4-5"'),
        ('reservedMemory: "0:memory=1Gi;1:memory=2Gi"', f"[{NODE % (0, '1Gi')}, {NODE % (1, '2Gi')}]"),
        ("reservedMemory: {0: {memory: 1024}}", '[{numaNode: 0, limits: {memory: "1024"}}]'),
    ],
)  # fmt: skip
def test_the_same_in_the_right_form(line: str, written: str) -> None:
    (message,) = types(line)
    assert message.endswith(f"; write {written}")
    assert types(f"{line.partition(':')[0]}: {written}") == []


@pytest.mark.parametrize("line", ["cpuManagerReconcilePeriod: 5", "authentication: {webhook: {cacheTTL: 5}}"])
def test_a_duration_needs_its_unit(line: str) -> None:
    (message,) = types(line)
    assert message.endswith("; write a duration, such as 5s")
    report = lint("k.yaml", (HEADER + line + "\n").encode(), Options(Context(kubernetes("1.34"))))
    assert report is not None
    assert [one.finding.fix for one in report.remarks if one.finding.code == "NC005"] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "kubeReserved: much", "kubeReserved: 5", "reservedMemory: 0:1Gi", "reservedMemory: {a: {memory: 1Gi}}",
        "cpuManagerPolicyOptions: full-pcpus-only", "reservedSystemCPUs: [true]", "reservedSystemCPUs: {a: b}",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_only_named(line: str) -> None:
    (message,) = types(line)
    assert message.rpartition("; write ")[2] in {"a map", "a list", "a string"}


def test_a_list_of_taints_is_a_list() -> None:
    assert types("registerWithTaints: a=b:NoSchedule")[0].partition("; the kubelet wants ")[2].startswith("a list")
