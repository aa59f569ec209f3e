"""The kubelet's command line as files have it: systemd units, environment files, shell scripts, one flag a line.

A unit's `ExecStart=` or a script's command is the whole line; a variable such as KUBELET_EXTRA_ARGS is part of one,
whose main file and other flags are elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.named import NamedTuple
from numaconf.targets.kubelet.marks import holds_flags, is_text
from numaconf.targets.reading import Reading

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
    from numaconf.targets.kubelet import units

NAME = "kubelet-flags"


class Line(NamedTuple):
    """Arguments of a kubelet. `whole`: they are all of them. `cut`: where the shell cuts the last value off. `strays`:
    lines of a unit that systemd passes over.
    """

    arguments: tuple[Argument, ...]
    whole: bool
    cut: Argument | None = None
    strays: tuple[Argument, ...] = ()


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the kubelet makes of a command line, and of the files that it names where they are at hand.

    Of several command lines in one text the last one counts. Several texts are the unit, its drop-ins and its
    environment files, in systemd's order; documents are the main file and its drop-ins.
    """
    from numaconf.targets.kubelet import problems
    from numaconf.targets.kubelet.files import Files, read

    texts = [source for source in sources if is_text(source)]
    documents = [source for source in sources if not is_text(source)]
    line = joined(texts) if len(texts) > 1 else last(texts[0]) if texts else None
    if line is None:
        return Reading(None)
    main, dropins = (documents[0], tuple(documents[1:])) if documents else (None, ())
    files = Files(main, dropins, line.arguments, main_known=line.whole or bool(main))
    reading = read(NAME, files, version, machine)
    if line.strays:
        reading = problems.passed_over(reading, line.strays)
    return reading if line.cut is None else problems.cut_off(reading, line.cut)


def last(source: Source) -> Line | None:
    """The command line of a text that counts."""
    found = lines(source)
    return next((line for line in reversed(found) if line.whole), found[-1] if found else None)


def joined(texts: Sequence[Source]) -> Line | None:
    """The command line of a unit with its drop-ins and environment files."""
    memo = getattr(texts[0].document, "memo", {})  # every version and machine asks
    key = ("joined", *map(id, texts))
    if key not in memo:
        memo[key] = _joined(texts)
    found: Line | None = memo[key]
    return found


def _joined(texts: Sequence[Source]) -> Line | None:
    from numaconf.targets.kubelet import units

    own = [text for text in texts if units.is_unit(text.document.value)]
    words = units.start(own, [text for text in texts if text not in own], all_set=True)
    return None if words is None else _of_unit(words, own)


def _of_unit(words: Sequence[units.Word], own: Sequence[Source]) -> Line:
    """A unit's command line, from which a shell in it may cut something off."""
    from numaconf.targets.kubelet import units

    cut = units.cut_off(own)
    return Line(_placed_words(words), True, _placed_words([cut])[0] if cut else None, _strays(own))


def _strays(own: Sequence[Source]) -> tuple[Argument, ...]:
    from numaconf.documents.systemd import unit_file
    from numaconf.targets.kubelet import units

    lines = [units.Word(unit, item, True) for unit in own for item in unit_file.passed_over(unit.document.value)]
    return _placed_words(lines)


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
    from numaconf.documents import systemd
    from numaconf.documents.systemd import environment_file
    from numaconf.targets.kubelet import units

    systemd.demand_readable(text)
    if units.is_unit(text):
        words = units.start([source])
        if words is not None:
            return [_of_unit(words, [source])]
        strays = _strays([source])
        return [line._replace(strays=strays) for line in _parts(units.environment([source]))]
    if text.startswith("#!"):
        return list(_script(source, text))
    if is_one_flag_a_line(text):
        return [Line(_placed_words([units.Word(source, item, "$" not in item.text) for item in _flags(text)]), True)]
    if environment_file.is_one(text):
        return _parts(units.environment([], [source]))
    return list(_script(source, text))


def _parts(variables: dict[str, units.Held]) -> list[Line]:
    """All the variables that hold kubelet arguments, as one part of a command line."""
    from numaconf.targets.kubelet import units

    words = [word for name, held in variables.items() if holds_flags(name) for word in units.arguments(held)]
    return [Line(_placed_words(words), False)] if words else []


_FLAG = re.compile(r"[ \t]*--?[A-Za-z][\w-]*(?:[= \t].*)?")


def is_one_flag_a_line(text: str) -> bool:
    """Whether every line is a flag, or a comment: snaps keep the arguments of their kubelet so."""
    held = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return bool(held) and all(_FLAG.fullmatch(line) for line in held)


def _flags(text: str) -> Iterator[Item]:
    """The words of such a text; quotes group, as in the shell that reads it."""
    from numaconf.documents import systemd

    at = 0
    for line in text.splitlines(keepends=True):
        if not line.lstrip().startswith("#"):
            for item in systemd.split(line):
                yield systemd.Item(item.text, [at + offset for offset in item.offsets])
        at += len(line)


def _placed_words(words: Sequence[units.Word]) -> tuple[Argument, ...]:
    """Arguments with their places, each in its own text; of a word that is not known nobody says what it is."""
    from numaconf.documents.pieces import Words, inside
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.flags import Argument

    texts = {id(word.source): word.source for word in words}
    lines = {key: _line_starts(source.document.value) for key, source in texts.items()}
    held: dict[int, Words] = {key: Words([], []) for key in texts}
    places = {key: inside(source, held[key]) for key, source in texts.items()}
    found = []
    for word in words:
        key, item = id(word.source), word.item
        span = lines[key].span(item.offsets[0], item.offsets[-1] + 1) if item.offsets else lines[key].span(0, 0)
        origin = Origin("document", places[key], (len(held[key].value),))
        held[key].value.append(item.text)
        held[key].spans.append(span)
        found.append(Argument(item.text if word.known else None, origin, item.text))
    return tuple(found)


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
    from numaconf.documents.shell import cut
    from numaconf.targets.kubelet import units

    whole = False
    parts: list[tuple[str | None, str]] = []
    places: list[Span] = []
    commands = shell.commands(text)
    cuts = {id(one): _placed(source, [(word.value, word.text)], [word.span])[0] for one, word in cut.cuts(commands)}
    cut_part: Argument | None = None
    for command in commands:
        names = [(word.value or "").rpartition("/")[2] for word in command.words]
        at = next((index for index, name in enumerate(names[:3]) if name == "kubelet"), None)
        words = command.words[at + 1 :] if at is not None else []
        if (
            at is not None
            and all(name in {"exec", "sudo", "nohup"} for name in names[:at])
            and not units.tells([word.text for word in words])
        ):
            whole = True
            placed = _placed(source, [(word.value, word.text) for word in words], [word.span for word in words])
            yield Line(placed, True, cuts.get(id(command)))
        for name, word, start in _assignments(command):
            if holds_flags(name):
                cut_part = cuts.get(id(command), cut_part)
                for item in systemd.split(word.text[start:]):
                    offsets = [start + offset for offset in item.offsets]
                    places.append(word.place(offsets[0], offsets[-1] + 1) if offsets else word.span)
                    parts.append((None if "$" in item.text or word.value is None else item.text, item.text))
    if parts and not whole:
        yield Line(_placed(source, parts, places), False, cut_part)


def _assignments(command: Command) -> Iterator[tuple[str, Word, int]]:
    """Variables that a command sets: their names, the words that hold their values, and where in these they begin."""
    for name, word in command.assignments:
        yield name, word, 0
    if command.words and command.words[0].value == "export":
        for word in command.words[1:]:
            name, equals, _ = word.text.partition("=")
            if equals:
                yield name, word, len(name) + 1
