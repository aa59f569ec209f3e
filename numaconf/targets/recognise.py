"""What a file is, from its content: its kind is never asked for where the file carries it.

A file becomes subjects: documents that one platform reads together, each with the kind whose reader takes them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.targets import bystanders, traces
from numaconf.targets.traces import HEADERS, OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.text import TextDocument

KINDS = (
    "kubelet", "kubelet-dropin", "kubelet-flags", "al2", "al2023", "nodeadm", "karpenter", "bottlerocket", "minikube",
    "profile",
)  # fmt: skip
"""What `--as` takes; `nodeadm` is another name of `al2023`."""

TEMPLATE = "a template still to be filled in"
"""Why such a file is skipped."""

NUMA_FIELDS = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope".split()
)
"""A map without a kind that holds one of these is a fragment of a KubeletConfiguration."""

NO_JSON = "what starts with a brace is read as JSON, and this is YAML: write it without the outer braces"

_KUBELET = ("kubelet", "kubelet-dropin")
_GROUPS = {group: kind for (group, _), kind in HEADERS.items()}

_IMAGE_TABLES = frozenset({"metadata", "services", "configuration-files"})
"""What the files have besides settings that Bottlerocket's image is made of."""


class Subject(NamedTuple):
    """Documents that one platform reads together. `number` and `line` are the first one's in the file.

    `fragment`: something is missing that the file alone cannot tell (a main file, a header). `beside`: the kinds of the
    documents that stand in the same file and belong to nobody here. `refusal`: why the kind's reader cannot read it.
    """

    kind: str
    sources: tuple[Source, ...] = ()
    number: int = 0
    line: int = 1
    fragment: bool = False
    beside: tuple[str, ...] = ()
    refusal: Unreadable | None = None


class Recognised:
    """The subjects of a file, or why there are none. `known` is False for a file that is none of our business."""

    __slots__ = ("known", "reason", "subjects")

    def __init__(
        self,
        subjects: tuple[Subject, ...] = (),
        reason: str = "nothing in it that numaconf knows",
        *,
        known: bool = False,
    ) -> None:
        self.subjects, self.reason, self.known = subjects, reason, known


def recognise(path: str, data: bytes, kind: str | None = None) -> Recognised:
    """What a file is; `kind` (one of KINDS) says it for a file that does not carry it."""
    if not (kind or traces.is_ours(data)):
        return Recognised()
    if b"\0" in data[:8192] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"} and not traces.is_packed(data):
        return Recognised(reason="is binary")
    if not kind and bystanders.is_other_language(path, data):
        return Recognised(reason="prose or a program by its name, which numaconf does not search")
    if bystanders.is_template(path, data):
        return Recognised(reason=TEMPLATE, known=kind is not None or traces.is_in_template(data))
    try:
        subjects = as_kind("al2023" if kind == "nodeadm" else kind, path, data) if kind else _by_content(path, data)
    except Unreadable as error:  # packed, and whatever it holds does not come out
        return Recognised(reason=error.message)
    return Recognised(tuple(subjects), "", known=True) if subjects else Recognised()


def as_kind(kind: str, path: str, data: bytes) -> list[Subject]:
    """A file that is said to be of a kind."""
    if kind in {"al2", "minikube", "kubelet-flags"}:
        return [_text(kind, path, data)]
    if kind == "bottlerocket":
        return [_toml(path, data)]
    if kind == "al2023":
        return [_user_data(path, data)]
    documents = _objects(data)
    if kind == "karpenter":
        return _karpenter(path, [one for one in _readable(documents) if _kind(path, one.value)[0] == "karpenter"])
    if not documents and kind.startswith("kubelet"):
        documents = [load.read(data)]  # of nothing but comments: the kubelet ends at it
    refused = [Subject(kind, number=n, refusal=one) for n, one in enumerate(documents) if isinstance(one, Unreadable)]
    if kind == "profile" or not documents or isinstance(documents[0], Unreadable):
        return refused or [Subject(kind, (_source(path, one),), one.index, one.line) for one in _readable(documents)]
    first = documents[0]
    return [Subject(kind, (_source(path, first),), first.index, first.line, fragment=_header(first.value) == ("", ""))]


def _by_content(path: str, data: bytes) -> list[Subject]:
    if traces.is_packed(data):
        subject = _user_data(path, data)
        return [subject] if subject.refusal is None and b"node.eks.aws" in _unpacked(data) else []
    if traces.is_mime(data):
        if b"node.eks.aws" in data or b"Tm9kZUNvbmZpZ" in data:
            return [_user_data(path, data)]
        return [_text("al2", path, data)] if b"bootstrap.sh" in data else []
    settings = _settings(path, data) if not path.endswith((".yaml", ".yml", ".json")) else None
    if settings and not settings.refusal:
        return [settings]
    if traces.is_script(path, data):
        return _script(path, data)
    found = _configuration(path, data) if traces.may_hold_objects(data) else []
    if settings and all(subject.refusal for subject in found):
        return [settings]
    return found or (_script(path, data) if traces.is_environment_file(data) else [])


def _settings(path: str, data: bytes) -> Subject | None:
    """Bottlerocket's user data, read or perhaps only meant to be: other texts hold such lines too, further in.

    A table of that name is nothing rare, and Bottlerocket's own image has files with more than settings in them.
    """
    if not traces.has_settings(data):
        return None
    subject = _toml(path, data)
    if subject.refusal:
        return subject if b"settings.kubernetes" in data else None
    from numaconf.targets.bottlerocket.settings import SETTINGS

    values = subject.sources[0].document.value
    table = values.get("settings")
    if not isinstance(table, dict) or not _IMAGE_TABLES.isdisjoint(values):
        return None
    known = b"kubernetes" in data and not SETTINGS.fields.keys().isdisjoint(table)
    return subject if known or b"bottlerocket" in data.lower() else None


def _script(path: str, data: bytes) -> list[Subject]:
    if traces.names_bootstrap(data):
        from numaconf.targets.al2.prepare import prepare

        subject = _text("al2", path, data)
        if not prepare(subject.sources[0]).foreign:
            return [subject]
    if traces.calls_minikube(data):
        return [_text("minikube", path, data)]
    if not traces.has_flags(data):
        return []
    from numaconf.targets import kubelet_command

    subject = _text("kubelet-flags", path, data)
    return [subject] if kubelet_command.lines(subject.sources[0]) else []


def _configuration(path: str, data: bytes) -> list[Subject]:
    """The objects of a YAML or JSON file that numaconf knows, each platform's together."""
    documents = _objects(data)
    subjects: list[Subject] = []
    karpenter: list[TextDocument] = []
    strangers: list[tuple[str, str]] = []
    no_json = None
    if len(documents) == 1 and isinstance(documents[0], Unreadable) and data.lstrip()[:1] == b"{":
        # A flow mapping. kubectl goes on to YAML (apimachinery, YAMLOrJSONDecoder), the kubelet and nodeadm do not.
        no_json, documents = documents[0], _flow(data) or documents
    for one in documents:
        if isinstance(one, Unreadable):
            # Behind a KubeletConfiguration nobody reads it: the kubelet reads the first document.
            read = "kubelet" if subjects and subjects[0].number == 0 and subjects[0].kind in _KUBELET else ""
            kinds = [kind for kind in traces.kinds_by_line(data) if kind != read]
            if kinds and not any(subject.refusal for subject in subjects):
                subjects.append(Subject(kinds[0], refusal=one))
            continue
        kind, fragment = _kind(path, one.value)
        if no_json and kind and kind not in {"karpenter", "profile"}:
            no_json.hint = NO_JSON
            return [Subject(kind, refusal=no_json)]
        if kind == "al2023" and one.index == 0:
            return [_user_data(path, data)]
        if kind is None:
            strangers.append(_header(one.value))
        elif kind == "karpenter":
            karpenter.append(one)
        else:
            subjects.append(Subject(kind, (_source(path, one),), one.index, one.line, fragment))
    if len(documents) == 1:
        return subjects or _karpenter(path, karpenter)
    beside = tuple(f"{group}/{name}" for group, name in strangers if group or name)
    subjects = [*_kubelet(subjects, beside, _first_empty(path, documents)), *_karpenter(path, karpenter)]
    return sorted(subjects, key=lambda subject: subject.number)


def _first_empty(path: str, documents: list[TextDocument | Unreadable]) -> Source | None:
    """A file's first document where nothing is in it."""
    first = documents[0] if documents else None
    return _source(path, first) if first and not isinstance(first, Unreadable) and first.value is None else None


def _kubelet(subjects: list[Subject], beside: tuple[str, ...], empty: Source | None) -> list[Subject]:
    """KubeletConfigurations of one file: the kubelet would read the first document only, so they are one subject, an
    empty first document (`empty`) included.

    kubeadm takes such a file apart before any kubelet sees it.
    """
    mains = [subject for subject in subjects if subject.kind in _KUBELET and not subject.refusal]
    if not mains or any(one.startswith("kubeadm.k8s.io/") for one in beside):
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
        mine = by_class.get(name, [])
        subjects.append(Subject("karpenter", tuple(_source(path, part) for part in (one, *mine)), one.index, one.line))
    rest = [one for name, pools in by_class.items() if name not in used for one in pools]
    return subjects + [Subject("karpenter", (_source(path, one),), one.index, one.line) for one in rest]


def _class_name(pool: Any) -> str | None:
    template = _mapping(_mapping(pool.get("spec")).get("template"))
    return _text_or_none(_mapping(_mapping(template.get("spec")).get("nodeClassRef")).get("name"))


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(data: bytes) -> list[TextDocument | Unreadable]:
    """All documents of a YAML or JSON text."""
    try:
        return load.read_each(data)
    except Unreadable as error:
        return [error]


def _flow(data: bytes) -> list[TextDocument | Unreadable]:
    """The documents of a text that starts with a brace and is no JSON; none where it is no YAML either."""
    from numaconf.documents import yaml

    documents: list[TextDocument | Unreadable] = [*yaml.read_each(data)]
    return documents if len(_readable(documents)) == len(documents) else []


def _readable(documents: Iterable[TextDocument | Unreadable]) -> list[TextDocument]:
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


def _text(kind: str, path: str, data: bytes) -> Subject:
    from numaconf.documents.pieces import PlainDocument

    return Subject(kind, (Source(path, PlainDocument(data)),))


def _toml(path: str, data: bytes) -> Subject:
    from numaconf.documents import toml

    try:
        return Subject("bottlerocket", (Source(path, toml.read(data)),))
    except Unreadable as error:
        return Subject("bottlerocket", refusal=error)


def _user_data(path: str, data: bytes) -> Subject:
    """What nodeadm is given: MIME or packed user data, or a NodeConfig's file, of which it reads the first document."""
    if not (traces.is_mime(data) or traces.is_packed(data) or data.startswith(b"#!")):
        documents = _objects(data)
        if documents and isinstance(documents[0], Unreadable):
            return Subject("al2023", refusal=documents[0])
    return _text("al2023", path, data)


def _unpacked(data: bytes) -> bytes:
    from numaconf.documents.mime_encoding import by_content

    return by_content(data)[0]
