"""Node groups of a ClusterConfig: what eksctl refuses, and what each family of images makes of the rest."""

from __future__ import annotations

import pytest

from tests.targets.linted import Found, in_force, linted, unread

HEAD = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: eu-west-1, version: '1.34'}\n"
NODE_CONFIG = (
    "    overrideBootstrapCommand: |\n      apiVersion: node.eks.aws/v1alpha1\n      kind: NodeConfig\n      spec:\n"
    "        kubelet:\n          config:\n            cpuManagerPolicy: %s\n"
)


def group(lines: str, managed: bool = False) -> str:
    return f"{HEAD}{'managedNodeGroups' if managed else 'nodeGroups'}:\n  - name: a\n    {lines}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (group("kubeletExtraConfig: {cpuManagerPolicy: none}"), []),
        (group("kubeletExtraConfig: {cpuManagerPolicy: none}", managed=True), [("NC580", 6)]),
        (group("kubeletConfig: {cpuManagerPolicy: none}"), [("NC580", 6)]),
        (group("kubeletExtraConfig: [a]"), [("NC580", 6)]),
        (group("kubeletExtraConfig: {clusterDomain: a}"), [("NC580", 6)]),
        (group("amiFamily: Bottlerocket\n    kubeletExtraConfig: {maxPods: 5}"), [("NC580", 7)]),
        (group("amiFamily: WindowsServer2022CoreContainer\n    kubeletExtraConfig: {maxPods: 5}"), [("NC580", 7)]),
        (group("overrideBootstrapCommand: |\n      #!/bin/bash\n      /etc/eks/bootstrap.sh a"), [("NC581", 6)]),
        (group(NODE_CONFIG.strip() % "none", managed=True), []),
        (group(NODE_CONFIG.strip() % "sometimes", managed=True), [("NC201", 12)]),
        (
            group("preBootstrapCommands: ['sed -i s/a/b/ /etc/kubernetes/kubelet/kubelet-config.json']\n"
                  "    kubeletExtraConfig: {maxPods: 5}"),
            [("NC582", 6)],
        ),
    ],
)  # fmt: skip
def test_findings(text: str, found: Found) -> None:
    assert linted("cluster.yaml", text) == found


def test_families_that_are_not_followed_are_said() -> None:
    text = group("amiFamily: Ubuntu2204\n    kubeletExtraConfig: {cpuManagerPolicy: static}")
    assert unread("cluster.yaml", text) == (
        "the images of the family Ubuntu2204 are not followed: lint what the nodes get"
    )


def test_the_extra_configuration_comes_over_the_images_own() -> None:
    text = group("instanceType: m5.24xlarge\n    kubeletExtraConfig: {kubeReserved: {cpu: 500m}, maxPods: 50}")
    (config,) = in_force("cluster.yaml", text)
    assert config["kubeReserved"]["cpu"] == "500m"
    assert config["maxPods"] == 50
    assert config["evictionHard"]["memory.available"] == "100Mi"
