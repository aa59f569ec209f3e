"""The kubelet's command line as files have it: systemd units, environment files, shell scripts.

A unit's `ExecStart=` or a script's command is the whole line; a variable such as KUBELET_EXTRA_ARGS is part of one,
whose main file and other flags are elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from numaconf.targets.kubelet.marks import holds_flags
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.shell import Command, Word
    from numaconf.documents.source import Source, Span
    from numaconf.documents.systemd import Item
    from numaconf.documents.text import Lines
    from numaconf.kubelet.flags import Argument
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "kubelet-flags"

_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PREFIXES = "@-:+!"
"""What may stand before the program in `ExecStart=`."""


class Line(NamedTuple):
    """Arguments of a kubelet. `whole`: they are all of them."""

    arguments: tuple[Argument, ...]
    whole: bool


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:  # noqa: ARG001
    """What the kubelet makes of the last command line in a file (of several `ExecStart=` the last one counts)."""
    from numaconf.targets.kubelet.files import Files, read

    found = [line for source in sources for line in lines(source)]
    if not found:
        return Reading(None)
    line = next((line for line in reversed(found) if line.whole), found[-1])
    return read(NAME, Files(None, (), line.arguments, main_known=line.whole), version, machine)


def lines(source: Source) -> list[Line]:
    """The kubelet's command lines in a text, in their order; variables that hold part of one only without a whole."""
    text = source.document.value
    if not isinstance(text, str):
        return []
    memo = getattr(source.document, "memo", {})  # every version and machine asks
    if "lines" not in memo:
        memo["lines"] = _lines(source, text)
    found: list[Line] = memo["lines"]
    return found


def _lines(source: Source, text: str) -> list[Line]:
    if re.search(r"^\[(?:Service|Unit|Install)\]", text, re.MULTILINE):
        return list(_unit(source, text))
    if not text.startswith("#!") and all(re.match(r"\s*(?:[#;].*|\w+=.*)?$", line) for line in text.splitlines()):
        return list(_environment_file(source, text))
    return list(_script(source, text))


def _unit(source: Source, text: str) -> Iterator[Line]:
    """A unit's `ExecStart=`, with what `Environment=` says put in; without one, those variables."""
    from numaconf.documents import systemd

    known: dict[str, Item] = {}
    starts = []
    for setting in systemd.unit(text):
        if setting.section == "Service" and setting.key == "Environment":
            for one in systemd.environment(setting.value.text).assignments:
                offsets = [setting.value.offsets[at] for at in one.value.offsets]
                known[one.name] = systemd.Item(one.value.text, offsets)
        elif setting.section == "Service" and setting.key == "ExecStart":
            try:
                starts.append((setting.value, systemd.command_line(setting.value.text)))
            except systemd.BadSyntax:
                continue
    whole = False
    for value, words in starts:
        if words and words[0].text.lstrip(_PREFIXES).rpartition("/")[2] == "kubelet" and not _tells(words[1:]):
            whole = True
            held = [systemd.Item(word.text, [value.offsets[at] for at in word.offsets]) for word in words[1:]]
            yield Line(_arguments(source, text, list(_resolved(held, known))), True)
    parts = [one for name, value in known.items() if holds_flags(name) for one in _words(value)]
    if parts and not whole:
        yield Line(_arguments(source, text, parts), False)


def _resolved(words: list[Item], known: dict[str, Item]) -> Iterator[tuple[Item, bool]]:
    """The words as systemd passes them on, and whether they are known: `$NAME` as a word of its own becomes several,
    `${NAME}` stays one.
    """
    from numaconf.documents import systemd

    for word in words:
        plain, unknown = systemd.specifiers(word)
        match = _REFERENCE.fullmatch(plain.text)
        value = known.get((match[1] or match[2]) if match else "")
        if match is not None and match[2] and value is not None:
            yield from _words(value)
        elif value is not None and match is not None:
            plain, unknown = systemd.specifiers(value)
            yield plain, not unknown
        else:
            yield plain, not unknown and _REFERENCE.search(plain.text) is None


def _words(value: Item) -> Iterator[tuple[Item, bool]]:
    """The words of a variable that a unit's `Environment=` sets, and whether they are known."""
    from numaconf.documents import systemd

    for item in systemd.split(value.text):
        plain, unknown = systemd.specifiers(systemd.Item(item.text, [value.offsets[at] for at in item.offsets]))
        yield plain, not unknown and "$" not in plain.text


def _environment_file(source: Source, text: str) -> Iterator[Line]:
    from numaconf.documents import systemd

    yield from _variables(source, text, {one.name: one.value for one in systemd.environment_file(text)})


def _variables(source: Source, text: str, known: dict[str, Item]) -> Iterator[Line]:
    """All the variables that hold kubelet arguments, as one part of a command line."""
    from numaconf.documents import systemd

    found: list[tuple[Item, bool]] = []
    for name, value in known.items():
        if holds_flags(name):
            items = systemd.split(value.text)
            placed = [systemd.Item(item.text, [value.offsets[at] for at in item.offsets]) for item in items]
            found += ((item, "$" not in item.text) for item in placed)
    if found:
        yield Line(_arguments(source, text, found), False)


def _arguments(source: Source, text: str, words: Sequence[tuple[Item, bool]]) -> tuple[Argument, ...]:
    """Arguments with their places; of a word that is not known nobody says what it is."""
    lines = _line_starts(text)
    spans = [
        lines.span(item.offsets[0], item.offsets[-1] + 1) if item.offsets else lines.span(0, 0) for item, _ in words
    ]
    return _placed(source, [(item.text if known else None, item.text) for item, known in words], spans)


@lru_cache(2)
def _line_starts(text: str) -> Lines:
    """The lines of a text that holds many command lines."""
    from numaconf.documents.text import Lines

    return Lines(text)


def _placed(source: Source, words: Sequence[tuple[str | None, str]], spans: Sequence[Span]) -> tuple[Argument, ...]:
    """Arguments from their values and texts. Each has a route of its own, by which its findings are told apart."""
    from numaconf.documents.pieces import Words, inside
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.flags import Argument

    held = inside(source, Words([text for _, text in words], list(spans)))
    return tuple(Argument(value, Origin("document", held, (at,)), text) for at, (value, text) in enumerate(words))


def _script(source: Source, text: str) -> Iterator[Line]:
    """The commands that start a kubelet; without one, the variables that hold its arguments."""
    from numaconf.documents import shell, systemd

    whole = False
    parts: list[tuple[str | None, str]] = []
    places: list[Span] = []
    for command in shell.commands(text):
        names = [(word.value or "").rpartition("/")[2] for word in command.words]
        at = next((index for index, name in enumerate(names[:3]) if name == "kubelet"), None)
        words = command.words[at + 1 :] if at is not None else []
        if at is not None and all(name in {"exec", "sudo", "nohup"} for name in names[:at]) and not _tells(words):
            whole = True
            yield Line(
                _placed(source, [(word.value, word.text) for word in words], [word.span for word in words]), True
            )
        for name, word, start in _assignments(command):
            if holds_flags(name):
                for item in systemd.split(word.text[start:]):
                    offsets = [start + offset for offset in item.offsets]
                    places.append(word.place(offsets[0], offsets[-1] + 1) if offsets else word.span)
                    parts.append((None if "$" in item.text or word.value is None else item.text, item.text))
    if parts and not whole:
        yield Line(_placed(source, parts, places), False)


def _tells(words: Sequence[Item] | Sequence[Word]) -> bool:
    """Whether the kubelet prints something and exits, instead of starting."""
    return any(word.text in {"--version", "--version=true", "--version=raw", "--help", "-h"} for word in words)


def _assignments(command: Command) -> Iterator[tuple[str, Word, int]]:
    """Variables that a command sets: their names, the words that hold their values, and where in these they begin."""
    for name, word in command.assignments:
        yield name, word, 0
    if command.words and command.words[0].value == "export":
        for word in command.words[1:]:
            name, equals, _ = word.text.partition("=")
            if equals:
                yield name, word, len(name) + 1
