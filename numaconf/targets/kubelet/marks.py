"""What the bytes of a script, unit or environment file give away about a kubelet's command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Source

_STARTED = rb"(?m)^ExecStart=[^\n]*\bkubelet[ \t]"
_ASSIGNMENTS = rb"(?m)^[ \t]*(?:export[ \t]+)?(?:Environment=(.*)|(\w+)=)"
"""All the assignments of a unit's line, or one name."""


NUMA_FLAGS = (
    b"--cpu-manager-policy", b"--memory-manager-policy", b"--topology-manager-policy", b"--reserved-memory",
    b"--reserved-cpus", b"--kube-reserved", b"--system-reserved",
)  # fmt: skip
"""Flags that no other program has."""


def has_flags(data: bytes) -> bool:
    """Whether a line, with those that continue it, may start a kubelet with flags, or sets a variable for them."""
    if data.lstrip()[:1] in {b"-", b"#"} and re.search(rb"(?m)^--", data) and any(flag in data for flag in NUMA_FLAGS):
        return True
    whole = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    if any(re.search(rb"\s[\"']?--[a-z]", behind[0]) for behind in re.finditer(rb"kubelet[^\r\n]*", whole)):
        return True
    return re.search(_STARTED, data) is not None or (b"KUBELET" in data and any(map(holds_flags, _assigned(data))))


def is_text(source: Source) -> bool:
    """Whether a source is a text as it is, and not a document whose value is a string."""
    from numaconf.documents.pieces import PlainDocument

    return isinstance(source.document, PlainDocument)


def _assigned(data: bytes) -> Iterator[str]:
    """The names of variables that lines set."""
    for environment, name in re.findall(_ASSIGNMENTS, data):
        for one in (name,) if name else re.findall(rb"(?:\A|[ \t])[\"']?(\w+)=", environment):
            yield one.decode("latin-1")


def holds_flags(name: str) -> bool:
    """Whether a variable's name says that it holds a kubelet's arguments: `KUBELET_EXTRA_ARGS`, `KUBELET_OPTS`."""
    at = name.find("KUBELET")
    end = len(name) - (4 if name.endswith("ARGS") else 3 if name.endswith("ARG") else 0)
    if 0 <= at <= end - len("KUBELET") and end < len(name):
        return True
    return name.startswith("KUBELET_") and name.endswith(("OPTS", "FLAGS"))
