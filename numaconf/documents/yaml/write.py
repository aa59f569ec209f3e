"""YAML that every reader takes alike: the kubelet's YAML 1.1, YAML 1.2 tools, PyYAML.

Block style, keys in the order given, strings quoted unless nobody could take them for anything else, 7-bit; no line is
one that a CI runner obeys. A list of whole numbers is on one line.
"""

from __future__ import annotations

import json
import re
from typing import Any

from numaconf import runners
from numaconf.documents.yaml import scalars

_PLAIN = re.compile(r"[A-Za-z/_][A-Za-z0-9/_.-]*(?:://?[A-Za-z0-9/_.-]+)?")
_LITERAL = re.compile(r"[\n -~]*\n")


def block(value: Any, indent: int = 0) -> str:
    """A value as lines of block style, each indented by `indent` blanks, with a final line feed.

    `value`: dict (keys are strings), list, str, int, float, bool, None. A string of several lines that ends with a line
    feed becomes a literal block, if it is printable ASCII and no CI runner takes a line of it for a command.
    """
    return "".join(line + "\n" if line else "\n" for line in _lines(value, " " * indent))


def scalar(text: str) -> str:
    """A string as one YAML scalar on one line."""
    if _PLAIN.fullmatch(text) and scalars.resolve(text) is text:
        return text
    # A JSON string is a YAML string, but for the halves of characters beyond the first plane.
    quoted = runners.quoted(json.dumps(text))
    pair = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")
    return pair.sub(lambda half: f"\\U{_join(half[1], half[2]):08x}", quoted)


def _join(high: str, low: str) -> int:
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00)


def _lines(value: Any, indent: str) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key, item in value.items() for line in _entry(f"{indent}{scalar(key)}:", item, indent, "  ")]
    if _has_lines(value):
        return [line for item in value for line in _item(item, indent)]
    return [indent + _inline(value)]


def _has_lines(value: Any) -> bool:
    """Whether a value is a collection that takes lines of its own."""
    return bool(value) and (
        isinstance(value, dict) or (isinstance(value, list) and not all(type(item) is int for item in value))
    )


def _entry(head: str, item: Any, indent: str, step: str) -> list[str]:
    """The lines of `head` and its value, the value's own lines indented by `step` more."""
    if _has_lines(item):
        return [head, *_lines(item, indent + step)]
    if isinstance(item, str) and _is_literal(item):
        return [f"{head} {_header(item)}", *_literal(item, indent + step)]
    return [f"{head} {_inline(item)}"]


def _is_literal(text: str) -> bool:
    if text.count("\n") < 2 or not _LITERAL.fullmatch(text) or not text.strip("\n "):
        return False
    return not runners.obeys(text)


def _item(item: Any, indent: str) -> list[str]:
    if _has_lines(item):
        first, *rest = _lines(item, indent + "  ")
        return [f"{indent}- {first[len(indent) + 2 :]}", *rest]
    return _entry(f"{indent}-", item, indent, "  ")


def _header(text: str) -> str:
    """`|`, with an indentation indicator where the first line starts with a blank; `+` keeps blank lines at the end."""
    return "|" + ("2" if text.lstrip("\n").startswith(" ") else "") + ("+" if text.endswith("\n\n") else "")


def _literal(text: str, indent: str) -> list[str]:
    return [indent + line if line else "" for line in text.split("\n")[:-1]]


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return "{}" if isinstance(value, dict) else json.dumps(value)
