"""A JSON text to nodes with places, and Go's own words for what is wrong with it (`encoding/json` scanner.go)."""

from __future__ import annotations

import json
import re
from typing import Literal

from numaconf.documents import golang
from numaconf.documents.text import DEPTH

Kind = Literal["object", "array", "string", "number", "literal"]

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonRefused(Exception):
    """The message is Go's; `limit` as in Unreadable."""

    def __init__(self, message: str, offset: int, *, limit: bool = False) -> None:
        super().__init__(message)
        self.offset, self.limit = offset, limit


class JsonNode:
    """A value from `start` up to `end`; `members` are (key or "", span of the key or None, value)."""

    __slots__ = ("end", "kind", "members", "start", "text")

    def __init__(self, kind: Kind, start: int, end: int, text: str = "") -> None:
        self.kind, self.start, self.end, self.text = kind, start, end, text
        self.members: list[tuple[str, tuple[int, int] | None, JsonNode]] = []


def scan(source: str) -> JsonNode:
    """The whole text as one value. Raises JsonRefused."""
    scanner = _Scanner(source)
    node = scanner.value()
    if scanner.blank():
        raise scanner.refuse("after top-level value")
    return node


def scan_from(source: str, offset: int) -> JsonNode:
    """The value that begins at an offset, whatever follows it. Raises JsonRefused."""
    scanner = _Scanner(source)
    scanner.at = offset
    return scanner.value()


def skip_blank(source: str, offset: int) -> int:
    """Where the next character that is not white space is; the end of the text where there is none."""
    match = _BLANK.match(source, offset)
    return match.end() if match else offset


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def blank(self) -> str:
        """Skip white space; the next character, or nothing at the end."""
        self.at = skip_blank(self.source, self.at)
        return self.source[self.at : self.at + 1]

    def refuse(self, context: str, at: int | None = None) -> JsonRefused:
        at = self.at if at is None else at
        found = self.source[at : at + 1]
        if not found:
            # Go's scanner is given a blank at the end, and complains of that where no blank may be.
            if not context.startswith(("in ", "after decimal point")):
                return JsonRefused("unexpected end of JSON input", at)
            found = " "
        # Go names a byte, of a longer character the first one, as if it were Latin-1.
        byte = found.encode("utf-8", "surrogatepass")[:1].decode("latin-1")
        return JsonRefused(f"invalid character {golang.character(byte)} {context}", at)

    def value(self) -> JsonNode:
        """The next value, whole."""
        stack: list[JsonNode] = []
        while True:
            node, opened = self.start(stack)
            if opened:
                stack.append(node)
                continue
            # A value is complete; close what closes after it, and stop where another one has to follow.
            while stack:
                parent = stack[-1]
                after = self.blank()
                if after == ",":
                    self.at += 1
                    break
                if after != ("}" if parent.kind == "object" else "]"):
                    what = "object key:value pair" if parent.kind == "object" else "array element"
                    raise self.refuse(f"after {what}")
                self.at += 1
                parent.end = self.at
                node = stack.pop()
            else:
                return node

    def start(self, stack: list[JsonNode]) -> tuple[JsonNode, bool]:
        """The next value, hung into its parent, and whether it is a collection with members to come."""
        name, span = self.key() if stack and stack[-1].kind == "object" else ("", None)
        first = self.blank()
        start = self.at
        if first in {"{", "["} and first:
            node = JsonNode("object" if first == "{" else "array", start, start)
            if len(stack) >= DEPTH:
                message = f"nested more than {DEPTH} levels deep, which numaconf does not read"
                raise JsonRefused(message, start, limit=True)
            self.at += 1
            opened = self.blank() != ("}" if first == "{" else "]")
            if not opened:
                self.at += 1
                node.end = self.at
        else:
            node, opened = self.scalar(first), False
        if stack:
            stack[-1].members.append((name, span, node))
        return node, opened

    def key(self) -> tuple[str, tuple[int, int]]:
        if self.blank() != '"':
            raise self.refuse("looking for beginning of object key string")
        start = self.at
        text = self.string()
        if self.blank() != ":":
            raise self.refuse("after object key")
        span = (start, start + len(text))
        self.at += 1
        return unquoted(text), span

    def string(self) -> str:
        match = _STRING.match(self.source, self.at)
        if match is None:
            raise self._bad_string()
        self.at = match.end()
        return match.group()

    def scalar(self, first: str) -> JsonNode:
        start = self.at
        if first == '"':
            text = self.string()
            return JsonNode("string", start, self.at, text)
        if first and first in "-0123456789":
            return self.number(start)
        for word in ("true", "false", "null"):
            if first == word[0]:
                for index, letter in enumerate(word):
                    if self.source[start + index : start + index + 1] != letter:
                        raise self.refuse(f"in literal {word} (expecting {golang.character(letter)})", start + index)
                self.at = start + len(word)
                return JsonNode("literal", start, self.at, word)
        raise self.refuse("looking for beginning of value")

    def _bad_string(self) -> JsonRefused:
        at = self.at + 1
        while at < len(self.source):
            character = self.source[at]
            if character == "\\":
                escape = self.source[at + 1 : at + 2]
                if escape == "u":
                    for index in range(at + 2, at + 6):
                        if self.source[index : index + 1] not in set("0123456789abcdefABCDEF"):
                            return self.refuse("in \\u hexadecimal character escape", index)
                    at += 6
                    continue
                if escape not in set('"\\/bfnrt'):
                    return self.refuse("in string escape code", at + 1)
                at += 2
                continue
            if character < " ":
                return self.refuse("in string literal", at)
            at += 1
        return self.refuse("", at)

    def number(self, start: int) -> JsonNode:
        match = _NUMBER.match(self.source, start)
        if match is None:
            raise self.refuse("in numeric literal", start + 1)
        text, self.at = match.group(), match.end()
        after = self.source[self.at : self.at + 1]
        if after == "." and text.lstrip("-").isdigit():
            raise self.refuse("after decimal point in numeric literal", self.at + 1)
        if after in {"e", "E"} and "e" not in text.lower():
            sign = self.source[self.at + 1 : self.at + 2] in {"+", "-"}
            raise self.refuse("in exponent of numeric literal", self.at + 1 + sign)
        return JsonNode("number", start, self.at, text)


def unquoted(text: str) -> str:
    """The value of a string literal; Go replaces half a surrogate pair."""
    return _SURROGATE.sub("\ufffd", json.loads(text))
