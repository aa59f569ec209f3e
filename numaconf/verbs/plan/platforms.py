"""How a change reaches the nodes of each platform: where its configuration stands, how its kubelet is restarted, or
what makes it replace a node.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

STATE = "/var/lib/kubelet"
"""The kubelet's root folder, the default of `--root-dir`."""


class Platform(NamedTuple):
    """One platform. `way`: the node is changed `in-place` by hand, or it is `replaced`, or a controller `rolls` it.

    `file`: where the configuration stands on the node ("" where it is not a file). `write`: what is written, in words.
    `stop`, `start`: commands on the node. `trigger`: what makes the platform replace or roll a node. `note`: what it
    does, or does not do, with the state files.
    """

    way: Literal["in-place", "replaced", "rolls"]
    file: str = ""
    write: str = ""
    stop: str = "systemctl stop kubelet"
    start: str = "systemctl start kubelet"
    trigger: str = ""
    note: str = ""


_KUBELET = Platform("in-place", "/var/lib/kubelet/config.yaml", "the file that the kubelet's --config names")

PLATFORMS: dict[str, Platform] = {
    "kubelet": _KUBELET,
    "configz": _KUBELET,
    "kubelet-dropin": Platform(
        "in-place", "/etc/kubernetes/kubelet.conf.d/90-numa.conf", "a file in the kubelet's --config-dir"
    ),
    "kubelet-flags": Platform(
        "in-place", "", "the kubelet's command line, in its systemd unit or KUBELET_EXTRA_ARGS",
        start="systemctl daemon-reload && systemctl start kubelet",
    ),
    "kubeadm": Platform(
        "in-place", "/var/lib/kubelet/config.yaml",
        "ConfigMap kube-system/kubelet-config, for all nodes, or a file of the patches folder, for one; "
        "kubeadm upgrade node phase kubelet-config writes the file",
    ),
    "kind": Platform("replaced", trigger="delete the cluster and create it from the file"),
    "cluster-api": Platform(
        "replaced", trigger="a new KubeadmConfigTemplate in the MachineDeployment rolls out new machines"
    ),
    "k3s": Platform(
        "in-place", "/etc/rancher/k3s/config.yaml", "k3s reads it when it starts",
        "systemctl stop k3s-agent", "systemctl start k3s-agent",
        note="stopping the service leaves the containers running; a server's unit is k3s",
    ),
    "rke2": Platform(
        "in-place", "/etc/rancher/rke2/config.yaml", "RKE2 reads it when it starts",
        "systemctl stop rke2-agent", "systemctl start rke2-agent",
        note="stopping the service leaves the containers running; a server's unit is rke2-server",
    ),
    "openshift": Platform(
        "rolls", write="oc apply of the KubeletConfig",
        trigger="the machine config operator drains and reboots the nodes of the pool, one after another",
        note="it removes cpu_manager_state at boot, and leaves memory_manager_state",
    ),
    "microshift": Platform(
        "in-place", "/etc/microshift/config.yaml", "MicroShift reads it when it starts",
        "systemctl stop microshift", "systemctl start microshift",
    ),
    "talos": Platform(
        "in-place", "", "talosctl patch machineconfig, which restarts the kubelet",
        "talosctl service kubelet stop", "talosctl service kubelet start",
        note="it removes cpu_manager_state where cpuManagerPolicy changes, and leaves memory_manager_state",
    ),
    "k0s": Platform(
        "in-place", "", "the worker profile in the cluster's configuration", "systemctl stop k0sworker",
        "systemctl start k0sworker",
    ),
    "kops": Platform("replaced", trigger="kops update cluster and kops rolling-update cluster"),
    "gardener": Platform("replaced", trigger="a change of the worker's kubelet settings rolls its machines"),
    "gke": Platform("replaced", trigger="GKE recreates the nodes of the pool"),
    "aks": Platform("replaced", trigger="AKS takes kubelet settings only when a node pool is created: add a pool"),
    "eksctl": Platform("replaced", trigger="eksctl creates a node group with the new settings; delete the old one"),
    "al2": Platform(
        "replaced", trigger="a new launch template version (its user data changes) and an update of the node group"
    ),
    "al2023": Platform(
        "replaced", trigger="a new launch template version (its user data changes) and an update of the node group",
        note="nodeadm reads its NodeConfig when the node boots first, and never removes a state file",
    ),
    "karpenter": Platform(
        "replaced", trigger="spec.kubelet or spec.userData of the EC2NodeClass changes; both are in its hash, so its "
        "nodes drift and are replaced",
    ),
    "bottlerocket": Platform(
        "replaced", trigger="a new launch template version (its user data changes) and an update of the node group",
    ),
    "minikube": Platform(
        "in-place", "", "minikube start with the new --extra-config", "minikube ssh -- sudo systemctl stop kubelet",
        "minikube start",
    ),
}  # fmt: skip
"""By the kind of a document or, for a profile, by the name of its target."""

UNKNOWN = Platform("in-place", "", "where the platform keeps the kubelet's configuration")


def platform(kind: str) -> Platform:
    """How a change reaches a node whose configuration is of this kind."""
    return PLATFORMS.get({"nodeadm": "al2023"}.get(kind, kind), UNKNOWN)
