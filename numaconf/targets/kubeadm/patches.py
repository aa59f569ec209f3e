"""The files of a folder of patches (`kubeadm --patches`): which of them kubeadm uses, as what, in which order.

A name is matched from its start: `kubeletconfiguration`, anything without `.` and `+`, `+` and a type. What comes
after is not looked at, so `kubeletconfiguration.x+json.yaml` is a strategic patch. Sub-folders are entered.

Source: kubernetes `cmd/kubeadm/app/util/patches/patches.go`, 1.25 to 1.34; tests/recordings/kubeadm.json.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, cast

from numaconf.kubelet.patch import merge_patch
from numaconf.named import NamedTuple
from numaconf.targets.kubeadm import json_patch, strategic

if TYPE_CHECKING:
    from numaconf.kubelet.effective import Lost, Origin
    from numaconf.kubelet.tree import Node

TARGET = "kubeletconfiguration"
TARGETS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", TARGET, "corednsdeployment")
EXTENSIONS = ("json", "yaml")

_NAME = re.compile(rf"({'|'.join(TARGETS)})([^.+\n]*)(\+)?(json|merge|strategic)?")
_EXTENSION = re.compile(rf".+\.({'|'.join(EXTENSIONS)})", re.DOTALL)

PatchType = Literal["json", "merge", "strategic"]


class Name(NamedTuple):
    """What kubeadm makes of a file's name. `ignored` and `refused` are its words where it skips the file or ends."""

    target: str = ""
    type: PatchType = "strategic"
    ignored: str = ""
    refused: str = ""


def name(base: str) -> Name:
    """A file's base name, read."""
    if not _EXTENSION.fullmatch(base):
        return Name(ignored=f"the file extension must be one of [{' '.join(EXTENSIONS)}]")
    match = _NAME.match(base)
    if match is None:
        return Name(ignored=f"unknown target, must be one of [{' '.join(TARGETS)}]")
    target, _, plus, kind = match.groups()
    if plus and not kind:
        return Name(target, refused="unknown or missing patch type after '+', must be one of [json merge strategic]")
    return Name(target, cast("PatchType", kind or "strategic"))


class Refused(Exception):
    """A patch that kubeadm cannot apply. `index`: the operation of a JSON patch, -1 for the whole."""

    def __init__(self, message: str, index: int = -1) -> None:
        super().__init__(message)
        self.message, self.index = message, index


def apply(root: Node, kind: PatchType, patch: Any, origin: Origin, lost: list[Lost]) -> None:
    """Lay one patch over the configuration that kubeadm has written, in place. Raises Refused."""
    try:
        if kind == "json":
            json_patch.apply(root, patch, origin, strict=False)
        elif kind == "strategic":
            strategic.merge(root, patch, origin, lost)
        elif isinstance(patch, dict):
            merge_patch(root, patch, origin, lost)
        else:
            raise Refused("a merge patch is a map")
    except strategic.Refused as error:
        raise Refused(str(error)) from None
    except json_patch.Refused as error:
        raise Refused(error.message, error.index) from None
