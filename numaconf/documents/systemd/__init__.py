"""How systemd reads what carries kubelet arguments (systemd 252, on AL2023; 219 on AL2 is alike): here the words of
values, in `unit_file.py` and `environment_file.py` the files.

Source: systemd 252 `src/basic/extract-word.c`, `src/basic/env-util.c`, `src/core/load-fragment.c`. The tests call these
functions of an installed systemd.
"""

from __future__ import annotations

import re

from numaconf.documents.errors import Unreadable
from numaconf.named import NamedTuple

LIMIT = 1 << 20
"""Bytes. systemd itself takes a mebibyte in a line."""

BLANK = " \t\n\r"
"""What stands between words."""

_ESCAPES = dict(zip("abfnrtv\\\"'s", "\a\b\f\n\r\t\v\\\"' ", strict=True))
_CODE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})")

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a variable is called."""

SPECIFIERS = frozenset("aAbBcCdEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY")
"""The letters that `%` turns into something of the unit or the machine; any other `%` and letter stays as it is."""


class Item(NamedTuple):
    """A piece of text and, for each of its characters, the offset in the text that it was read from."""

    text: str
    offsets: list[int]

    def part(self, start: int, end: int | None = None) -> Item:
        return Item(self.text[start:end], self.offsets[start:end])


class Assignment(NamedTuple):
    """A variable; in a unit's `Environment=` its value may still hold specifiers."""

    name: str
    value: Item


class Environment(NamedTuple):
    """What a unit's `Environment=` line sets, and what systemd logs about the rest of it, which it ignores."""

    assignments: list[Assignment]
    ignored: list[str]


class BadSyntax(Exception):
    """An open quote or an unknown escape."""


def demand_readable(text: str) -> None:
    """Raises Unreadable for a text that is larger than anybody writes: each character of a word has its offset."""
    if len(text) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read as a unit or script", limit=True)


def split(text: str) -> list[Item]:
    """The arguments that the value of a variable becomes where a command line has it as a word of its own
    (`ExecStart=/usr/bin/kubelet $KUBELET_EXTRA_ARGS`): split at white space; quotes group, a backslash takes the next
    character as it is, and both are gone then; an open quote ends with the text.
    """
    return list(_words(text, "relaxed"))


def environment(text: str) -> Environment:
    """The right side of `Environment=` (`config_parse_environ`)."""
    found = Environment([], [])
    try:
        for item in _words(text, "strict"):
            name, equals, _ = item.text.partition("=")
            if equals and NAME.fullmatch(name):
                found.assignments.append(Assignment(name, item.part(len(name) + 1)))
            else:
                found.ignored.append(f"Invalid environment assignment, ignoring: {item.text}")
    except BadSyntax:
        found.ignored.append(f"Invalid syntax, ignoring: {text}")
    return found


def command_line(text: str) -> list[Item]:
    """The words of an `ExecStart=` as written: no variables or specifiers replaced yet. Raises BadSyntax for an open
    quote, which makes systemd ignore the line.
    """
    return list(_words(text, "lenient"))


def _words(text: str, mode: str) -> list[Item]:
    """`extract_first_word` until there are no more: `strict` (EXTRACT_UNQUOTE and CUNESCAPE), `lenient` (also
    UNESCAPE_RELAX: unknown escapes stay), `relaxed` (EXTRACT_UNQUOTE and RELAX).
    """
    items: list[Item] = []
    at = 0
    while True:
        while at < len(text) and text[at] in BLANK:
            at += 1
        if at >= len(text):
            return items
        characters: list[str] = []
        offsets: list[int] = []
        quote = ""
        while at < len(text) and (quote or text[at] not in BLANK):
            character = text[at]
            if character == quote or (not quote and character in "'\""):
                quote = "" if quote else character
                at += 1
                continue
            piece, length = _escaped(text, at, mode) if character == "\\" else (character, 1)
            characters.append(piece)
            offsets.extend([at] * len(piece))
            at += length
        if quote and mode != "relaxed":
            raise BadSyntax("Unbalanced quoting")
        items.append(Item("".join(characters), offsets))


def _escaped(text: str, at: int, mode: str) -> tuple[str, int]:
    """What the backslash at `at` stands for, and how much of the text that is."""
    following = text[at + 1 : at + 2]
    if mode == "relaxed":
        return following, 2
    if following and following in _ESCAPES:
        return _ESCAPES[following], 2
    code = _CODE.match(text, at + 1)
    if code:
        hexadecimal = code[1] or code[2] or code[3]
        number = int(hexadecimal, 16) if hexadecimal else int(code[4], 8)
        if 0 < number < (0x110000 if hexadecimal else 256):
            # Two digits and octal ones are a byte, which beyond ASCII is not a character, and neither is half a pair.
            whole = number < 0x80 or ((code[2] or code[3]) and not 0xD800 <= number < 0xE000)
            return chr(number) if whole else "\ufffd", code.end() - at
    if mode == "strict":
        raise BadSyntax("Invalid syntax")
    return f"\\{following}", 1 + len(following)


KUBELET = {
    "n": "kubelet.service",
    "N": "kubelet",
    "p": "kubelet",
    "P": "kubelet",
    "i": "",
    "I": "",
    "j": "kubelet",
    "J": "kubelet",
}
"""What the specifiers about the unit are in `kubelet.service`, which is not an instance of a template."""


def specifiers(item: Item) -> tuple[Item, list[str]]:
    """A value with `%%` and what is known of the kubelet's unit resolved, and the specifiers in it whose value only the
    machine knows (they stay written).
    """
    characters: list[str] = []
    offsets: list[int] = []
    unknown: list[str] = []
    at = 0
    while at < len(item.text):
        pair = item.text[at : at + 2]
        if pair[:1] == "%" and pair[1:] in KUBELET and pair[1:]:
            characters.extend(KUBELET[pair[1:]])
            offsets.extend([item.offsets[at]] * len(KUBELET[pair[1:]]))
            at += 2
            continue
        if pair != "%%":
            if pair[:1] == "%" and pair[1:] in SPECIFIERS and len(pair) == 2:
                unknown.append(pair)
            pair = pair[:1]
        characters.append(pair[:1])
        offsets.append(item.offsets[at])
        at += len(pair)
    return Item("".join(characters), offsets), unknown
