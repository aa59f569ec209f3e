"""k3s and RKE2: the kubelet's arguments in `config.yaml`, on command lines and in Rancher's and k3d's objects, and the
drop-ins of their kubelet.

Source: k3s-io/k3s `pkg/configfilearg/parser.go`, `pkg/util/args.go`, `pkg/daemons/agent` (read, not run), 1.27 to 1.36;
RKE2 wraps it. The kubelet's part (`--config-dir` without `--config`) was asked.
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

NAME = "k3s"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: k3s reserves by no formula."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """k3s's own thresholds; without one for memory, which a rendering therefore always has."""
    from numaconf.targets.k3s import defaults

    return {key: value for key, value in defaults.DROPIN.items() if key not in {"apiVersion", "kind"}}


def render(intent: Intent) -> Rendering:
    """`config.yaml` with the list of arguments, and a drop-in."""
    from numaconf.targets.k3s import renderer

    return renderer.render(intent)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What k3s or RKE2 starts the kubelet with."""
    from numaconf.targets.k3s import reader

    return reader.read(sources, version, machine)
