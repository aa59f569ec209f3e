"""The scripts of user data, the call of bootstrap.sh in them, and what else they do to the kubelet's configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents import shell
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import PlainDocument, Words, inside, piece
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.targets.eks import cloudinit
from numaconf.targets.eks.edits import edited

if TYPE_CHECKING:
    from numaconf.documents.mime import Message
    from numaconf.documents.shell import Command, Script, Word
    from numaconf.documents.source import Source, Span

CONFIG = "/etc/kubernetes/kubelet/kubelet-config.json"
PATCH = "/etc/kubernetes/kubelet/numaconf.json"
"""Where numaconf's own scripts put the fields that they merge into CONFIG; such a script is followed."""

_MIME = re.compile(r"[\ufeff\s]+(?:MIME-Version|Content-Type)[ \t]*:", re.IGNORECASE)
_NAME = re.compile(r"(?:.*/eks/|\./)?bootstrap\.sh")
_WRAPPERS = frozenset("sudo bash sh exec env nohup time command".split())


class Call(NamedTuple):
    """One call of bootstrap.sh: the script it is in, the words after its name, and the command itself."""

    script: Source
    command: Command
    words: tuple[Word, ...]

    def origin(self, span: Span | None = None) -> Origin:
        """The place of the call, or of a part of it."""
        return at(self.script, span or self.command.span)


class Scripts(NamedTuple):
    """What user data does, as far as it concerns the kubelet.

    `calls` of bootstrap.sh in order; `environment`: what earlier commands exported as KUBELET_EXTRA_ARGS; `patches`:
    fields that numaconf's own scripts merge into the configuration file; `edits`: places where something is changed in
    a way that is not followed, with what it is; `commands`: every command with its script; `broken`: scripts that bash
    does not read to their end, with its words; `message`: the MIME document, if it is one; `texts`: all scripts;
    `line`: no script, but the value of --kubelet-extra-args alone; `unread`: cloud-init reads none of it.
    """

    calls: tuple[Call, ...] = ()
    environment: Word | None = None
    patches: tuple[tuple[dict[str, Any], Source], ...] = ()
    edits: tuple[tuple[str, Origin], ...] = ()
    commands: tuple[tuple[Command, Source], ...] = ()
    broken: tuple[tuple[str, Origin], ...] = ()
    message: Message | None = None
    texts: tuple[Source, ...] = ()
    line: PlainDocument | None = None
    unread: bool = False


def at(script: Source, span: Span) -> Origin:
    """The origin of a place in a script."""
    return Origin("document", inside(script, Words([""], [span])), (0,))


def find(source: Source, document: PlainDocument) -> Scripts:
    """What the scripts of user data do. Raises Unreadable."""
    from numaconf.documents import mime
    from numaconf.documents.mime.encoding import by_content

    data, encodings = by_content(document.data)
    message = mime.parse(data)
    text = data.decode("utf-8", "replace")
    if message.multipart and message.parts:
        return _walk(cloudinit.scripts(source, message))._replace(message=message)
    if message.multipart or _MIME.match(text):
        # No parts, or something comes before the headers: of such a text cloud-init runs nothing.
        called = [piece(source, PlainDocument(text), 0, 1)] if "/eks/bootstrap.sh" in text else []
        return Scripts(message=message, texts=tuple(called), unread=True)
    if text.lstrip().startswith("-") and "bootstrap.sh" not in text:
        return Scripts(line=document)
    return _walk([piece(source, PlainDocument(cloudinit.unix(text)), 0, 0 if encodings else 1)])


def _walk(texts: list[Source]) -> Scripts:
    calls: list[Call] = []
    environment: Word | None = None
    patches: list[tuple[dict[str, Any], Source]] = []
    edits: list[tuple[str, Origin]] = []
    commands: list[tuple[Command, Source]] = []
    broken: list[tuple[str, Origin]] = []
    for text in texts:
        script = _parse(text)
        if script.error:
            broken.append((script.error.message, Origin("document", text)))
        ours = _patch(script, text)
        patches += [ours] if ours else []
        for command in script.commands:
            commands.append((command, text))
            words = _behind_name(command)
            if words is not None:
                calls.append(Call(text, command, words))
                environment = _assigned(command.assignments) or environment
                continue
            environment = (None if calls else _exported(command)) or environment
            edit = edited(command)
            if edit and not (ours and edit == CONFIG and command.words and command.words[0].value == "printf"):
                edits.append((edit, at(text, command.span)))
    return Scripts(
        tuple(calls), environment, tuple(patches), tuple(edits), tuple(commands), tuple(broken), texts=tuple(texts)
    )


def _parse(text: Source) -> Script:
    try:
        return shell.parse(text.document.value)
    except Unreadable as error:
        return shell.Script([], error)


def _behind_name(command: Command) -> tuple[Word, ...] | None:
    """The words after `/etc/eks/bootstrap.sh`, called as it is or through sudo, bash, env and the like."""
    for index, word in enumerate(command.words):
        if word.value is not None and _NAME.fullmatch(word.value):
            return tuple(command.words[index + 1 :])
        known = word.value is not None and (
            word.value.rpartition("/")[2] in _WRAPPERS or word.value.startswith("-") or "=" in word.value
        )
        if not known:
            return None
    return None


def _assigned(assignments: list[tuple[str, Word]]) -> Word | None:
    return next((word for name, word in assignments if name == "KUBELET_EXTRA_ARGS"), None)


def _exported(command: Command) -> Word | None:
    """The word `KUBELET_EXTRA_ARGS=…` of an export."""
    if not command.words or command.words[0].value != "export":
        return None
    return next((word for word in command.words[1:] if word.text.startswith("KUBELET_EXTRA_ARGS=")), None)


def _patch(script: Script, text: Source) -> tuple[dict[str, Any], Source] | None:
    """The fields of a script that numaconf wrote: a here document of JSON for PATCH."""
    for command in script.commands:
        target = next((one.target for one in command.redirects if one.operator == ">"), None)
        body = next((one for one in command.redirects if one.operator == "<<" and one.quoted), None)
        if target is None or body is None or target.value != PATCH:
            continue
        from numaconf.documents import json as documents

        document = documents.read(body.target.text)
        return document.value, piece(text, document, text.index, body.line)
    return None
