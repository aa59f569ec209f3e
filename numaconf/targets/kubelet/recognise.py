"""Which documents are the kubelet's: a KubeletConfiguration, fields of one, drop-ins, command lines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source
from numaconf.kubelet import fields
from numaconf.targets.kubelet.files import is_fragment
from numaconf.targets.subject import Subject, header, is_for_kubeadm, of_document, of_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.text import TextDocument

NUMA_FIELDS = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope".split()
)
"""A map without a kind that holds one of these is a fragment of a KubeletConfiguration."""


def claims(path: str, value: dict[str, Any]) -> bool:  # noqa: ARG001  the protocol's
    """Whether an object without a header is a fragment of a KubeletConfiguration."""
    return not NUMA_FIELDS.isdisjoint(value) and header(value) == ("", "")


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """KubeletConfigurations of one file: the kubelet would read the first document only, so they are one subject, an
    empty first document included; but not in a file for kubeadm.
    """
    if not strangers and len(documents) == 1:
        return [_subject(path, documents[0])]
    beside = tuple("/".join(header(one.value)) for one in strangers if header(one.value) != ("", ""))
    mine = sorted([*documents, *_cut_off(documents, strangers, beside)], key=lambda one: one.index)
    subjects = [_subject(path, one)._replace(beside=beside) for one in mine]
    if is_for_kubeadm(beside):
        return subjects
    whole = subjects[0]._replace(sources=tuple(source for one in subjects for source in one.sources))
    empty = next((one for one in strangers if one.index == 0 and one.value is None), None)
    if empty and not beside and not whole.fragment:
        sources = (Source(path, empty, empty.index), *whole.sources)
        whole = whole._replace(sources=sources, number=0, line=1)
    return [whole]


def _subject(path: str, document: TextDocument) -> Subject:
    dropin = path.endswith(".conf") and not os.path.isdir(f"{path}.d")
    fragment = header(document.value) == ("", "")
    return of_document("kubelet-dropin" if dropin else "kubelet", path, document, fragment=fragment)


def _cut_off(
    documents: Sequence[TextDocument], strangers: Sequence[TextDocument], beside: Sequence[str]
) -> list[TextDocument]:
    """Documents without a header that hold nothing but fields of a KubeletConfiguration, beside one that has a header:
    a `---` between the two has cut them off. The first document is one of the two, or somebody else takes the file
    apart.
    """
    bare = [one for one in strangers if is_fragment(one.value) and one.value.keys() <= fields.FIELDS.keys()]
    first = min((one.index for one in (*documents, *bare)), default=-1)
    whole = any(header(one.value) != ("", "") for one in documents)
    return bare if bare and whole and first == 0 and not is_for_kubeadm(beside) else []


def command_lines(path: str, data: bytes, form: str) -> Subject | None:
    """A unit, script or environment file that starts the kubelet with flags, or sets a variable for them."""
    if form != "script":
        return None
    from numaconf.targets.kubelet import command
    from numaconf.targets.kubelet.marks import has_flags

    if not has_flags(data):
        return None
    subject = of_text("kubelet-flags", path, data)
    return subject if command.lines(subject.sources[0]) else None
