"""Where a node group has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, below

SPELLING = Spelling(
    "eksctl",
    below("overrideBootstrapCommand: spec.kubelet.config.", note="a NodeConfig, on AL2023"),
    prefixes=("kubeletExtraConfig.",),
    holders=(
        Holder(
            "kubeletExtraConfig",
            "fields of a KubeletConfiguration for nodeGroups (not managedNodeGroups) on AL2 and Ubuntu; on AL2023 a "
            "NodeConfig in overrideBootstrapCommand",
        ),
        Holder("overrideBootstrapCommand", "on AL2023 a NodeConfig, on AL2 a script that calls /etc/eks/bootstrap.sh"),
    ),
)
