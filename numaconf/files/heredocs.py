"""What a shell script writes by here documents: whole files of a node, and objects that it hands to a client.

A text that is in the script from its first to its last line is read like the file that it becomes, variables whose
values the script itself knows filled in. What is appended to a file (`>>`) is a piece of it, and is not followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import placeholders, shell
from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import Filled, PlainDocument
from numaconf.documents.source import Source
from numaconf.files import marks
from numaconf.files.unwrap import placed
from numaconf.named import NamedTuple
from numaconf.targets.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numaconf.documents.shell import Command, Redirect, Word

TOGETHER = "{} arguments are both in a script and in a file that it writes: lint the files as they are on the node"


class Written(NamedTuple):
    """A here document: its text, the name of the file that it becomes (or nothing), the script's lines that it takes
    with its command, the first one and the one after the last.
    """

    text: Source
    name: str
    first: int
    behind: int


def subjects(
    path: str,
    data: bytes,
    recognise: Callable[[str, bytes], list[Subject]],
    whole: Callable[[bytes], Subject | None],
) -> list[Subject] | None:
    """The subjects of a script that writes some that are known, and `whole`'s of the rest of it; None for any other."""
    read: list[tuple[Written, list[Subject]]] = []
    for one in _written(path, data):
        document = one.text.document
        found = recognise(one.name, document.data) if isinstance(document, PlainDocument) else []
        if found:
            read.append((one, [placed(subject, one.text) for subject in found]))
    if not read:
        return None
    inner = [subject for _, found in read for subject in found]
    rest = whole(_blanked(data, [one for one, _ in read]))
    return _together(inner, rest)


def _together(inner: list[Subject], rest: Subject | None) -> list[Subject]:
    """Those that one kubelet is started with as one: its file, and the texts with its command line."""
    if rest is not None and rest.kind == "k3s" and any(one.kind == "k3s" for one in inner):
        return [Subject("k3s", unread=TOGETHER.format("k3s'"))]
    every = [*inner, *([rest] if rest else ())]
    files = [one for one in every if one.kind == "kubelet" and one.sources]
    texts = [one for one in every if one.kind == "kubelet-flags" and one.sources]
    if len(files) != 1 or not texts:
        return every
    sources = (*files[0].sources, *(source for one in texts for source in one.sources))
    one = Subject("kubelet-flags", sources, files[0].number, files[0].line)
    return [one, *(held for held in every if held not in files and held not in texts)]


def _written(path: str, data: bytes) -> Iterator[Written]:
    """The texts that a script writes. Raises Unreadable for a script that is larger than numaconf reads, and holds
    something of ours.
    """
    whole = PlainDocument(data)
    try:
        commands = shell.parse(whole.source).commands
    except Unreadable as error:
        if error.limit and marks.is_in_template(data):
            raise
        return
    for at, command in enumerate(commands):
        read = next((one for one in command.redirects if one.operator in {"<<", "<<-"} and one.line), None)
        if read is None or _appends(command):
            continue
        following = commands[at + 1] if command.ended_by == "|" and at + 1 < len(commands) else None
        if following is not None and _appends(following):
            continue
        behind = read.line + read.target.raw.count("\n")
        yield Written(_source(path, whole, read), _name(command) or _name(following), command.span.line, behind)


def _words(command: Command) -> list[str]:
    return [word.text for word in command.words]


def _appends(command: Command) -> bool:
    words = _words(command)
    tee = any(word.rpartition("/")[2] == "tee" for word in words)
    return any(one.operator == ">>" for one in command.redirects) or (tee and not {"-a", "--append"}.isdisjoint(words))


def _name(command: Command | None) -> str:
    """The file that a command writes: after `>`, or as an argument of tee."""
    if command is None:
        return ""
    words = _words(command)
    tee = next((at for at, word in enumerate(words) if word.rpartition("/")[2] == "tee"), None)
    if tee is not None:
        return next((word for word in words[tee + 1 :] if not word.startswith("-")), "")
    return next((one.target.text for one in command.redirects if one.operator in {">", ">|"}), "")


def _source(path: str, whole: PlainDocument, read: Redirect) -> Source:
    """The text with its places in the script: exact where it is there as it is, else to the line."""
    tabs = _tabs(read.target.raw) if read.operator == "<<-" else 0
    exact = read.target.value is not None and tabs is not None
    exact = exact and read.target.text == "".join(line[tabs:] for line in read.target.raw.splitlines(keepends=True))
    holder = Source(path, whole if exact else Filled(whole))
    text = PlainDocument(_filled(read.target))
    return Source(path, text, outer=holder, line=read.line, column=tabs or 0)


def _tabs(raw: str) -> int | None:
    """How many tabs every line begins with that is not empty; None where they differ."""
    found = {len(line) - len(line.lstrip("\t")) for line in raw.splitlines() if line.strip()}
    return found.pop() if len(found) == 1 else 0 if not found else None


def _filled(word: Word) -> str:
    """The text with a word for each unknown part: `$MAX` and `$(nproc)` are filled in when the script runs."""
    return placeholders.filled(word.text, word.unknown)


def _blanked(data: bytes, read: Sequence[Written]) -> bytes:
    """The script without the commands of these here documents, its lines where they were."""
    lines = data.splitlines(keepends=True)
    for one in read:
        for number in range(one.first - 1, min(one.behind, len(lines))):
            lines[number] = b"\n"
    return b"".join(lines)
