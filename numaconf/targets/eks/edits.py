"""Commands of a script that change the files from which a kubelet on an EKS image takes its settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numaconf.documents.shell import Command

_TOUCHED = re.compile(
    r"kubelet-config\.json|/eks/bootstrap\.sh|kubelet\.service|30-kubelet-extra-args|10-kubelet-args|kubelet/config\.json"
)
_PATH = re.compile(rf"[\w./-]*(?:{_TOUCHED.pattern})[\w./-]*")
_INTERPRETERS = frozenset("python python2 python3 perl ruby node".split())
_EDITORS = _INTERPRETERS | frozenset(
    "sed awk gawk tee sponge cp mv ln install rm dd ed ex yq patch truncate rsync crudini augtool".split()
)
_WRITES = frozenset({">", ">>", ">|", "&>", "&>>"})
_BEFORE = frozenset("sudo exec env nohup time command bash sh source .".split())
"""Words that may come before the name of the program that a command starts."""


def program(command: Command) -> int:
    """Where the name of a command's program is among its words: after `sudo -E` and the like."""
    at = 0
    while at < len(command.words) - 1 and command.words[at].text.rpartition("/")[2] in _BEFORE:
        at += 1
        while at < len(command.words) - 1 and command.words[at].text.startswith("-"):
            at += 1
    return at


def writes(command: Command) -> list[str]:
    """The files into which a command's own output goes, by redirection or by `tee`."""
    found = [redirect.target.text for redirect in command.redirects if redirect.operator in _WRITES]
    if (at := program(command)) < len(command.words) and command.words[at].text.rpartition("/")[2] in {"tee", "sponge"}:
        found += [word.text for word in command.words[at + 1 :] if not word.text.startswith("-")]
    return found


def edited(command: Command) -> str | None:
    """The file of the kubelet that a command changes, or None."""
    for redirect in command.redirects:
        if redirect.operator in _WRITES and _TOUCHED.search(redirect.target.text):
            return redirect.target.text
    if not command.words:
        return None
    at = program(command)
    name = command.words[at].text.rpartition("/")[2]
    if name in _INTERPRETERS:
        return next(iter(_PATH.findall(written(command))), None)
    if name not in _EDITORS:
        return None
    return next((word.text for word in command.words[at + 1 :] if _TOUCHED.search(word.text)), None)


def written(command: Command) -> str:
    """The text that a command writes: its here documents and here strings, and its words."""
    held = [redirect.target.text for redirect in command.redirects if redirect.operator.startswith("<<")]
    return "\n".join([*held, *(word.text for word in command.words)])
