"""The kubelet's systemd unit: `ExecStart=` with what `Environment=` and `EnvironmentFile=` put into it.

Source: systemd.exec(5) and systemd.service(5): files of `EnvironmentFile=` overrule `Environment=`, later ones earlier
ones; a variable that is not set is nothing; of several `ExecStart=` (drop-ins reset it first) the last one counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents import systemd
from numaconf.documents.systemd import Item, environment_file, unit_file
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Source

_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PREFIXES = "@-:+!"
"""What may come before the program in `ExecStart=`."""


class Word(NamedTuple):
    """One argument of a kubelet: the text that it is written in, and whether its value is known."""

    source: Source
    item: Item
    known: bool


class Held(NamedTuple):
    """The value of a variable, and where it is set; only in a unit specifiers are replaced."""

    source: Source
    value: Item
    in_unit: bool


class File(NamedTuple):
    """A file that a unit names in `EnvironmentFile=`; an optional one may be missing."""

    path: str
    optional: bool


def is_unit(text: str) -> bool:
    """Whether a text is a unit of systemd, or a drop-in of one."""
    return re.search(r"^\[(?:Service|Unit|Install)\]", text, re.MULTILINE) is not None


def settings(source: Source, key: str) -> Iterator[Item]:
    """The values of a key in a unit's service section."""
    for setting in unit_file.settings(source.document.value):
        if setting.section == "Service" and setting.key == key:
            yield setting.value


def environment_files(units: Sequence[Source]) -> list[File]:
    """What the units name in `EnvironmentFile=`, in order; an empty one takes back those before it."""
    found: list[File] = []
    for unit in units:
        for value in settings(unit, "EnvironmentFile"):
            if not value.text:
                found = []
                continue
            plain, _ = systemd.specifiers(value)
            found.append(File(plain.text.removeprefix("-"), plain.text.startswith("-")))
    return found


def start(units: Sequence[Source], files: Sequence[Source] = (), *, all_set: bool = False) -> list[Word] | None:
    """The arguments of the last `ExecStart=` that starts a kubelet; None where there is none.

    `files`: the environment files. `all_set`: these are all, so a variable that none of them sets is nothing; else it
    may be anything.
    """
    variables = environment(units, files)
    found: list[Word] | None = None
    for unit in units:
        for value in settings(unit, "ExecStart"):
            try:
                words = systemd.command_line(value.text)
            except systemd.BadSyntax:
                continue
            placed = [Item(word.text, [value.offsets[at] for at in word.offsets]) for word in words]
            held = _behind_kubelet(placed)
            if held is not None and not tells([word.text for word in held]):
                found = list(_resolved(unit, held, variables, all_set=all_set))
    return found


def cut_off(units: Sequence[Source]) -> Word | None:
    """What a shell that a unit starts (`sh -c '…'`) cuts off the kubelet's last value at a `;`."""
    from numaconf.documents import shell
    from numaconf.documents.shell import cut

    found: Word | None = None
    for unit in units:
        for value in settings(unit, "ExecStart"):
            try:
                words = systemd.command_line(value.text)
            except systemd.BadSyntax:
                continue
            if len(words) < 3 or not _is_shell(words):
                continue
            for _, word in cut.cuts(shell.commands(words[2].text)):
                offsets = [value.offsets[words[2].offsets[to]] for to in word.offsets]
                found = Word(unit, Item(word.text, offsets), known=True)
    return found


def _is_shell(words: Sequence[Item]) -> bool:
    name = words[0].text.lstrip(_PREFIXES).rpartition("/")[2]
    return name in {"sh", "bash", "dash"} and words[1].text.endswith("c")


def _behind_kubelet(words: list[Item]) -> list[Item] | None:
    """The words after `kubelet`, which a shell may start, too (`/bin/sh -c "exec kubelet …"`); None without one."""
    names = [word.text.lstrip(_PREFIXES if at == 0 else "").rpartition("/")[2] for at, word in enumerate(words[:3])]
    if names[:1] == ["kubelet"] or names[:2] == ["hyperkube", "kubelet"]:
        return words[names.index("kubelet") + 1 :]
    if len(words) < 3 or not _is_shell(words):
        return None
    from numaconf.documents import shell

    found = None
    for command in shell.commands(words[2].text):
        named = [word.text.rpartition("/")[2] for word in command.words]
        at = next((at for at, name in enumerate(named[:3]) if name == "kubelet"), None)
        if at is not None and all(name in {"exec", "sudo", "nohup"} for name in named[:at]):
            found = [Item(word.text, [words[2].offsets[to] for to in word.offsets]) for word in command.words[at + 1 :]]
    return found


def environment(units: Sequence[Source], files: Sequence[Source] = ()) -> dict[str, Held]:
    """The variables that a unit has."""
    variables: dict[str, Held] = {}
    for unit in units:
        for value in settings(unit, "Environment"):
            if not value.text:
                variables.clear()
            for one in systemd.environment(value.text).assignments:
                offsets = [value.offsets[at] for at in one.value.offsets]
                variables[one.name] = Held(unit, Item(one.value.text, offsets), in_unit=True)
    for file in files:
        for one in environment_file.variables(file.document.value):
            variables[one.name] = Held(file, one.value, in_unit=False)
    for unit in units:
        for value in settings(unit, "UnsetEnvironment"):
            for name in value.text.split():
                variables.pop(name, None)
    return variables


def arguments(held: Held) -> Iterator[Word]:
    """The words of a variable, where a command line has it as a word of its own."""
    for item in systemd.split(held.value.text):
        placed = Item(item.text, [held.value.offsets[at] for at in item.offsets])
        unknown: list[str] = []
        if held.in_unit:
            placed, unknown = systemd.specifiers(placed)
        yield Word(held.source, placed, not unknown and "$" not in placed.text)


def _resolved(unit: Source, words: list[Item], variables: dict[str, Held], *, all_set: bool) -> Iterator[Word]:
    """The words as systemd passes them on: `$NAME` as a word of its own becomes several, `${NAME}` stays one."""
    for word in words:
        plain, unknown = systemd.specifiers(word)
        match = _REFERENCE.fullmatch(plain.text)
        held = variables.get((match[1] or match[2]) if match else "")
        if match is None:
            yield Word(unit, plain, not unknown and _REFERENCE.search(plain.text) is None)
        elif held is None:
            if not all_set:
                yield Word(unit, plain, known=False)
            elif match[1]:
                yield Word(unit, Item("", []), known=True)
        elif match[2]:
            yield from arguments(held)
        else:
            value, unknown = systemd.specifiers(held.value) if held.in_unit else (held.value, [])
            yield Word(held.source, value, not unknown)


def tells(words: Sequence[str]) -> bool:
    """Whether the kubelet prints something and exits, instead of starting."""
    return any(word in {"--version", "--version=true", "--version=raw", "--help", "-h"} for word in words)
