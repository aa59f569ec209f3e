"""Enforcements that no kubelet can set up, and those that a node decides."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options, lint

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
KUBE = "enforceNodeAllocatable: [pods, kube-reserved]\n"
AMOUNT = 'kubeReserved: {cpu: "1"}\n'


def said(text: str, minor: str = "1.34") -> tuple[list[int], list[str]]:
    """The lines of findings, and the reasons why it could not be judged."""
    options = Options(Context(kubernetes(minor)), select=("NC430",))
    report = lint("k.yaml", (HEADER + text).encode(), options)
    assert report is not None
    return [one.location.span.line for one in report.remarks], [gap.reason for gap in report.gaps]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (KUBE + "kubeReservedCgroup: /kube.slice\n", 3),
        (KUBE + "kubeReservedCgroup: /kube.slice\nkubeReserved: {}\n", 3),
        (KUBE + AMOUNT + "cgroupDriver: systemd\nkubeReservedCgroup: /system.slice/kubelet.service\n", 6),
        (KUBE.replace("kube-", "system-") + "systemReservedCgroup: /system.slice\n", 3),
        (KUBE.replace("reserved", "reserved-compressible") + "kubeReservedCgroup: /system.slice\n", 3),
    ],
)
def test_what_cannot_be_set_up(text: str, line: int) -> None:
    assert said(text) == ([line], [])


@pytest.mark.parametrize(
    "text",
    [
        "enforceNodeAllocatable: [pods]\nkubeReservedCgroup: /kube.slice\n",
        KUBE,  # NC412
        KUBE + AMOUNT + "kubeReservedCgroup: /system.slice\n",
        KUBE + AMOUNT + "cgroupDriver: systemd\nkubeReservedCgroup: /system\n",
    ],
)
def test_what_can(text: str) -> None:
    assert said(text) == ([], [])


@pytest.mark.parametrize("name", ["/kube.slice", "/kubelet.service"])
def test_what_the_node_decides_is_said_to_be_open(name: str) -> None:
    lines, (reason,) = said(KUBE + AMOUNT + f"kubeReservedCgroup: {name}\n")
    assert lines == []
    assert f"whether the cgroup {name} exists" in reason


def test_compressible_is_an_enforcement_from_1_32_on() -> None:
    text = KUBE.replace("reserved", "reserved-compressible") + "kubeReservedCgroup: /system.slice\n"
    assert said(text, "1.31") == ([], [])
    assert said(text, "1.32") == ([3], [])
