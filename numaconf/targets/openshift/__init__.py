"""OpenShift: KubeletConfig, which the machine-config-operator lays over a pool's file, and PerformanceProfile.

Source: openshift/machine-config-operator `pkg/controller/kubelet-config`, `templates/worker/01-worker-kubelet` of the
release branches 4.12 to 5.2; openshift/cluster-node-tuning-operator `pkg/performanceprofile` (2026-08). The operator's
decoder and merge were asked (tests/recordings/openshift.json); its refusals and amounts are from the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.reading import Reading
    from numaconf.targets.target import Intent, Rendering

NAME = "openshift"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: OpenShift reserves amounts, by no formula that a profile could ask for."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """What a pool's own file says, and what the node reserves where nothing is given."""
    from numaconf.targets.openshift import pool

    return {**pool.fields(version.minor), "systemReserved": dict(pool.DEFAULT_RESERVED)}


def render(intent: Intent) -> Rendering:
    """`kubeletconfig.yaml`."""
    from numaconf.targets.openshift import renderer

    return renderer.render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of a node in the pool that the object is for."""
    from numaconf.targets.openshift import performance, reader

    if performance.is_profile(sources[0].document.value):
        return performance.read(sources[0], version, machine)
    return reader.read(sources[0], version, machine)
