"""How a change reaches a node of Minikube."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

ROLLOUT = Rollout(
    "in-place",
    "minikube start with the new --extra-config",
    stop="minikube ssh -- sudo systemctl stop kubelet",
    start="minikube start",
)
