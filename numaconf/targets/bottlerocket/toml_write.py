"""TOML that Bottlerocket, `tomllib` and EKS's own small parser read alike.

EKS merges user data of managed node groups with a parser that knows no table header with quotes in it, no quotes inside
quoted keys and no escaped quotes in values; keys that need quotes therefore are inside tables, never in headers.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from numaconf import runners

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def is_bare(text: str) -> bool:
    """Whether a key needs no quotes, so that it may be in a header."""
    return _BARE.fullmatch(text) is not None


def key(text: str) -> str:
    """A key, quoted where it has to be."""
    return text if _BARE.fullmatch(text) else string(text)


def string(text: str) -> str:
    """A basic string. JSON's escapes are TOML's; what is not printed as it is, is one, too, though JSON lets it be."""
    quoted = runners.quoted(json.dumps(text, ensure_ascii=False))
    return quoted if quoted.isprintable() else "".join(one if one.isprintable() else _escape(one) for one in quoted)


def _escape(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def value(item: Any) -> str:
    """A value on one line."""
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str):
        return string(item)
    if isinstance(item, list):
        return "[" + ", ".join(map(value, item)) + "]"
    if isinstance(item, dict):
        return "{ " + ", ".join(f"{key(name)} = {value(inner)}" for name, inner in item.items()) + " }"
    return repr(item)


def table(header: Sequence[str], entries: dict[str, Any], *, bare: bool = False) -> Iterator[str]:
    """The lines of a table: its plain entries, then its tables, each with a header where that needs no quotes.

    With `bare` the table's own header is left out, for a text that is pasted below one. Empty tables are left out.
    """
    headed = {name: item for name, item in entries.items() if isinstance(item, dict) and _BARE.fullmatch(name)}
    plain = {name: item for name, item in entries.items() if name not in headed}
    if not bare and plain:
        yield f"[{'.'.join(header)}]"
    for name, item in plain.items():
        yield f"{key(name)} = {value(item)}"
    for name, item in headed.items():
        lines = list(table((*header, name), item))
        yield from ["", *lines] if lines and lines[0] else lines


def text(settings: dict[str, Any]) -> str:
    """A whole document of a `settings` table."""
    return _joined(table(("settings",), settings))


def below_header(kubernetes: dict[str, Any], others: dict[str, Any]) -> str:
    """What is below somebody else's `[settings.kubernetes]`: bare keys first, then tables with full headers."""
    lines = list(table(("settings", "kubernetes"), kubernetes, bare=True))
    return _joined([*lines, "", *table(("settings",), others)])


def _joined(lines: Iterator[str] | list[str]) -> str:
    """Lines with single blank ones between tables, and none at either end."""
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return joined + "\n" if joined else ""
