"""Where Cluster API's objects keep the configuration of kubeadm, and which machines each of them makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import value_at
from numaconf.targets.cluster_api import anywhere_hosts as hosts

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source

BOOTSTRAP, CONTROL_PLANE = "bootstrap.cluster.x-k8s.io", "controlplane.cluster.x-k8s.io"
EKS_ANYWHERE = "anywhere.eks.amazonaws.com"
SPECS: dict[tuple[str, str], Route] = {
    (BOOTSTRAP, "KubeadmConfig"): ("spec",),
    (BOOTSTRAP, "KubeadmConfigTemplate"): ("spec", "template", "spec"),
    (CONTROL_PLANE, "KubeadmControlPlane"): ("spec", "kubeadmConfigSpec"),
    (CONTROL_PLANE, "KubeadmControlPlaneTemplate"): ("spec", "template", "spec", "kubeadmConfigSpec"),
}
INIT, JOIN = "initConfiguration", "joinConfiguration"
KUBELET = "kubeletConfiguration"
"""EKS Anywhere's key."""


def group(value: Any) -> str:
    """The API group of an object."""
    return str(value.get("apiVersion")).partition("/")[0] if isinstance(value, dict) else ""


def spec(value: Any) -> Route:
    """Where an object has its configuration of kubeadm; `()` for another object."""
    return SPECS.get((group(value), str(value.get("kind")) if isinstance(value, dict) else ""), ())


def has_lists(value: Any) -> bool:
    """Whether extra arguments are a list in the object's API version: from v1beta2 on."""
    return not str(value.get("apiVersion")).endswith(("v1beta1", "v1alpha3", "v1alpha4"))


def nodes(source: Source) -> list[Route]:
    """The configurations that make machines, each of which is one node: a control plane has one that is initialised and
    others that join; workers join.
    """
    value = source.document.value
    if hosts.is_machine(value):
        return [hosts.SETTINGS] if value_at(value, hosts.SETTINGS) is not None else []
    if group(value) == EKS_ANYWHERE:
        groups = value_at(value, ("spec", "workerNodeGroupConfigurations"))
        workers: list[Route] = [
            ("spec", "workerNodeGroupConfigurations", at)
            for at, one in enumerate(groups if isinstance(groups, list) else ())
            if isinstance(one, dict) and one.get(KUBELET) is not None
        ]
        plane: Route = ("spec", "controlPlaneConfiguration")
        return [*([plane] if value_at(value, (*plane, KUBELET)) is not None else []), *workers]
    base = spec(value)
    held = value_at(value, base)
    given = [key for key in (INIT, JOIN) if isinstance(held, dict) and held.get(key) is not None]
    if group(value) == CONTROL_PLANE:
        return [(*base, INIT), (*base, JOIN)]
    if INIT in given and (JOIN in given or str(value.get("kind")).endswith("Config")):
        return [(*base, key) for key in given]
    return [(*base, JOIN)]


def version(value: Any) -> str:
    """The Kubernetes version that an object names, or nothing."""
    for route in (
        ("spec", "version"),
        ("spec", "kubernetesVersion"),
        (*spec(value), "clusterConfiguration", "kubernetesVersion"),
    ):
        found = value_at(value, route)
        if isinstance(found, str):
            return found
    return ""
