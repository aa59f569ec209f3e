"""What the bytes of a text give away about its kind before it is parsed, or when it cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from numaconf.documents.forms import is_mime, is_packed
from numaconf.targets.registry import HEADERS, MARKS, PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Form = Literal["packed", "mime", "script", "objects"]
"""How a text is to be taken: gzip or base64 of one of ours; MIME; a shell script or systemd unit; else perhaps YAML,
JSON or TOML.
"""

OBJECTS = {
    name: kind
    for (_, name), kind in HEADERS.items()
    if name not in {"Cluster", "Simple"} and not name.endswith("MachineConfig")
}
"""The platform of an object by its kind alone, for a text that cannot be read; machines are seldom about a kubelet."""

_OBJECT_MARKS = tuple(mark for one in PLATFORMS if one.headers or one.claims for mark in one.marks)

# Compiled when they are first used: one kubelet configuration in YAML needs none of them.
_KIND_LINE = rb"(?m)^([ \t]*)[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?(\w+)"
_FLOW_KIND = rb"\A\{(?:[^{}]*,)?\s*'?kind'?\s*:\s*'?(\w+)"
_UNIT = rb"(?m)^\[Service\]"
"""At the start of a line: user data inside of other files holds whole units, indented."""


_GATES = ("k8s.io", "Manager", "eks", *"ZjNwKGC")
"""What several marks have in common, and letters that are rare in YAML: a text without one holds no mark that has it,
and a letter is looked for in a tenth of the time.
"""


def _gated(marks: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The marks by the first gate that is in them; those without one have the empty text, which all texts hold."""
    found: dict[str, list[str]] = {}
    for mark in marks:
        found.setdefault(next((gate for gate in _GATES if gate in mark), ""), []).append(mark)
    return tuple((gate, tuple(held)) for gate, held in found.items())


_MARKS = _gated(MARKS)


def is_ours(data: bytes) -> bool:
    """Whether a file could be one of ours: a cheap answer that is never wrongly no."""
    text = data.decode("latin-1")  # a mark is found faster in text than in bytes
    for gate, held in _MARKS:
        if gate in text and stands_in(held, text):
            return True
    return is_packed(data)


def stands_in(words: Sequence[str], text: str) -> bool:
    """Whether one of the words is in a text; a loop, since any() takes twice the time and files are many."""
    for word in words:  # noqa: SIM110 (see above)
        if word in text:
            return True
    return False


def is_named_ours(path: str) -> bool:
    """Whether a file is ours by its name, whatever is in it: a patch of kubeadm's may be any one field, and k3s passes
    over a misspelt key (`kublet-arg`).
    """
    return "kubeletconfiguration" in path or "/rancher/" in path


def form(path: str, data: bytes) -> Form:
    """How a text is to be taken."""
    if is_packed(data):
        return "packed"
    if is_mime(data):
        return "mime"
    return "script" if is_script(path, data) else "objects"


def may_hold_objects(data: bytes) -> bool:
    """Whether a text is worth parsing as YAML or JSON."""
    return stands_in(_OBJECT_MARKS, data.decode("latin-1"))


def is_binary(data: bytes) -> bool:
    """Whether a file is not text: a NUL is in it, and no line above names a kind of ours. UTF-16 has its mark."""
    text, nul, _ = data[:8192].partition(b"\0")
    if not nul or is_packed(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return not any(kinds_by_line(text))


def is_script(path: str, data: bytes) -> bool:
    """Whether a text is a shell script or a unit of systemd."""
    ending = path.endswith((".sh", ".bash", ".service", ".env"))
    return (
        data.startswith(b"#!")
        or ending
        or (b"[" in data and b"[Service]" in data and re.search(_UNIT, data) is not None)
    )


def is_environment_file(data: bytes) -> bool:
    """Whether a text, perhaps an environment file of the kubelet's unit, holds assignments and comments only."""
    from numaconf.documents.systemd import environment_file

    return b"=" in data and environment_file.is_one(data.decode("utf-8", "replace"))


def is_one_flag_a_line(data: bytes) -> bool:
    """Whether a text is the kubelet's arguments as snaps keep them, with a flag that only a kubelet has."""
    from numaconf.targets.kubelet.marks import NUMA_FLAGS

    if data.lstrip()[:1] not in {b"-", b"#"} or not any(flag in data for flag in NUMA_FLAGS):
        return False
    from numaconf.targets.kubelet.command import is_one_flag_a_line

    return is_one_flag_a_line(data.decode("utf-8", "replace"))


def kinds_by_line(data: bytes) -> Iterator[str]:
    """The kinds that lines of an unreadable text name. What is further in is about another object, if not JSON."""
    bare = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b"{"):
        names = re.findall(rb'[{,]\s*(?://[^\n]*\s*)*"kind"\s*:\s*"(\w+)"', data) or re.findall(_FLOW_KIND, bare)
    else:
        names = [name for indent, name in re.findall(_KIND_LINE, data) if len(indent) < 2]
    return (OBJECTS[name.decode()] for name in names if name.decode() in OBJECTS)


def names_ours(data: bytes) -> bool:
    """Whether an object of ours, or NUMA settings in a file without a kind, may stand in a text at all."""
    kinds = re.findall(rb"\bkind[\"']?\s*:\s*[\"']?(\w+)", data)
    return any(one in data for one in _SETTINGS) or any(kind.decode() in OBJECTS for kind in dict.fromkeys(kinds))


_SETTINGS = (
    b"kubelet-arg",
    b"ManagerPolicy",
    b"-manager-policy",
    b"reservedMemory",
    b"reservedSystemCPUs",
    b"bootstrap.sh",
)


def is_in_template(data: bytes) -> bool:
    """Whether a template, once it is filled in, will be something that numaconf knows."""
    from numaconf.targets.kubelet.marks import has_flags

    if any(name.decode() in OBJECTS for _, name in re.findall(_KIND_LINE, data)):
        return True
    return re.search(rb"\[settings\.kubernetes|/etc/eks/bootstrap\.sh", data) is not None or has_flags(data)
