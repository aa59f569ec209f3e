"""The objects of a YAML or JSON file: which of them numaconf knows, and which a platform reads together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.files import traces
from numaconf.files.subject import Subject, is_for_kubeadm, of_text
from numaconf.files.traces import HEADERS, OBJECTS
from numaconf.kubelet import fields
from numaconf.targets.kubelet.files import is_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.text import TextDocument

NUMA_FIELDS = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope".split()
)
"""A map without a kind that holds one of these is a fragment of a KubeletConfiguration."""

NO_JSON = "what starts with a brace is read as JSON, and this is YAML: write it without the outer braces"

_KUBELET = ("kubelet", "kubelet-dropin")
_GROUPS = {group: kind for (group, _), kind in HEADERS.items()}


def as_kind(kind: str, path: str, data: bytes) -> list[Subject]:
    """The documents of a file that is said to be of a kind: all profiles, all that is Karpenter's, or the one document
    that the kubelet reads.
    """
    documents = objects(data)
    if kind == "karpenter":
        return _karpenter(path, [one for one in _readable(documents) if _kind(path, one.value)[0] == "karpenter"])
    if not documents and kind.startswith("kubelet"):
        documents = [load.read(data)]  # of nothing but comments: the kubelet exits on it
    refused = [Subject(kind, number=n, refusal=one) for n, one in enumerate(documents) if isinstance(one, Unreadable)]
    if kind == "profile" or not documents or isinstance(documents[0], Unreadable):
        return refused or [_subject(kind, path, one) for one in _readable(documents)]
    return [_subject(kind, path, documents[0], fragment=_header(documents[0].value) == ("", ""))]


def configuration(path: str, data: bytes) -> list[Subject]:
    """The objects of a YAML or JSON file that numaconf knows, each platform's together."""
    documents = objects(data)
    subjects: list[Subject] = []
    for_karpenter: list[TextDocument] = []
    strangers: list[tuple[str, str]] = []
    no_json = None
    if len(documents) == 1 and isinstance(documents[0], Unreadable) and data.lstrip()[:1] == b"{":
        # A flow mapping. kubectl goes on to YAML (apimachinery, YAMLOrJSONDecoder), the kubelet and nodeadm do not.
        no_json, documents = documents[0], _flow(data) or documents
    cut_off = _cut_off(path, documents) if len(documents) > 1 else ()
    for one in documents:
        if isinstance(one, Unreadable):
            # Behind a KubeletConfiguration nobody reads it: the kubelet reads the first document.
            read = "kubelet" if subjects and subjects[0].number == 0 and subjects[0].kind in _KUBELET else ""
            kinds = [kind for kind in traces.kinds_by_line(data) if kind != read]
            if kinds and not any(subject.refusal for subject in subjects):
                subjects.append(Subject(kinds[0], refusal=one))
            continue
        kind, fragment = ("kubelet", True) if one.index in cut_off else _kind(path, one.value)
        if no_json and kind and kind not in {"karpenter", "profile"}:
            no_json.hint = NO_JSON
            return [Subject(kind, refusal=no_json)]
        if kind == "al2023" and one.index == 0:
            return [of_text("al2023", path, data)]
        if kind is None:
            strangers.append(_header(one.value))
        elif kind == "karpenter":
            for_karpenter.append(one)
        else:
            subjects.append(_subject(kind, path, one, fragment=fragment))
    if len(documents) == 1:
        return subjects or _karpenter(path, for_karpenter)
    beside = tuple(f"{group}/{name}" for group, name in strangers if group or name)
    subjects = [*_kubelet(subjects, beside, _first_empty(path, documents)), *_karpenter(path, for_karpenter)]
    return sorted(subjects, key=lambda subject: subject.number)


def _cut_off(path: str, documents: list[TextDocument | Unreadable]) -> frozenset[int]:
    """The indexes of documents without a header that hold nothing but fields of a KubeletConfiguration, beside one that
    has a header: a `---` between the two has cut them off. The first document is one of the two, or somebody else
    takes the file apart.
    """
    ours = _readable(documents)
    whole = {one.index for one in ours if _kind(path, one.value) == ("kubelet", False)}
    bare = {one.index for one in ours if is_fragment(one.value) and one.value.keys() <= fields.FIELDS.keys()}
    apart = 0 not in whole | bare or is_for_kubeadm("/".join(_header(one.value)) for one in ours)
    return frozenset() if apart or not whole else frozenset(bare)


def _first_empty(path: str, documents: list[TextDocument | Unreadable]) -> Source | None:
    """A file's first document where nothing is in it."""
    first = documents[0] if documents else None
    return _source(path, first) if first and not isinstance(first, Unreadable) and first.value is None else None


def _kubelet(subjects: list[Subject], beside: tuple[str, ...], empty: Source | None) -> list[Subject]:
    """KubeletConfigurations of one file: the kubelet would read the first document only, so they are one subject, an
    empty first document (`empty`) included; but not in a file for kubeadm.
    """
    mains = [subject for subject in subjects if subject.kind in _KUBELET and not subject.refusal]
    if not mains or is_for_kubeadm(beside):
        return [subject._replace(beside=beside) for subject in subjects]
    sources = tuple(source for one in mains for source in one.sources)
    first = mains[0]._replace(sources=sources, beside=beside)
    if empty and not beside and not first.fragment:
        first = first._replace(sources=(empty, *sources), number=0, line=1)
    further = {id(subject) for subject in mains[1:]}
    return [first if subject is mains[0] else subject for subject in subjects if id(subject) not in further]


def _karpenter(path: str, ours: Sequence[TextDocument]) -> list[Subject]:
    """Each node class with the pools that name it, and each pool whose class is elsewhere."""
    by_class: dict[str | None, list[TextDocument]] = {}
    used: set[str | None] = set()
    classes, subjects = [], []
    for one in ours:
        if "template" in _mapping(one.value.get("spec")):
            by_class.setdefault(_class_name(one.value), []).append(one)
        else:
            classes.append(one)
    for one in classes:
        name = _text_or_none(_mapping(one.value.get("metadata")).get("name"))
        used.add(name)
        sources = tuple(_source(path, part) for part in (one, *by_class.get(name, [])))
        subjects.append(Subject("karpenter", sources, one.index, one.line))
    rest = [one for name, pools in by_class.items() if name not in used for one in pools]
    return subjects + [_subject("karpenter", path, one) for one in rest]


def _class_name(pool: Any) -> str | None:
    template = _mapping(_mapping(pool.get("spec")).get("template"))
    return _text_or_none(_mapping(_mapping(template.get("spec")).get("nodeClassRef")).get("name"))


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def objects(data: bytes) -> list[TextDocument | Unreadable]:
    """All documents of a YAML or JSON text."""
    try:
        return load.read_each(data)
    except Unreadable as error:
        return [error]


def _flow(data: bytes) -> list[TextDocument | Unreadable]:
    """The documents of a text that starts with a brace and is not JSON; none where it is not YAML either."""
    from numaconf.documents import yaml

    documents: list[TextDocument | Unreadable] = [*yaml.read_each(data)]
    return documents if len(_readable(documents)) == len(documents) else []


def _readable(documents: Iterable[TextDocument | Unreadable]) -> list[TextDocument]:
    """Those that could be read."""
    return [one for one in documents if not isinstance(one, Unreadable)]


def _header(value: Any) -> tuple[str, str]:
    """API group and kind of an object; the keys count in any letter case, as for the kubelet's decoder."""
    if not isinstance(value, dict):
        return "", ""
    version, kind = value.get("apiVersion"), value.get("kind")
    if version is None or kind is None:
        lower = {key.lower(): inner for key, inner in value.items() if isinstance(key, str)}
        version, kind = lower.get("apiversion"), lower.get("kind")
    group = version.partition("/")[0] if isinstance(version, str) else ""
    return group, kind if isinstance(kind, str) else ""


def is_kubelet(value: Any) -> bool:
    """Whether a document is a KubeletConfiguration, or fields of one."""
    return _kind("", value)[0] == "kubelet"


def _kind(path: str, value: Any) -> tuple[str | None, bool]:
    """The kind of an object and whether it is a fragment; a header that is half right still tells what was meant."""
    if not isinstance(value, dict):
        return None, False
    group, name = _header(value)
    kind = HEADERS.get((group, name)) or (_GROUPS.get(group) if group not in {"karpenter.sh", "node.eks.aws"} else None)
    if kind is None and name in {"KubeletConfiguration", "EC2NodeClass", "NumaProfile"} and not group.endswith(".io/"):
        kind = OBJECTS[name]
    if kind is None and group == "node.eks.aws":
        kind = "al2023"
    if kind == "kubelet" and name not in {"KubeletConfiguration", ""} and not name.lower().startswith("kubelet"):
        return None, False
    fragment = kind is None and not group and not name and not NUMA_FIELDS.isdisjoint(value)
    if fragment:
        kind = "kubelet"
    if kind == "kubelet" and path.endswith(".conf") and not os.path.isdir(f"{path}.d"):
        kind = "kubelet-dropin"
    return kind, fragment


def _source(path: str, document: TextDocument) -> Source:
    return Source(path, document, document.index)


def _subject(kind: str, path: str, document: TextDocument, *, fragment: bool = False) -> Subject:
    return Subject(kind, (_source(path, document),), document.index, document.line, fragment)
