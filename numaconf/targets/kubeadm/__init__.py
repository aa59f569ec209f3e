"""kubeadm: the files of `init` and `join`, extra arguments of the kubelet, and folders of patches.

Source: kubernetes `cmd/kubeadm/app`, 1.27 to 1.34; its packages were asked (tests/recordings/kubeadm.json).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading
    from numaconf.targets.target import Intent, Rendering

NAME = "kubeadm"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: kubeadm reserves by no formula."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """What kubeadm writes where nobody says anything else."""
    from numaconf.targets.kubeadm import defaults

    return defaults.fields()


def render(intent: Intent) -> Rendering:
    """A strategic patch of the kubelet's configuration."""
    from numaconf.targets.kubeadm import renderer

    return renderer.render(intent)


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version that a ClusterConfiguration names."""
    for source in sources:
        value = source.document.value
        version = value.get("kubernetesVersion") if isinstance(value, dict) else None
        if isinstance(version, str):
            return named(version)  # nothing for a label such as `stable-1.34`
    return NOTHING


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What kubeadm and the kubelet make of a file for `init` or `join`, or of files of patches."""
    from numaconf.targets.kubeadm import reader

    return reader.read(sources, version, machine, context)
