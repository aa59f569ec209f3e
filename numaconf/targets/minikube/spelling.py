"""Where minikube takes the kubelet's settings."""

from __future__ import annotations

from numaconf.targets.spelling import Holder, Spelling, flagged

SPELLING = Spelling(
    "minikube",
    flagged("--extra-config=kubelet."),
    prefixes=("--extra-config=kubelet.", "kubelet."),
    holders=(
        Holder(
            "--extra-config",
            "one flag of the kubelet each: --extra-config=kubelet.cpu-manager-policy=static",
            also="extraConfig",
        ),
    ),
)
