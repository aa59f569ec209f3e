"""Where an EC2NodeClass has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Key, Spelling


def _key(path: str, _flag: str) -> Key:
    """Karpenter's own twelve fields; the others are there from 1.15.0 on, and before it in userData."""
    from numaconf.targets.karpenter import nodeclass

    always = path.partition(".")[0] in nodeclass.KUBELET.fields
    return f"spec.kubelet.{path}", "" if always else "from Karpenter 1.15.0 on; below it in spec.userData"


SPELLING = Spelling(
    "Karpenter",
    _key,
    prefixes=("spec.kubelet.",),
    holders=(
        Holder(
            "spec.kubelet",
            "in an EC2NodeClass twelve fields below Karpenter 1.15.0, and all from it on; in a NodeConfig config and "
            "flags",
            "Karpenter, kops, NodeConfig",
        ),
        Holder(
            "spec.userData",
            "what the node runs or reads at boot: MIME parts with a NodeConfig on AL2023, TOML on Bottlerocket; "
            "Karpenter merges its own part into it",
            also="userData",
        ),
    ),
)
