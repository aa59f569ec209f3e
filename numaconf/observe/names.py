"""Which pod and container stand behind a UID and a container id: names that kubelet and runtime leave in paths.

`/var/log/pods/<namespace>_<pod>_<UID>/<container>` and `/var/log/containers/<pod>_<namespace>_<container>-<id>.log`
(kubernetes `pkg/kubelet/kuberuntime/legacy.go`, `helpers.go`); containerd's bundle has annotations.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.machine.tree import Tree

LOGS, CONTAINERS = "var/log/pods", "var/log/containers"
BUNDLES = "run/containerd/io.containerd.runtime.v2.task/k8s.io"
MOST = 20_000

_FOLDER = re.compile(r"([a-z0-9.-]{1,63})_([a-z0-9.-]{1,253})_([0-9A-Za-z-]{1,80})")
_LOG = re.compile(r"([a-z0-9.-]{1,253})_([a-z0-9-]{1,63})_([a-z0-9-]{1,63})-([0-9a-f]{12,64})\.log")


class Names(NamedTuple):
    """`pods`: UID to namespace and name. `containers`: container id to the container's name; the sandbox has none."""

    pods: dict[str, tuple[str, str]]
    containers: dict[str, str]

    def pod(self, uid: str) -> str:
        """How to speak of a pod."""
        namespace, name = self.pods.get(uid, ("", ""))
        return f"{namespace}/{name}" if name else uid

    def of_pod(self, tree: Tree, uid: str) -> frozenset[str]:
        """The names of a pod's containers, those that have ended among them."""
        namespace, name = self.pods.get(uid, ("", ""))
        folders = tree.entries(LOGS, f"{namespace}_{name}_{uid}") if name else None
        return frozenset(folders or tree.entries("var/lib/kubelet/pods", uid, "containers") or ())


def names(tree: Tree) -> Names:
    """All names that can be found."""
    pods, containers = {}, {}
    for entry in (tree.entries(LOGS) or ())[:MOST]:
        match = _FOLDER.fullmatch(entry)
        if match:
            pods[match[3]] = (match[1], match[2])
    for entry in (tree.entries(CONTAINERS) or ())[:MOST]:
        match = _LOG.fullmatch(entry)
        if match:
            containers[match[4]] = match[3]
    return Names(pods, containers)


def of_bundle(tree: Tree, container: str) -> str | None:
    """A container's name in the annotations of its containerd bundle; "" for a sandbox, None where there is none."""
    text = tree.text(BUNDLES, container, "config.json")
    try:
        held = json.loads(text or "null")
        found = held["annotations"]
        if found.get("io.kubernetes.cri.container-type") == "sandbox":
            return ""
        name = found.get("io.kubernetes.cri.container-name")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return name if isinstance(name, str) else None
