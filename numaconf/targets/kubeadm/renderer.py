"""A strategic patch of the kubelet's configuration, for `kubeadm --patches` and all that is built on it.

It merges with what the cluster's ConfigMap has: maps by key, lists as a whole. So maps and lists are written whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version
    from numaconf.targets.target import Intent

PRIMARY = "kubeletconfiguration0+strategic.yaml"
SINCE = 25
"""The minor from which on kubeadm patches the kubelet's configuration."""


def render(intent: Intent) -> Rendering:
    """The patch."""
    from numaconf.targets.kubelet import yaml

    refused = tuple(_refused(intent))
    if refused:
        return Rendering(refused=refused)
    held = yaml.config(intent)
    warnings = []
    if intent.reset_memory_state_on_boot:
        warnings.append(f"{PRIMARY} cannot reset the memory manager's state: remove its file when the node is drained")
    return Rendering((Artifact(PRIMARY, yaml.text(intent, held), "application/yaml"),), warnings=tuple(warnings))


def below(version: Version) -> str:
    """The emptiest configuration of kubeadm that a patch may override, in its API: v1beta4 is from 1.31 on."""
    api = "v1beta4" if version.minor >= 31 else "v1beta3"
    return f"apiVersion: kubeadm.k8s.io/{api}\nkind: ClusterConfiguration\n"


def _refused(intent: Intent) -> Iterator[Inexpressible]:
    if intent.labels:
        labels = ",".join(f"{key}={value}" for key, value in sorted(intent.labels.items()))
        yield Inexpressible(
            "node.labels",
            "a patch of the kubelet's configuration has no labels",
            f"give nodeRegistration.kubeletExtraArgs node-labels={labels}",
        )
    if intent.hugepages:
        why = "a patch of the kubelet's configuration allocates none"
        yield Inexpressible("hugepages", why, "render kubelet, which has a script for it")
    for name, value in intent.config.items():
        if value == {}:
            yield Inexpressible(
                f"kubelet.{name}",
                "an empty map changes nothing in a patch, and the ConfigMap's keys stay",
                "leave it out",
            )
