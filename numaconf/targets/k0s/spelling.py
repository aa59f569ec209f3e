"""Where k0s takes the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.k0s import profile
from numaconf.targets.spelling import Holder, Spelling, below

SPELLING = Spelling(
    "k0s",
    below("spec.workerProfiles[].values.", profile.FORBIDDEN, "k0s sets it"),
    lambda _: profile.FIELDS,
    prefixes=("spec.workerProfiles.values.",),
    holders=(
        Holder(
            "spec.workerProfiles",
            "values is a map of KubeletConfiguration fields; a worker takes one by k0s worker --profile NAME",
            also="workerProfiles",
        ),
    ),
)
