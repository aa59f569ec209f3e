"""Where a KubeletConfig of OpenShift has the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.openshift import renderer
from numaconf.targets.spelling import Holder, Spelling, below

SPELLING = Spelling(
    "OpenShift",
    below("spec.kubeletConfig.", renderer.FORBIDDEN, "OpenShift sets it"),
    prefixes=("spec.kubeletConfig.",),
    holders=(
        Holder(
            "spec.kubeletConfig",
            "fields of a KubeletConfiguration, for the pools that machineConfigPoolSelector names; each change reboots "
            "them",
        ),
    ),
)
