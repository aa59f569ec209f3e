"""The variables of an environment file.

Source: systemd 252 `src/basic/env-file.c`.
"""

from __future__ import annotations

import re

from numaconf.documents.systemd import BLANK, NAME, Assignment, Item, demand_readable


def variables(text: str) -> list[Assignment]:
    """The variables of an `EnvironmentFile=` (`parse_env_file_internal`). A quoted value may be followed by more, which
    is glued to it; inside an unquoted one quotes stay. Of two with one name the later counts; the list has both.
    Raises Unreadable.
    """
    demand_readable(text)
    return [Assignment(name, value) for name, value in _Reader(text).read() if NAME.fullmatch(name)]


_VALUE = r"""(?:\\(?:.|\n)|"(?:[^"\\]|\\(?:.|\n))*"|'[^']*'|[^\\\n"'])*"""
_ASSIGNMENT = re.compile(rf"[ \t]*(?:[#;][^\n]*|(?:export[ \t]+)?[A-Za-z_]\w*={_VALUE})?(?:\r?\n|\Z)")


def is_one(text: str) -> bool:
    """Whether a text holds assignments and comments only, and one assignment at least. A value goes on after an
    escaped line feed, and inside of quotes.
    """
    at, found = 0, False
    while at < len(text):
        match = _ASSIGNMENT.match(text, at)
        if match is None or match.end() == at:
            return False
        found = found or "=" in match[0].partition("#")[0]
        at = match.end()
    return found


class _Reader:
    """systemd's automaton, state by state: its corners (where a quote ends, what white space is dropped) are in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[str, Item]] = []
        self.key = ""
        self.characters: list[str] = []
        self.offsets: list[int] = []
        self.blank_from: int | None = None

    def read(self) -> list[tuple[str, Item]]:
        state = "before key"
        for at, character in enumerate(self.text):
            state = self.step(state, character, at)
        if state in {"before value", "value", "escape", "single", "double", "double escape"}:
            self.push(state)
        return self.found

    def add(self, characters: str, at: int) -> None:
        self.characters.extend(characters)
        self.offsets.extend([at] * len(characters))

    def push(self, state: str) -> str:
        end = self.blank_from if state == "value" else None
        self.found.append((self.key.rstrip(BLANK), Item("".join(self.characters[:end]), self.offsets[:end])))
        self.key = ""
        return "before key"

    def step(self, state: str, character: str, at: int) -> str:
        """The state after a character."""
        line_end = character in "\n\r"
        if state == "before key":
            if character in "#;":
                return "comment"
            if character not in BLANK:
                self.key = character
                return "key"
        elif state == "key":
            if line_end:
                return "before key"
            if character == "=":
                self.characters, self.offsets, self.blank_from = [], [], None
                return "before value"
            self.key += character
        elif state == "before value":
            return self.before_value(character, at)
        elif state == "value":
            return self.in_value(character, at)
        elif state == "escape":
            if not line_end:
                self.add(character, at)
            return "value"
        elif state in {"single", "double"}:
            if character == ("'" if state == "single" else '"'):
                return "before value"
            if state == "double" and character == "\\":
                return "double escape"
            self.add(character, at)
        elif state == "double escape":
            if character != "\n":
                self.add(character if character in '"\\`$' else f"\\{character}", at)
            return "double"
        elif state == "comment":
            return "comment escape" if character == "\\" else "before key" if line_end else state
        elif state == "comment escape":
            return "comment"
        return state

    def before_value(self, character: str, at: int) -> str:
        if character in "\n\r":
            return self.push("before value")
        if character in "'\"":
            return "single" if character == "'" else "double"
        if character == "\\":
            return "escape"
        if character in BLANK:
            return "before value"
        self.add(character, at)
        return "value"

    def in_value(self, character: str, at: int) -> str:
        if character in "\n\r":
            return self.push("value")
        if character == "\\":
            self.blank_from = None
            return "escape"
        if character not in BLANK:
            self.blank_from = None
        elif self.blank_from is None:
            self.blank_from = len(self.characters)
        self.add(character, at)
        return "value"
