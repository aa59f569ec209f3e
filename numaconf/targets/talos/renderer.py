"""A patch of a Talos machine configuration: `machine.kubelet.extraConfig`, with labels, taints and 2Mi pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import quantity
from numaconf.kubelet.rewrite import rewritten
from numaconf.targets.talos.tables import PROTECTED
from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Intent

PRIMARY = "machine.yaml"
SYSCTL = "vm.nr_hugepages"
_DEFAULT_PAGE = 2 << 20


def render(intent: Intent) -> Rendering:
    """The patch, for `talosctl apply-config --config-patch` and `talosctl patch`."""
    from numaconf.documents.yaml import write
    from numaconf.targets import modeline
    from numaconf.targets.eks.userdata import plain
    from numaconf.targets.kubelet import yaml

    refused = tuple(_refused(intent))
    if refused:
        return Rendering(refused=refused)
    machine: dict[str, Any] = {"kubelet": {"extraConfig": yaml.config(intent._replace(taints=()))}}
    if intent.labels:
        machine["nodeLabels"] = dict(sorted(intent.labels.items()))
    if intent.taints:
        machine["nodeTaints"] = {one["key"]: f"{one.get('value', '')}:{one['effect']}" for one in intent.taints}
    if intent.hugepages:
        machine["sysctls"] = {SYSCTL: str(sum(one.pages for one in intent.hugepages))}
    head = [f"NumaProfile {intent.name}: Talos, Kubernetes {intent.kubernetes}", modeline.of(intent), *intent.notes]
    text = "".join(f"# {plain(line)}\n" for line in head) + write.block({"machine": machine})
    warnings: tuple[str, ...] = ()
    if intent.reset_memory_state_on_boot:
        warnings = ("Talos does not reset the state of the memory manager: remove its file when the node is drained",)
    return Rendering((Artifact(PRIMARY, text, "application/yaml"),), warnings=warnings)


def _refused(intent: Intent) -> Iterator[Inexpressible]:
    left = rewritten(intent.config)
    for name, value in intent.config.items():
        if name in PROTECTED:
            yield Inexpressible(f"kubelet.{name}", "Talos sets it itself and does not let it be changed")
        elif name not in left and value in ({}, [], ""):
            why = "Talos writes the file through Go's types: an empty value vanishes, and the kubelet's default counts"
            yield Inexpressible(f"kubelet.{name}", why)
    for one in intent.hugepages:
        if one.size != _DEFAULT_PAGE or one.numa_node is not None:
            size = quantity.binary(one.size)
            why = f"a sysctl allocates pages of 2Mi on all NUMA nodes, not {size}"
            if one.size == _DEFAULT_PAGE:
                why = "a sysctl allocates pages of 2Mi on all NUMA nodes, not on one"
            yield Inexpressible("hugepages", why, "give machine.install.extraKernelArgs")
    keys = [one["key"] for one in intent.taints]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Inexpressible("node.taints", f"machine.nodeTaints has one taint for a key, and {key} has several")
