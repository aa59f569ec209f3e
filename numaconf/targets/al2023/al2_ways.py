"""What user data of Amazon Linux 2 did to the kubelet, and what becomes of it on AL2023.

Source: awslabs/amazon-eks-ami, `nodeadm/internal/kubelet` and `templates/al2023`: the unit is
`ExecStart=/usr/bin/kubelet $NODEADM_KUBELET_ARGS`, and nodeadm writes `/etc/kubernetes/kubelet/config.json` anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import shell
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import Words, inside
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.eks.edits import edited, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.shell import Command
    from numaconf.documents.source import Source
    from numaconf.findings import Finding

VARIABLES = ("KUBELET_EXTRA_ARGS", "USE_MAX_PODS")
"""What AL2's bootstrap.sh took from its environment."""

INSTEAD = "write it into spec.kubelet of a NodeConfig"


class Ways(NamedTuple):
    """What one script does. `unread`: changes of files that AL2023's kubelet does read, which are not followed."""

    findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()


def find(script: Source) -> Ways:
    """The ways of AL2 in a script, each once. A text is looked at once, so that places in it stay the same ones."""
    memo = getattr(script.document, "memo", None)
    if memo is None:
        return _find(script)
    found: Ways = memo.get("al2 ways") or memo.setdefault("al2 ways", _find(script))
    return found


def _find(script: Source) -> Ways:
    text: str = script.document.value
    if "kubelet" not in text.lower() and VARIABLES[1] not in text and "bootstrap.sh" not in text:
        return Ways()
    try:
        commands = shell.parse(text).commands
    except Unreadable:
        return Ways()
    findings: dict[str, Finding] = {}
    unread: dict[str, None] = {}
    for command in commands:
        for about, why in _lost(command, text):
            findings.setdefault(about, _finding(why, command, script))
        file = edited(command)
        if file and "kubelet/config.json" in file:
            unread[
                f"a script changes {file}, which is not followed: {INSTEAD}, or lint the file as it is on the node"
            ] = None
    return Ways(tuple(findings.values()), tuple(unread))


def _lost(command: Command, text: str) -> Iterator[tuple[str, str]]:
    """What of a command does nothing on AL2023, and why."""
    for name in VARIABLES:
        assigned = any(one == name for one, _ in command.assignments) and not command.words
        exported = bool(command.words) and command.words[0].value in {"export", "declare", "readonly"}
        if assigned or (exported and any(word.text.startswith(f"{name}=") for word in command.words)):
            yield name, f"{name} was read by AL2's bootstrap.sh, which AL2023 does not have: {INSTEAD}"
    file = edited(command)
    if file is None:
        return
    if "kubelet-config.json" in file:
        yield (
            file,
            f"AL2023 has no kubelet-config.json, nobody reads what is written there: {INSTEAD}",
        )
    elif "/eks/bootstrap.sh" in file:
        yield file, f"nobody calls bootstrap.sh on AL2023, where it only prints an error: {INSTEAD}"
    elif "config.json" not in file and _sets_unused(written(command), text):
        yield (
            file,
            f"the unit of AL2023 knows $NODEADM_KUBELET_ARGS only, {VARIABLES[0]} is not used: {INSTEAD}",
        )


def _sets_unused(held: str, text: str) -> bool:
    """Whether a unit's drop-in sets the variable of AL2's unit, and no `ExecStart=` of the script uses it."""
    used = any("ExecStart=" in line and f"${VARIABLES[0]}" in line.replace("{", "") for line in text.splitlines())
    return f"{VARIABLES[0]}=" in held and not used


def _finding(why: str, command: Command, script: Source) -> Finding:
    place = inside(script, Words([""], [command.span]))
    return BY_CODE["NC527"].finding(why, Origin("document", place, (0,)))
