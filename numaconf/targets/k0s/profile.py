"""A worker profile over k0s' own: keys count in any letter case, maps merge, lists replace, null takes away.

k0s writes the result through Go's types, so what is empty vanishes and the kubelet's defaults come back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, fields, letter_case, tree
from numaconf.kubelet.effective import Lost, Origin, origin_at
from numaconf.kubelet.patch import note_lost
from numaconf.kubelet.rewrite import prune, rewritten
from numaconf.kubelet.tree import Node
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.version import Version

ORIGIN = Origin("platform-default", note="k0s' own worker profile")

FIELDS: dict[str, Any] = {
    "clusterDNS": ["10.96.0.10"],
    "clusterDomain": "cluster.local",
    "kubeReservedCgroup": "system.slice",
    "kubeletCgroups": "/system.slice/containerd.service",
    "tlsMinVersion": "VersionTLS12",
    "failSwapOn": False,
    "rotateCertificates": True,
    "serverTLSBootstrap": True,
    "eventRecordQPS": 0,
    "volumePluginDir": "/usr/libexec/k0s/kubelet-plugins/volume/exec",
}
"""What k0s gives every Linux worker: no reservation, no thresholds, and a cgroup that forbids reservedSystemCPUs."""

FORBIDDEN = ("clusterDNS", "clusterDomain", "staticPodURL")


class Profile(NamedTuple):
    """A profile on its way to the kubelet. `problems`: what its values' decoder says, with their places."""

    root: Node
    problems: tuple[tuple[Problem, Origin], ...] = ()
    lost: tuple[Lost, ...] = ()
    unreadable: tuple[Route, ...] = ()


def own() -> Node:
    """k0s' own profile."""
    return tree.from_layer(FIELDS, ORIGIN)


def merged(base: Node, value: dict[str, Any], origin: Origin, version: Version) -> Profile:
    """A profile's values over another profile, which is changed."""
    found: list[tuple[Problem, Origin]] = []
    node = letter_case.canonical(tree.from_layer(value, origin), "KubeletConfiguration", version.minor, found)
    config, origins = tree.to_config(node)
    decoded = decode.main_file(
        {key: held for key, held in config.items() if held is not None}, (), version, header=False
    )
    found += [(problem, origin_at(origins, problem.route)) for problem in decoded.problems]
    lost: list[Lost] = []
    wrong = {route[0] for route in decoded.unreadable}
    for name, held in node.value.items():
        before = base.value.get(name)
        if name in wrong:
            continue
        if held.value is None:
            if fields.FIELDS[name].type in {"string", "bool", "int32", "int64"}:
                continue  # null leaves a plain value as it is
            if before is not None:
                note_lost(before, held.origin, lost)
                del base.value[name]
        elif before is not None and isinstance(before.value, dict) and isinstance(held.value, dict):
            before.value.update(held.value)
            before.origin = held.origin if held.value else before.origin
        else:
            base.value[name] = held
    config, origins = tree.to_config(base)
    final = decode.main_file(config, (), version, header=False)
    root = tree.from_config(final.config, origins)
    prune(root, rewritten(final.config))
    return Profile(root, tuple(found), tuple(lost), decoded.unreadable)
