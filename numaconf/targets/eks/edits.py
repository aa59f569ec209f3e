"""Commands of a script that change the files from which a kubelet on an EKS image takes its settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.documents.shell import Command

_TOUCHED = re.compile(
    r"kubelet-config\.json|/eks/bootstrap\.sh|kubelet\.service|30-kubelet-extra-args|10-kubelet-args|kubelet/config\.json"
)
_EDITORS = frozenset(
    "sed perl awk tee cp mv ln install rm dd ed ex python python2 python3 ruby yq patch truncate rsync".split()
)
_WRITES = frozenset({">", ">>", ">|", "&>", "&>>"})


def edited(command: Command) -> str | None:
    """The file of the kubelet that a command changes, or None."""
    for redirect in command.redirects:
        if redirect.operator in _WRITES and _TOUCHED.search(redirect.target.text):
            return redirect.target.text
    name = (command.words[0].value or "").rpartition("/")[2] if command.words else ""
    if name == "sudo" and len(command.words) > 1:
        name = (command.words[1].value or "").rpartition("/")[2]
    touched = next((word.text for word in command.words[1:] if _TOUCHED.search(word.text)), None)
    return touched if touched and name in _EDITORS else None


def written(command: Command) -> str:
    """The text that a command writes: its here documents and here strings, and its words."""
    held = [redirect.target.text for redirect in command.redirects if redirect.operator.startswith("<<")]
    return "\n".join([*held, *(word.text for word in command.words)])
