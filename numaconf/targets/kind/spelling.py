"""Where a kind cluster has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling

SPELLING = Spelling(
    "kind",
    None,
    holders=(
        Holder(
            "kubeadmConfigPatches",
            "documents of kubeadm and the kubelet as text, each with its kind, merged over kind's own",
        ),
    ),
)
