"""What closes an opening parenthesis or brace, found without reading what stands between them."""

from __future__ import annotations

import re

_UNBROKEN = re.compile(r"[^ \t\n;&|()<>]+")


class Closers:
    """The parentheses that close others in a text, quotes or not: found once, since scripts can be full of them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[int, int] | None = None

    def of(self, opener: int) -> int:
        """The offset of the one that closes the parenthesis at `opener`; -1 if none does."""
        if self._found is None:
            self._found, opened = {}, []
            for match in re.finditer(r"[()]", self.source):
                if match[0] == "(":
                    opened.append(match.start())
                elif opened:
                    self._found[opened.pop()] = match.start()
        return self._found.get(opener, -1)


def braces(source: str, at: int) -> tuple[int, int, int]:
    """Start and end of the text without blanks and operators at an offset, and where the last comma (or two dots) in
    it is that has a closing brace after it.
    """
    match = _UNBROKEN.match(source, at)
    end = match.end() if match else at
    close = source.rfind("}", at, end)
    return at, end, max(source.rfind(",", at, close), source.rfind("..", at, close)) if close >= 0 else -1
