"""A KubeletConfig for a pool of machines: all three amounts of systemReserved, and no field that OpenShift refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.rewrite import rewritten
from numaconf.targets.openshift import pool
from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Intent

PRIMARY = "kubeletconfig.yaml"
FORBIDDEN = ("cgroupDriver", "clusterDNS", "clusterDomain", "featureGates", "staticPodPath")
_SELECTOR = "pools.operator.machineconfiguration.openshift.io/"


def render(intent: Intent) -> Rendering:
    """The object."""
    from numaconf.documents.yaml import write
    from numaconf.targets import modeline
    from numaconf.targets.eks.userdata import plain
    from numaconf.targets.kubelet import yaml

    refused = tuple(_refused(intent))
    if refused:
        return Rendering(refused=refused)
    group = intent.options.get("pool", "worker")
    value: dict[str, Any] = {
        "apiVersion": "machineconfiguration.openshift.io/v1",
        "kind": "KubeletConfig",
        "metadata": {"name": intent.name},
        "spec": {
            "machineConfigPoolSelector": {"matchLabels": {f"{_SELECTOR}{group}": ""}},
            "kubeletConfig": yaml.config(intent),
        },
    }
    release = pool.release(intent.kubernetes.minor)
    title = f"NumaProfile {intent.name}: OpenShift {release}, Kubernetes {intent.kubernetes}"
    head = [title, modeline.of(intent), *intent.notes]
    text = "".join(f"# {plain(line)}\n" for line in head) + write.block(value)
    warnings = [f"every node of the pool {group} is drained and rebooted when this is applied"]
    if intent.reset_memory_state_on_boot:
        warnings.append("OpenShift does not reset the state of the memory manager: remove its file on each node")
    return Rendering((Artifact(PRIMARY, text, "application/yaml"),), warnings=tuple(warnings))


def _refused(intent: Intent) -> Iterator[Inexpressible]:
    left = rewritten(intent.config)
    forbidden = [*FORBIDDEN, *(["failSwapOn"] if intent.kubernetes.minor >= pool.SWAP_REFUSED_SINCE else [])]
    for name, value in intent.config.items():
        if name in forbidden:
            where = "gates are the cluster's, in its FeatureGate object" if name == "featureGates" else ""
            yield Inexpressible(f"kubelet.{name}", "OpenShift refuses a KubeletConfig with it", where)
        elif name not in left and value is not False:
            yield Inexpressible(f"kubelet.{name}", "an empty value changes nothing in a KubeletConfig", "leave it out")
    swap = intent.config.get("memorySwap")
    if isinstance(swap, dict) and "swapBehavior" in swap and intent.kubernetes.minor >= pool.SWAP_REFUSED_SINCE:
        yield Inexpressible("kubelet.memorySwap", "OpenShift refuses a KubeletConfig with swapBehavior")
    if intent.labels:
        yield Inexpressible("node.labels", "a KubeletConfig has none", "write them into the MachineSet")
    if intent.hugepages:
        yield Inexpressible(
            "hugepages", "a KubeletConfig allocates none", "write a PerformanceProfile or a MachineConfig"
        )
