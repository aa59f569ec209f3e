"""What user data of Amazon Linux 2 did to the kubelet, and what becomes of it on AL2023.

Source: awslabs/amazon-eks-ami, `nodeadm/internal/kubelet` and `templates/al2023`: the unit is
`ExecStart=/usr/bin/kubelet $NODEADM_KUBELET_ARGS`, and nodeadm writes `/etc/kubernetes/kubelet/config.json` again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import shell
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import Words, inside
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.eks.edits import edited, program, writes, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.shell import Command
    from numaconf.documents.source import Source
    from numaconf.findings import Finding

VARIABLES = ("KUBELET_EXTRA_ARGS", "USE_MAX_PODS", "KUBELET_ARGS")
"""What AL2's bootstrap.sh took from its environment, and its unit."""

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
    piped = ""
    for command in commands:
        held = f"{piped}\n{written(command)}"
        piped = held if command.ended_by == "|" else ""
        for about, why in _lost(command, held, text):
            findings.setdefault(about, _finding(why, command, script))
        file = edited(command)
        if file and "kubelet/config.json" in file:
            unread[
                f"a script changes {file}, which is not followed: {INSTEAD}, or lint the file as it is on the node"
            ] = None
    return Ways(tuple(findings.values()), tuple(unread))


def _lost(command: Command, held: str, text: str) -> Iterator[tuple[str, str]]:
    """What of a command does nothing on AL2023, and why. `held`: what it writes, also from a pipe before it."""
    for name in VARIABLES[:2]:
        assigned = any(one == name for one, _ in command.assignments) and not command.words
        exported = bool(command.words) and command.words[0].value in {"export", "declare", "readonly"}
        if assigned or (exported and any(word.text.startswith(f"{name}=") for word in command.words)):
            yield name, f"{name} was read by AL2's bootstrap.sh, which AL2023 does not have: {INSTEAD}"
    file = edited(command)
    if file is None:
        target = next(iter(writes(command)), None)
        if target and (name := _sets_unused(held, text)):
            yield f"{target} {name}", f"{name} is not read by anything on AL2023, in {target} or elsewhere: {INSTEAD}"
        return
    if "kubelet-config.json" in file:
        yield (
            file,
            f"AL2023 has no kubelet-config.json, nothing reads what is written there: {INSTEAD}",
        )
    elif "/eks/bootstrap.sh" in file:
        yield file, f"nothing calls bootstrap.sh on AL2023, where it only prints an error: {INSTEAD}"
    elif "config.json" not in file and (name := _sets_unused(held, text)):
        yield file, f"the unit of AL2023 knows $NODEADM_KUBELET_ARGS only, {name} is not used: {INSTEAD}"


def _sets_unused(held: str, text: str) -> str:
    """The variable of AL2's that a text sets, where no `ExecStart=` of the script uses it; or nothing."""
    lines = [line.replace("{", "") for line in text.splitlines() if "ExecStart=" in line]
    return next(
        (name for name in VARIABLES if f"{name}=" in held and not any(f"${name}" in line for line in lines)), ""
    )


def calls(script: Source) -> Iterator[Finding]:
    """Calls of a program that is gone."""
    text: str = script.document.value
    if "bootstrap.sh" not in text:
        return
    try:
        commands = shell.parse(text).commands
    except Unreadable:
        return
    for command in commands:
        if command.words and (command.words[program(command)].value or "").endswith("/etc/eks/bootstrap.sh"):
            yield BY_CODE["NC521"].finding(
                "AL2023 has no bootstrap.sh, this call exits with 1 and sets nothing: what it should set belongs in "
                "spec.kubelet of a NodeConfig",
                Origin("document", inside(script, Words([""], [command.span])), (0,)),
                says=Says("bootstrap", "!!!!!!!!!! ERROR: bootstrap.sh has been removed from AL2023-based EKS AMIs."),
            )


def _finding(why: str, command: Command, script: Source) -> Finding:
    place = inside(script, Words([""], [command.span]))
    return BY_CODE["NC527"].finding(why, Origin("document", place, (0,)))
