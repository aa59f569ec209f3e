"""Which documents are kubeadm's: files for init and join, and files of a folder of patches, by their names."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Named
from numaconf.documents.source import Source
from numaconf.kubelet import fields
from numaconf.targets.subject import Subject, header

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument

GROUP = "kubeadm.k8s.io"
_PATCH = r"kubeletconfiguration[^/]*\.(?:ya?ml|json)"
_TYPED = r"(?i)[^/]*kubelet[^/]*\+[a-z]*\.(?:ya?ml|json)"


def claims(path: str, value: Any) -> bool:
    """Whether a document is a patch of the kubelet's configuration, by the name of its file: kubeadm's own names, and
    others in a folder of patches that were meant to be some. A list is one by kubeadm's own names.
    """
    if not isinstance(value, dict):
        return re.fullmatch(_PATCH, os.path.basename(path)) is not None
    if "kubeletconfiguration" not in path and "+" not in path and "patches" not in path:
        return False
    if header(value)[1] not in {"", "KubeletConfiguration"}:
        return False
    base, folder = os.path.basename(path), os.path.basename(os.path.dirname(path))
    among = folder == "patches" and "kubelet" in base.lower()
    if not (among or re.fullmatch(_PATCH, base) or re.fullmatch(_TYPED, base)):
        return False
    return header(value)[1] != "" or not value.keys().isdisjoint(fields.FIELDS)


def is_kubeadms(value: Any) -> bool:
    """Whether a document is one that kubeadm takes from a file: its own, or a component's configuration."""
    return header(value)[0] in {GROUP, "kubelet.config.k8s.io"}


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """One node for `init`, one for each JoinConfiguration; or a file of patches."""
    if not documents:
        return []
    if not any(header(one.value)[0] == GROUP for one in documents):
        # Without a name that tells it, somebody has said that it is a patch.
        name = (
            os.path.basename(path) if any(claims(path, one.value) for one in documents) else "kubeletconfiguration.yaml"
        )
        sources = tuple(Source(path, Named(one, name), one.index) for one in documents)
        return [Subject("kubeadm", sources, documents[0].index, documents[0].line)]
    bare = [one for one in strangers if header(one.value) == ("", "") and one.value is not None]
    every = sorted([*documents, *bare], key=lambda one: one.index)
    joins = [one for one in every if header(one.value)[1] == "JoinConfiguration"]
    others = [one for one in every if one not in joins]
    subjects = []
    if any(header(one.value)[1] in {"InitConfiguration", "ClusterConfiguration"} for one in others) or not joins:
        subjects.append(_subject(path, [*others, *joins]))
    return [*subjects, *(_subject(path, [one, *others]) for one in joins)]


def _subject(path: str, documents: list[TextDocument]) -> Subject:
    sources = tuple(Source(path, one, one.index) for one in documents)
    first = min(documents, key=lambda one: one.index)
    return Subject("kubeadm", sources, first.index, first.line)
