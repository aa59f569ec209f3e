"""What a file is, from its content: its kind is never asked for where the file carries it.

A file becomes subjects: documents that one platform reads together, each with the kind whose reader takes them.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numaconf.documents.text import TextDocument

KINDS = (
    "kubelet", "kubelet-dropin", "kubelet-flags", "al2", "al2023", "nodeadm", "karpenter", "bottlerocket", "minikube",
    "profile",
)  # fmt: skip
"""What `--as` takes; `nodeadm` is another name of `al2023`."""

MARKERS = (
    b"kubelet", b"Kubelet", b"KUBELET", b"node.eks.aws", b"NodeConfig", b"karpenter", b"NumaProfile", b"numaconf/",
    b"bootstrap.sh", b"anagerPolicy", b"reservedMemory", b"reservedSystemCPUs", b"kubeReserved", b"settings",
)  # fmt: skip
"""Every file that numaconf knows holds one of these; most files of a tree hold none, and are not parsed."""

TEMPLATE_NAMES = (".tftpl", ".tpl", ".j2", ".jinja", ".jinja2", ".gotmpl", ".tmpl")

NUMA_FIELDS = frozenset(
    "cpuManagerPolicy cpuManagerPolicyOptions memoryManagerPolicy reservedMemory reservedSystemCPUs "
    "topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope".split()
)
"""A map without a kind that holds one of these is a fragment of a KubeletConfiguration."""

NO_JSON = "what starts with a brace is read as JSON, and this is YAML: write it without the outer braces"

_HEADERS: dict[tuple[str, str], str] = {
    ("kubelet.config.k8s.io", "KubeletConfiguration"): "kubelet",
    ("node.eks.aws", "NodeConfig"): "al2023",
    ("karpenter.k8s.aws", "EC2NodeClass"): "karpenter",
    ("karpenter.sh", "NodePool"): "karpenter",
    ("karpenter.sh", "Provisioner"): "karpenter",
    ("karpenter.k8s.aws", "AWSNodeTemplate"): "karpenter",
    ("numaconf", "NumaProfile"): "profile",
}
_KUBELET = ("kubelet", "kubelet-dropin")
_GROUPS = {group: kind for (group, _), kind in _HEADERS.items()}
_OBJECTS = {name: kind for (_, name), kind in _HEADERS.items()}

# Compiled when they are first used: one kubelet configuration in YAML needs none of them.
_KIND_LINE = rb"(?m)(?:^|[{,])[ \t]*[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?(\w+)"
_MIME = rb"(?i)\A(?:\xef\xbb\xbf)?\s*(?:mime-version|content-type)[ \t]*:"
_SETTINGS = rb"(?m)^[ \t]*\[[ \t]*[\"']?settings[\"']?[ \t]*[.\]]|^[ \t]*settings\.\w+[\w.-]*[ \t]*="
_FLAG_LINE = (
    rb"(?m)kubelet\b(?:[^\\\n]|\\[^\n]|\\\n)*\s[\"']?--[a-z]|^ExecStart=[^\n]*\bkubelet[ \t]"
    rb"|^[ \t]*(?:export[ \t]+|Environment=(?:[^\n]*[ \t])?[\"']?)?(?:\w*KUBELET\w*ARGS?|KUBELET_\w*(?:OPTS|FLAGS))="
)
_UNIT = rb"(?m)^\[Service\]"
"""At the start of a line: user data inside of other files holds whole units, indented."""
_MINIKUBE = rb"\bminikube\b[^\n|;&]*\bstart\b"


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


class Recognised(NamedTuple):
    """The subjects of a file, or why there are none. `known` is False for a file that is none of our business."""

    subjects: tuple[Subject, ...] = ()
    reason: str = "nothing in it that numaconf knows"
    known: bool = False


def recognise(path: str, data: bytes, kind: str | None = None) -> Recognised:
    """What a file is; `kind` (one of KINDS) says it for a file that does not carry it."""
    if not (kind or is_ours(data)):
        return Recognised()
    if b"\0" in data[:8192] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"} and not _is_packed(data):
        return Recognised(reason="is binary")
    if is_template(path, data):
        ours = kind is not None or any(kind is not None for kind in _kinds_by_line(data))
        return Recognised(reason="a template still to be filled in", known=ours)
    subjects = as_kind("al2023" if kind == "nodeadm" else kind, path, data) if kind else _by_content(path, data)
    return Recognised(tuple(subjects), "", known=True) if subjects else Recognised()


def is_ours(data: bytes) -> bool:
    """Whether a file could be one of ours: a cheap answer that is never wrongly no."""
    for marker in MARKERS:  # a walk asks this of every file, and any() would take twice as long
        if marker in data:
            return True
    return _is_packed(data)


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
        from numaconf.documents import load

        documents = [load.read(data)]  # of nothing but comments: the kubelet ends at it
    refused = [Subject(kind, number=n, refusal=one) for n, one in enumerate(documents) if isinstance(one, Unreadable)]
    if kind == "profile" or not documents or isinstance(documents[0], Unreadable):
        return refused or [Subject(kind, (_source(path, one),), one.index, one.line) for one in _readable(documents)]
    first = documents[0]
    return [Subject(kind, (_source(path, first),), first.index, first.line, fragment=_header(first.value) == ("", ""))]


def _by_content(path: str, data: bytes) -> list[Subject]:
    if _is_packed(data):
        subject = _user_data(path, data)
        return [subject] if subject.refusal is None and b"node.eks.aws" in _unpacked(data) else []
    if _is_mime(data):
        if b"node.eks.aws" in data or b"Tm9kZUNvbmZpZ" in data:
            return [_user_data(path, data)]
        return [_text("al2", path, data)] if b"bootstrap.sh" in data else []
    if b"settings" in data and not path.endswith((".yaml", ".yml", ".json")) and re.search(_SETTINGS, data):
        return [_toml(path, data)] if b"kubernetes" in data or b"bottlerocket" in data.lower() else []
    unit = b"[Service]" in data and re.search(_UNIT, data)
    if unit or data.startswith(b"#!") or path.endswith((".sh", ".bash", ".service", ".env")):
        return _script(path, data)
    found = _configuration(path, data)
    return found or (_script(path, data) if _assigns_flags(data) else [])


def _script(path: str, data: bytes) -> list[Subject]:
    if re.search(rb"bootstrap\.sh\b", data):
        return [_text("al2", path, data)]
    if re.search(_MINIKUBE, data):
        return [_text("minikube", path, data)]
    return [_text("kubelet-flags", path, data)] if re.search(_FLAG_LINE, data) else []


def _assigns_flags(data: bytes) -> bool:
    """An environment file of the kubelet's unit: assignments and comments only."""
    lines = [line.strip() for line in data.splitlines() if line.strip()]
    return bool(lines) and all(line.startswith(b"#") or re.match(rb"(?:export\s+)?\w+=", line) for line in lines)


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
            kinds = [kind for kind in _kinds_by_line(data) if kind and kind != read]
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
    beside = tuple(f"{group}/{name}" for group, name in strangers if group or name)
    if len(documents) == 1:
        return subjects or _karpenter(path, karpenter)
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
    return [first if subject is mains[0] else subject for subject in subjects if subject not in mains[1:]]


def _karpenter(path: str, ours: Sequence[TextDocument]) -> list[Subject]:
    """Each node class with the pools that name it, and each pool whose class is elsewhere."""
    pools = [one for one in ours if "template" in (_mapping(one.value.get("spec")))]
    used: list[TextDocument] = []
    subjects = []
    for one in ours:
        if one in pools:
            continue
        name = _mapping(one.value.get("metadata")).get("name")
        mine = [pool for pool in pools if _class_name(pool.value) == name]
        used += mine
        subjects.append(Subject("karpenter", tuple(_source(path, part) for part in (one, *mine)), one.index, one.line))
    rest = [one for one in pools if one not in used]
    return subjects + [Subject("karpenter", (_source(path, one),), one.index, one.line) for one in rest]


def _class_name(pool: Any) -> Any:
    template = _mapping(_mapping(pool.get("spec")).get("template"))
    return _mapping(_mapping(template.get("spec")).get("nodeClassRef")).get("name")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(data: bytes) -> list[TextDocument | Unreadable]:
    """All documents of a YAML or JSON text."""
    from numaconf.documents import load

    try:
        return load.read_each(data)
    except Unreadable as error:
        return [error]


def _flow(data: bytes) -> list[TextDocument | Unreadable]:
    """The documents of a text that starts with a brace and is no JSON; () where it is no YAML either."""
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
    kind = _HEADERS.get((group, name)) or (
        _GROUPS.get(group) if group not in {"karpenter.sh", "node.eks.aws"} else None
    )
    if kind is None and name in {"KubeletConfiguration", "EC2NodeClass", "NumaProfile"} and not group.endswith(".io/"):
        kind = _OBJECTS[name]
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


def _kinds_by_line(data: bytes) -> Iterable[str | None]:
    """The kinds that lines of an unreadable text name."""
    return (_OBJECTS.get(match.decode()) for match in re.findall(_KIND_LINE, data))


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
    if not (_is_mime(data) or _is_packed(data) or data.startswith(b"#!")):
        documents = _objects(data)
        if documents and isinstance(documents[0], Unreadable):
            return Subject("al2023", refusal=documents[0])
    return _text("al2023", path, data)


def _is_mime(data: bytes) -> bool:
    """Whether a text starts with a header of a MIME message."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n\f\v")[:1] in b"mMcC" and re.match(_MIME, data) is not None


def _is_packed(data: bytes) -> bool:
    """Gzip, or the base64 of gzip or of a MIME header."""
    return data.startswith((b"\x1f\x8b", b"H4sI", b"TUlNRS1WZXJzaW9u", b"Q29udGVudC1UeXBl"))


def _unpacked(data: bytes) -> bytes:
    from numaconf.documents.mime_encoding import by_content

    return by_content(data)[0]


def is_template(path: str, data: bytes) -> bool:
    """Whether a text is still to be filled in by Helm, Go templates, Jinja or Terraform; `${NAME}` alone is none."""
    if os.path.splitext(path)[1] in TEMPLATE_NAMES or b"%{" in data:
        return True
    if b"{{" not in data and b"{%" not in data:
        return False
    code = re.sub(rb"(?:^|[ \t])#[^\n]*", b"", data, flags=re.MULTILINE)
    return b"{{" in code or b"{%" in code
