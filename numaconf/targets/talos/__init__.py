"""Talos Linux: `machine.kubelet` of a machine configuration, and documents of kind KubeletConfig (Talos 1.14).

Source: siderolabs/talos `pkg/machinery/kubelet`, `pkg/machinery/config/types`,
`internal/app/machined/pkg/controllers/k8s/kubelet_spec.go` (1.12 and 2026-08); its machinery was asked
(tests/recordings/talos.json).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.context import NOTHING, Context, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading
    from numaconf.targets.target import Intent, Rendering

NAME = "talos"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: Talos reserves by no formula."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """What Talos puts in where the machine configuration does not, on a worker."""
    from numaconf.targets.talos import tables

    reserved = {**tables.RESERVED, "memory": tables.MEMORY["worker"]}
    return {**tables.DEFAULTS, **tables.FORCED, "systemReserved": reserved}


def render(intent: Intent) -> Rendering:
    """`machine.yaml`, a patch with `machine.kubelet`."""
    from numaconf.targets.talos import renderer

    return renderer.render(intent)


def said(sources: Sequence[Source]) -> Context:
    """The Kubernetes version of the kubelet's image."""
    from numaconf.targets.talos import reader

    for source in sources:
        image = reader.kubelet(source).get("image")
        match = re.search(r":v(\d+\.\d+\.\d+)", image) if isinstance(image, str) else None
        if match:
            return named(match[1])
    return NOTHING


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What Talos writes for the kubelet, and starts it with."""
    from numaconf.targets.talos import reader

    return reader.read(sources, version, machine)
