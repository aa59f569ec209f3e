"""How a change reaches the nodes of Bottlerocket: by new ones, or through the API of one that runs."""

from __future__ import annotations

from numaconf.targets.eks.rollout import NODE_GROUP


def running(cpu_file: str, memory_file: str, hugepages: bool) -> str:
    """What `apiclient set` would do on a node that runs."""
    if memory_file == "remove":
        return (
            "Bottlerocket never removes memory_manager_state, so this change is not for a running node: its kubelet "
            "would not start again"
        )
    told = "on a running node apiclient set settings.kubernetes.… restarts the kubelet at once, without a drain"
    if cpu_file != "keep":
        told += "; it fails until apiclient reboot, for cpu_manager_state is removed at boot only: drain first"
    if hugepages:
        told += "; hugepages and settings.boot take effect at the next boot (apiclient reboot)"
    return told


ROLLOUT = NODE_GROUP._replace(running=running)
