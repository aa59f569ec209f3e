"""What the bytes of a text give away about its kind before it is parsed, or when it cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECT_MARKERS = ("ubelet", "reserved", "karpenter", "node.eks.aws", "NodeConfig", "NumaProfile", "numaconf/")
"""Every YAML or JSON file that numaconf knows holds one of these or names a manager (`_names_manager`): they are parts
of kinds and of the fields of fragments. Group and kind both, for one of them may be misspelt.
"""

MARKERS = (*OBJECT_MARKERS, "settings", "KUBELET", "bootstrap.sh")
"""Every file that numaconf knows holds one of these or names a manager; most files of a tree hold none, and are not
parsed. Each one costs a walk a fortieth of its time.
"""

HEADERS: dict[tuple[str, str], str] = {
    ("kubelet.config.k8s.io", "KubeletConfiguration"): "kubelet",
    ("node.eks.aws", "NodeConfig"): "al2023",
    ("karpenter.k8s.aws", "EC2NodeClass"): "karpenter",
    ("karpenter.sh", "NodePool"): "karpenter",
    ("karpenter.sh", "Provisioner"): "karpenter",
    ("karpenter.k8s.aws", "AWSNodeTemplate"): "karpenter",
    ("numaconf", "NumaProfile"): "profile",
}
"""The kind of an object, by its API group and its own kind."""

OBJECTS = {name: kind for (_, name), kind in HEADERS.items()}

# Compiled when they are first used: one kubelet configuration in YAML needs none of them.
_KIND_LINE = rb"(?m)^([ \t]*)[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?(\w+)"
_FLOW_KIND = rb"\A\{(?:[^{}]*,)?\s*'?kind'?\s*:\s*'?(\w+)"
_MIME = rb"(?i)\A(?:\xef\xbb\xbf)?\s*(?:mime-version|content-type)[ \t]*:"
_SETTINGS = rb"(?m)^[ \t]*\[[ \t]*[\"']?settings[\"']?[ \t]*[.\]]|^[ \t]*settings\.\w+[\w.-]*[ \t]*="
_STARTED = rb"(?m)^ExecStart=[^\n]*\bkubelet[ \t]"
_ASSIGNED = (
    rb"(?m)^[ \t]*(?:export[ \t]+|Environment=(?:[^\n]*[ \t])?[\"']?)?"
    rb"(?:\w*KUBELET\w*ARGS?|KUBELET_\w*(?:OPTS|FLAGS))="
)
_MINIKUBE = rb"\bminikube\b[^\n|;&]*\bstart\b"
_UNIT = rb"(?m)^\[Service\]"
"""At the start of a line: user data inside of other files holds whole units, indented."""


def is_ours(data: bytes) -> bool:
    """Whether a file could be one of ours: a cheap answer that is never wrongly no."""
    return _holds(MARKERS, data) or is_packed(data)


def _holds(markers: tuple[str, ...], data: bytes) -> bool:
    # A walk asks this of every file. any() would take twice as long, and so do bytes: `in` first takes them for a
    # number (https://github.com/python/cpython/blob/v3.13.0/Objects/bytes_methods.c, `_Py_bytes_contains`).
    text = data.decode("latin-1")
    for marker in markers:
        if marker in text:
            return True
    return _names_manager(text)


def _names_manager(text: str) -> bool:
    """Whether a text names a setting of a manager: `cpuManagerPolicy`, `topologyManagerScope`."""
    return "Manager" in text and ("yManager" in text or "uManager" in text)


def may_hold_objects(data: bytes) -> bool:
    """Whether a text is worth parsing as YAML or JSON."""
    return _holds(OBJECT_MARKERS, data)


def is_packed(data: bytes) -> bool:
    """Gzip, or the base64 of gzip or of a MIME header."""
    return data.startswith((b"\x1f\x8b", b"H4sI", b"TUlNRS1WZXJzaW9u", b"Q29udGVudC1UeXBl"))


def is_binary(data: bytes) -> bool:
    """Whether a file is not text: a NUL stands in it, and no line above names a kind of ours. UTF-16 has its mark."""
    text, nul, _ = data[:8192].partition(b"\0")
    if not nul or is_packed(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return not any(kinds_by_line(text))


def is_mime(data: bytes) -> bool:
    """Whether a text starts with a header of a MIME message."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n\f\v")[:1] in b"mMcC" and re.match(_MIME, data) is not None


def has_settings(data: bytes) -> bool:
    """Whether a line looks like a header of Bottlerocket's settings."""
    return b"settings" in data and re.search(_SETTINGS, data) is not None


def is_script(path: str, data: bytes) -> bool:
    """Whether a text is a shell script or a unit of systemd."""
    ending = path.endswith((".sh", ".bash", ".service", ".env"))
    return data.startswith(b"#!") or ending or (b"[Service]" in data and re.search(_UNIT, data) is not None)


def is_environment_file(data: bytes) -> bool:
    """Whether a text, perhaps an environment file of the kubelet's unit, holds assignments and comments only."""
    lines = [line.strip() for line in data.splitlines() if line.strip()]
    return bool(lines) and all(line.startswith(b"#") or re.match(rb"(?:export\s+)?\w+=", line) for line in lines)


def names_bootstrap(data: bytes) -> bool:
    """Whether a script names AL2's bootstrap.sh. Many a project has one of that name, in another folder."""
    return b"/eks" in data and re.search(rb"bootstrap\.sh\b", data) is not None


def calls_minikube(data: bytes) -> bool:
    """Whether a script starts a minikube."""
    return re.search(_MINIKUBE, data) is not None


def has_flags(data: bytes) -> bool:
    """Whether a line, with those that continue it, may start a kubelet with flags, or sets a variable for them."""
    lines = re.sub(rb"\\\r?\n", b" ", data).splitlines()
    if any(re.search(rb"\s[\"']?--[a-z]", line.partition(b"kubelet")[2]) for line in lines if b"kubelet" in line):
        return True
    return re.search(_STARTED, data) is not None or re.search(_ASSIGNED, data) is not None


def kinds_by_line(data: bytes) -> Iterator[str]:
    """The kinds that lines of an unreadable text name. What stands further in is about another object, if not JSON."""
    bare = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b"{"):
        names = re.findall(rb'[{,]\s*"kind"\s*:\s*"(\w+)"', data) or re.findall(_FLOW_KIND, bare)
    else:
        names = [name for indent, name in re.findall(_KIND_LINE, data) if len(indent) < 2]
    return (OBJECTS[name.decode()] for name in names if name.decode() in OBJECTS)


def is_in_template(data: bytes) -> bool:
    """Whether a template, once it is filled in, will be something that numaconf knows."""
    if any(name.decode() in OBJECTS for _, name in re.findall(_KIND_LINE, data)):
        return True
    return re.search(rb"\[settings\.kubernetes|/etc/eks/bootstrap\.sh", data) is not None or has_flags(data)
