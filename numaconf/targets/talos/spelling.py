"""Where a machine configuration of Talos has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, below
from numaconf.targets.talos import tables

SPELLING = Spelling(
    "Talos",
    below("machine.kubelet.extraConfig.", tables.PROTECTED, "Talos sets it"),
    prefixes=("machine.kubelet.extraConfig.", "machine.kubelet.extraArgs."),
    holders=(
        Holder(
            "machine.kubelet.extraConfig",
            "fields of a KubeletConfiguration; a key or type that is wrong stops the kubelet on the node, not talosctl",
        ),
        Holder("machine.kubelet.extraArgs", "the kubelet's flags without dashes; extraConfig is for what has a field"),
        Holder("machine.kubelet", "the kubelet's image, extraConfig (fields) and extraArgs (flags)"),
    ),
)
