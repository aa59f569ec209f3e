"""What is wrong with the scripts of AL2 user data, and with the call of bootstrap.sh in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE
from numaconf.targets.al2 import bootstrap, script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.errors import Unreadable
    from numaconf.documents.shell import Command, Word
    from numaconf.documents.source import Source
    from numaconf.documents.systemd import Item
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.targets.al2.script import Call, Scripts

LAST = 32
"""The last minor for which EKS published an AL2 image (awslabs/amazon-eks-ami, CHANGELOG)."""

_OPTION = re.compile(r"--[a-z][a-z0-9-]*")
_NODE = re.compile(r"[0-9]+:|--[a-z]")
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?([KMGT]i?|%)?[,;]?.*")


def unreadable(source: Source, error: Unreadable) -> list[Finding]:
    """User data that cannot be unpacked."""
    return [BY_CODE["NC001"].finding(error.message, Origin("document", source))] if "NC001" in BY_CODE else []


def version(origin: Origin, kubernetes: Version) -> list[Finding]:
    """A Kubernetes version for which there is no image."""
    if kubernetes.minor <= LAST:
        return []
    return [
        BY_CODE["NC520"].finding(
            f"there is no Amazon Linux 2 image for Kubernetes {kubernetes}: 1.{LAST} was the last; "
            "AL2023 takes a NodeConfig",
            origin,
        )
    ]


def about(scripts: Scripts, source: Source) -> Iterator[Finding]:
    """What is wrong beside the call itself."""
    from numaconf.targets.eks import cloudinit

    if scripts.message is not None:
        needed = scripts.texts if scripts.unread else [call.script for call in scripts.calls]
        yield from cloudinit.not_run(source, scripts.message, scripts.texts, needed)
        yield from cloudinit.outside(source, scripts.message)
    for message, origin in scripts.broken:
        if "bootstrap.sh" in str(origin.source and origin.source.document.value) and not scripts.calls:
            yield BY_CODE["NC524"].finding(
                f"bash cannot read this script to its end ({message}), so bootstrap.sh does not run",
                origin,
                severity="will-not-start",
            )
    before: Command | None = None
    for command, text in scripts.commands:
        yield from _detached(command, before, text, scripts)
        before = command


def _detached(command: Command, before: Command | None, text: Source, scripts: Scripts) -> Iterator[Finding]:
    """Arguments on a line of their own."""
    first = command.words[0].value if command.words else None
    called = next((one for one in scripts.calls if one.command is before), None)
    if first is None or called is None or called.command.ended_by != "\n" or not _OPTION.match(first):
        return
    name = first.partition("=")[0]
    yield BY_CODE["NC525"].finding(
        f"{name} and what follows is a command of its own: the line before must end with a backslash and no space "
        "after it",
        script.at(text, command.words[0].span),
        severity="no-effect",
    )


def _usage(says: str) -> str:
    """What to write where bootstrap.sh refuses its arguments."""
    if "cluster name" in says:
        return " Write the cluster's name as its first word"
    if "ip-family" in says:
        return ""
    if "containerd" in says:
        return "; leave --container-runtime out"
    return "; give each option one value"


def of_call(call: Call, parsed: bootstrap.Call, scripts: Scripts) -> Iterator[Finding]:
    """What is wrong with the arguments."""
    yield from _shell(call, scripts)
    if parsed.error:
        says, word = parsed.error
        yield BY_CODE["NC523"].finding(
            f"bootstrap.sh exits before it starts the kubelet: {says}{_usage(says)}",
            call.origin(word.span if word else None),
            says=Says("bootstrap", says),
        )
        if says.startswith("$2"):
            return
    spare = parsed.positional[1:] if not _misspelt_first(parsed) else parsed.positional
    for word in spare:
        if word.value is not None:
            yield _dropped(call, word)


def _misspelt_first(parsed: bootstrap.Call) -> bool:
    """An unknown option before the cluster name takes its place."""
    return bool(parsed.positional) and (parsed.positional[0].value or "").startswith("-")


def _dropped(call: Call, word: Word) -> Finding:
    text = word.value or ""
    name, equals, _ = text.partition("=")
    if equals and name in bootstrap.OPTIONS:
        why = f"bootstrap.sh does not know the form {name}=… and drops it: write {name} '…'"
    elif _OPTION.fullmatch(name):
        near = fixes.near(name, tuple(sorted(bootstrap.OPTIONS)))
        hint = f"did you mean {near}?" if near else f"kubelet flags belong, in quotes, after {bootstrap.EXTRA}"
        why = f"bootstrap.sh has no option {name} and drops it: {hint}"
    else:
        why = f"bootstrap.sh takes only the first word for the cluster name and drops {text!r}: is a quote missing?"
    return BY_CODE["NC522"].finding(why, call.origin(word.span))


def never_runs(call: Call) -> bool:
    """Whether a `<` that was meant for an eviction threshold keeps the command from running."""
    return any(one.operator == "<" and _AMOUNT.fullmatch(one.target.text) for one in call.command.redirects)


def _shell(call: Call, scripts: Scripts) -> Iterator[Finding]:
    """`<` and `;` that the shell takes for itself."""
    for redirect in call.command.redirects:
        if redirect.operator == "<" and _AMOUNT.fullmatch(redirect.target.text):
            yield BY_CODE["NC524"].finding(
                f"the shell reads from a file {redirect.target.text!r} that is not there, bootstrap.sh does not run: "
                "put the kubelet arguments in single quotes",
                call.origin(redirect.target.span),
                severity="will-not-start",
            )
    if (rest := cut(call, scripts)) is not None:
        yield BY_CODE["NC524"].finding(
            f"the {call.command.ended_by} ends the command: {rest.text!r} and what follows does not reach the kubelet; "
            "put the kubelet arguments in single quotes",
            call.origin(rest.span),
        )


def cut(call: Call, scripts: Scripts) -> Word | None:
    """What of the kubelet's arguments the shell takes for the next command."""
    following = _next(call, scripts)
    if call.command.ended_by not in (";", "&") or following is None or not following.words:
        return None
    return following.words[0] if _NODE.match(following.words[0].text) else None


def _next(call: Call, scripts: Scripts) -> Command | None:
    commands = [command for command, _ in scripts.commands]
    at = commands.index(call.command) if call.command in commands else len(commands)
    return commands[at + 1] if at + 1 < len(commands) else None


def lost(
    extra: str, word: Word | None, text: Source, given: Item | None, ignored: Sequence[str], *, cut: bool
) -> list[Finding]:
    """Arguments that systemd does not take from its unit file. `cut`: a line feed ends the line early."""
    if given is not None and not ignored and not cut:
        return []
    if given is None:
        cause = "a line feed" if "\n" in extra else "a backslash or an open quote"
        what = f"systemd ignores the line with the kubelet arguments, because of {cause} in it: the kubelet gets none"
    else:
        what = (
            f"systemd cuts the kubelet arguments after {given.text[-30:]!r}, because a single quote in them ends the "
            "quoting that bootstrap.sh writes around them"
        )
    said = f" ({ignored[0]})" if ignored else ""
    return [
        BY_CODE["NC513"].finding(f"{what}{said}; leave quotes, backslashes and line feeds out", _origin(word, text))
    ]


def specifiers(found: Sequence[str], word: Word | None, text: Source) -> list[Finding]:
    """Percent signs that systemd replaces."""
    return [
        BY_CODE["NC513"].finding(
            f"systemd replaces {one} in the kubelet arguments by something of the unit or the machine: write %{one}",
            _origin(word, text),
        )
        for one in dict.fromkeys(found)
    ]


def _origin(word: Word | None, text: Source) -> Origin:
    return Origin("document", text) if word is None else script.at(text, word.span)
