"""Bottlerocket: settings in TOML, taken by a strict model, and a template that writes the KubeletConfiguration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Intent, Reading, Rendering

NAME = "bottlerocket"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """The kubeReserved that the template computes; its memory depends on `maxPods`, which AWS takes from the type.

    None where the number of CPUs, or of pods, is not known.
    """
    from numaconf.targets.bottlerocket import template

    pods = config.get("maxPods") or machine.eni_max_pods
    if not machine.cpu_count or not pods:
        return None
    return {
        "cpu": template.kube_reserved_cpu(machine.cpu_count),
        "ephemeral-storage": "1Gi",
        "memory": template.kube_reserved_memory(pods),
    }


def platform_defaults(version: Version) -> dict[str, Any]:
    """What the template writes without any user data; what depends on the machine is left out."""
    from numaconf.documents import yaml
    from numaconf.targets.bottlerocket import reader, template

    written = template.write(reader.platform_settings(version), version, None, None)
    config: dict[str, Any] = yaml.read(written.text).value
    # Two constants, two that depend on the machine, one that goes when CPUs are reserved.
    absent = {"apiVersion", "kind", "kubeReserved", "maxPods", "kubeReservedCgroup"}
    return {field: value for field, value in config.items() if field not in absent}


def render(intent: Intent) -> Rendering:
    """`user-data.toml`, and `settings.kubernetes.toml` for modules that write the header."""
    from numaconf.targets.bottlerocket import renderer

    return renderer.render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Bottlerocket makes of its user data (several documents: later ones win key by key)."""
    from numaconf.targets.bottlerocket import reader

    return reader.read(sources, version, machine, context)
