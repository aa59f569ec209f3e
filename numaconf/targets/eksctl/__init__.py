"""eksctl: node groups of a ClusterConfig, and what they make of the kubelet's settings on each family of images.

Source: eksctl-io/eksctl `pkg/apis/eksctl.io/v1alpha5` (types, validation), `pkg/nodebootstrap` (2026-08), read; what
nodeadm, bootstrap.sh and Bottlerocket do with what it writes is their readers'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading
    from numaconf.targets.target import Intent, Rendering

NAME = "eksctl"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """What nodeadm reserves on a machine."""
    from numaconf.targets import al2023

    return al2023.formula(machine, config)


def platform_defaults(version: Version) -> dict[str, Any]:
    """What the image puts in force."""
    from numaconf.targets import al2023

    return al2023.platform_defaults(version)


def render(intent: Intent) -> Rendering:
    """`cluster.yaml`."""
    from numaconf.targets.eksctl import renderer

    return renderer.render(intent)


def said(sources: Sequence[Source]) -> Context:
    """The cluster's Kubernetes version, and the instance types of the node group."""
    from numaconf.machine import ec2
    from numaconf.targets.eksctl import groups

    value: Any = sources[0].document.value
    version = value.get("metadata", {}).get("version") if isinstance(value.get("metadata"), dict) else None
    machines = [ec2.instance(name) for name in groups.of(sources[0]).instance_types()]
    known = tuple(one for one in machines if one is not None)
    return named(version)._replace(machines=known if len(known) == len(machines) else ())


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of the node group that is chosen."""
    from numaconf.targets.eksctl import reader

    return reader.read(sources[0], version, machine, context)
