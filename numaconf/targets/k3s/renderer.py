"""The `kubelet-arg` list of k3s and RKE2, and from 1.32 on the same as a drop-in of their kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.targets.k3s.items import DROPIN_SINCE
from numaconf.targets.target import Artifact, Inexpressible, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.target import Intent

PRIMARY, DROPIN = "config.yaml", "90-numa.conf"
_FOLDER = "/var/lib/rancher/{k3s,rke2}/agent/etc/kubelet.conf.d"


def render(intent: Intent) -> Rendering:
    """`config.yaml`, and the drop-in where k3s reads one: install one of the two."""
    from numaconf.targets.kubelet import flags, yaml

    written = flags.flags(dict(intent.config), intent.kubernetes)
    refused = tuple(_refused(intent, written.rest))
    if refused:
        return Rendering(refused=refused)
    artifacts = [Artifact(PRIMARY, _config(intent, written.arguments), "application/yaml")]
    if intent.kubernetes.minor >= DROPIN_SINCE:
        artifacts.append(Artifact(DROPIN, yaml.text(intent, yaml.config(intent)), "application/yaml"))
    return Rendering(tuple(artifacts), warnings=tuple(_warnings(intent)))


def _config(intent: Intent, arguments: tuple[str, ...]) -> str:
    from numaconf.documents.yaml import write
    from numaconf.targets import modeline
    from numaconf.targets.eks.userdata import plain

    head = [
        f"NumaProfile {intent.name}: k3s or RKE2, Kubernetes {intent.kubernetes}",
        modeline.of(intent),
        *intent.notes,
        "A later file with kubelet-arg takes the place of this whole list; kubelet-arg+ adds to it.",
    ]
    document: dict[str, Any] = {"kubelet-arg": [one.removeprefix("--") for one in arguments]}
    if intent.labels:
        document["node-label"] = [f"{key}={value}" for key, value in sorted(intent.labels.items())]
    if intent.taints:
        document["node-taint"] = [f"{one['key']}={one.get('value', '')}:{one['effect']}" for one in intent.taints]
    return "".join(f"# {plain(line)}\n" for line in head) + write.block(document)


def _refused(intent: Intent, rest: dict[str, Any]) -> Iterator[Inexpressible]:
    remedy = "from Kubernetes 1.32 on a drop-in carries it: render kubelet-dropin"
    for name in rest:
        yield Inexpressible(
            f"kubelet.{name}", "the kubelet has no flag for it, and kubelet-arg is a list of flags", remedy
        )
    if intent.hugepages:
        why = "k3s and RKE2 allocate none"
        yield Inexpressible("hugepages", why, "render kubelet, which has a script for it")


def _warnings(intent: Intent) -> Iterator[str]:
    if intent.kubernetes.minor >= DROPIN_SINCE:
        yield f"install {PRIMARY} in /etc/rancher/k3s or rke2, or {DROPIN} in {_FOLDER}: one of the two"
        if intent.labels:
            yield f"{DROPIN} carries no labels: with it, keep node-label in {PRIMARY} and take kubelet-arg out"
    if intent.reset_memory_state_on_boot:
        yield "the state of the memory manager is not reset: remove its file when the node is drained"
