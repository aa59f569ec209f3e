"""What Go said of hard texts (`conformance/go_values` records it), and the comparison with what a reader says."""

from __future__ import annotations

import base64
import json
import pathlib
from typing import Any

from numaconf.documents.errors import Unreadable

GOLDEN = pathlib.Path(__file__).parent / "golden"


def cases(name: str, kind: str) -> list[tuple[bytes, dict[str, Any]]]:
    """The texts of a recording, each with what Go says of it."""
    recorded = json.loads((GOLDEN / f"{name}.json").read_text())[kind]
    return [
        (case["text"].encode() if "text" in case else base64.b64decode(case["bytes"]), case["says"])
        for case in recorded
    ]


def shown(case: object) -> str:
    """A text as the name of a test."""
    return repr(case)[:60] if isinstance(case, bytes) else ""


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, with `True` and `1` told apart. A recording cannot tell 1 from 1.0, nor say
    all digits of a float.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return isinstance(other, int | float) and not isinstance(other, bool) and one == float(other)
    return type(one) is type(other) and one == other


def refusal(read: Any, text: bytes) -> str:
    """The words with which a reader refuses a text, or nothing. Its place must be in the text."""
    refused = caught(read, text)
    if refused is None:
        return ""
    lines = text.decode("utf-16" if text[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace").split("\n")
    assert 1 <= refused.line <= len(lines)
    assert 1 <= refused.column <= len(lines[refused.line - 1]) + 1
    return refused.message


def refused_at(read: Any, text: bytes | str) -> tuple[int, int]:
    """Line and column of the refusal of a text, which has to be refused."""
    refused = caught(read, text)
    assert refused is not None
    return refused.line, refused.column


def caught(read: Any, text: bytes | str) -> Unreadable | None:
    """The refusal of a text, if it is refused."""
    try:
        read(text)
    except Unreadable as error:
        return error
    return None
