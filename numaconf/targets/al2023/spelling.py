"""Where a NodeConfig has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, below

SPELLING = Spelling(
    "NodeConfig of AL2023",
    below("spec.kubelet.config."),
    prefixes=("spec.kubelet.config.",),
    holders=(
        Holder("spec.kubelet.config", "fields of a KubeletConfiguration; nodeadm merges them over its own"),
        Holder(
            "spec.kubelet.flags",
            "a list of the kubelet's flags with dashes: - --node-labels=team=radio; a flag wins over the field",
        ),
    ),
)
