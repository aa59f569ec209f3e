"""What the bytes of a script, unit or environment file give away about a kubelet's command line."""

from __future__ import annotations

import re

_STARTED = rb"(?m)^ExecStart=[^\n]*\bkubelet[ \t]"
_ASSIGNED = (
    rb"(?m)^[ \t]*(?:export[ \t]+|Environment=(?:[^\n]*[ \t])?[\"']?)?"
    rb"(?:\w*KUBELET\w*ARGS?|KUBELET_\w*(?:OPTS|FLAGS))="
)


def has_flags(data: bytes) -> bool:
    """Whether a line, with those that continue it, may start a kubelet with flags, or sets a variable for them."""
    lines = re.sub(rb"\\\r?\n", b" ", data).splitlines()
    if any(re.search(rb"\s[\"']?--[a-z]", line.partition(b"kubelet")[2]) for line in lines if b"kubelet" in line):
        return True
    return re.search(_STARTED, data) is not None or re.search(_ASSIGNED, data) is not None
