"""Where k3s and RKE2 take the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, flagged

SPELLING = Spelling(
    "k3s, RKE2",
    flagged("kubelet-arg: ", "RKE2 too; from 1.32 also a drop-in"),
    prefixes=("kubelet-arg",),
    holders=(
        Holder(
            "kubelet-arg",
            "a list of the kubelet's flags without dashes: - cpu-manager-policy=static. A key that appears twice "
            "replaces the list; kubelet-arg+ in a file of config.yaml.d adds to it",
        ),
    ),
)
