"""Which documents are k3s's and RKE2's: configurations, drop-ins of their kubelet, command lines, Rancher's objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields
from numaconf.targets.subject import Subject, header, of_document, of_nodes, of_text

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument

KEYS = frozenset({"kubelet-arg", "kubelet-arg+"})
_DROPIN = r"/(?:k3s|rke2)/agent/etc/kubelet\.conf\.d/[^/]+\.conf"
_CONFIG = r"(?i)/rancher/(?:k3s|rke2)/config\.yaml(?:\.d/[^/]+\.ya?ml)?"
_ELSEWHERE = (b"provisioning.cattle.io", b"k3d.io", b"kubelet-arg:", b"kubelet-arg+:", b"write_files:")


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object is a configuration of k3s, or a drop-in in the folder of its kubelet."""
    if not KEYS.isdisjoint(value) and "apiVersion" not in value:
        return True
    path = path.replace("\\", "/")
    if "/agent/etc/" in path and re.search(_DROPIN, path):
        return header(value)[1] in {"", "KubeletConfiguration"} and not (
            value.keys().isdisjoint(fields.FIELDS) and header(value) == ("", "")
        )
    return any("kubelet" in key or "kublet" in key for key in value) and bool(re.search(_CONFIG, path))


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """The first document of a file, which is all that k3s reads of it, or the nodes of Rancher's and k3d's objects."""
    from numaconf.targets.k3s import objects

    found: list[Subject] = []
    for one in documents:
        if objects.is_object(one.value):
            found += of_nodes("k3s", path, one, objects.nodes)
        elif not found:
            found.append(of_document("k3s", path, one))
    return found


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """A unit, a script or another text with `--kubelet-arg`."""
    if b"--kubelet-arg" not in data:
        return None
    if form == "objects" and any(mark in data for mark in _ELSEWHERE):
        return None
    from numaconf.targets.k3s import commands

    subject = of_text("k3s", path, data)
    return subject if next(commands.items(subject.sources[0]), None) is not None else None
