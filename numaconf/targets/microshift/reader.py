"""MicroShift's kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.patch import merge_patch
from numaconf.kubelet.tree import Node
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "microshift"
KEY = "kubelet"
SIBLINGS = frozenset("apiServer debugging dns etcd ingress manifests network node storage telemetry".split())
"""Other keys of the file."""
ORIGIN = Origin("platform-default", note="MicroShift's own kubelet configuration")

FIELDS: dict[str, Any] = {
    "cgroupDriver": "systemd",
    "cgroupsPerQOS": True,
    "failSwapOn": False,
    "maxPods": 250,
    "enforceNodeAllocatable": [],
    "serializeImagePulls": False,
    "kubeAPIQPS": 50,
    "kubeAPIBurst": 100,
    "containerLogMaxSize": "50Mi",
    "clusterDomain": "cluster.local",
    "rotateCertificates": True,
    "staticPodPath": "/etc/microshift/manifests",
}


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What MicroShift starts its kubelet with (several sources: the file, and those of `config.d` in their order)."""
    lost: list[Lost] = []
    findings: list[Finding] = []
    given = Node({}, Origin("document", sources[0], (KEY,)))
    for source in sources:
        value = source.document.value
        held = value.get(KEY) if isinstance(value, dict) else None
        if not isinstance(held, dict):
            continue
        origin = Origin("document", source, (KEY,))
        bare = {key: one for key, one in held.items() if one is not None}
        findings += problems.of_main(decode.main_file(bare, (), version, header=False).problems, origin)
        merge_patch(given, held, origin, lost)
    config, origins = tree.to_config(given)
    made = decode.main_file(config, (), version, header=False)
    root = tree.from_layer(FIELDS, ORIGIN)
    root.value |= tree.from_config(made.config, origins).value
    config, origins = tree.to_config(root)
    config.setdefault("evictionHard", {})
    unknown = dict.fromkeys(made.unreadable, "its value has the wrong type")
    files = started.Files(config, origins, unknown, tuple(lost), tuple(dict.fromkeys(findings)))
    return started.start(NAME, files, (), version, machine)
