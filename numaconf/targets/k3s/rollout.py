"""How a change reaches a node of k3s or RKE2."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout


def rollout(path: str, data: bytes) -> Rollout:
    """RKE2 where the path names it, else k3s. Only a file without a header is the node's own configuration."""
    name, server = ("RKE2", "rke2-server") if "rke2" in path.casefold() else ("k3s", "k3s")
    unit = f"{name.lower()}-agent"
    return Rollout(
        "in-place",
        f"{name} reads it when it starts",
        f"/etc/rancher/{name.lower()}/config.yaml",
        is_document=b"apiVersion" not in data,
        stop=f"systemctl stop {unit}",
        start=f"systemctl start {unit}",
        note=f"stopping the service leaves the containers running; a server's unit is {server}",
    )
