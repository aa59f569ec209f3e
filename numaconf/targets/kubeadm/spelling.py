"""Where kubeadm takes the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, below

SPELLING = Spelling(
    "kubeadm",
    below(""),
    prefixes=("kubeletExtraArgs.",),
    holders=(
        Holder(
            "nodeRegistration.kubeletExtraArgs",
            "the kubelet's flags without dashes: a map in v1beta3, a list of name and value in v1beta4; a flag wins "
            "over the field in the file",
            also="kubeletExtraArgs",
        ),
    ),
)
