r"""Where go-yaml v2 and today's libyaml read differently: go-yaml is a translation of libyaml 0.1.

Inside double quotes it knows the escape `\'` and not `\/`; a byte order mark after the start of the text is a
character like others; inside brackets a question mark ends a plain scalar, and `{a:}` has the key `a:`. What libyaml
would refuse or drop is disguised while it reads; a disguise takes as many characters as what it stands for, so that
places stay right. Left as they are: tags with punctuation in them, and `[]` as a key at the very start, where go-yaml
has its own ideas.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.nodes import Node, ScalarNode

from numaconf.documents.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"\xef\xbb\xbf"
_AS_MARK, _AS_BACKSLASH, _AS_COLON = "\ue0fe", "\ue05c", "\ue03a"  # private use
_QUOTE = re.compile(rb"(?<!\\)((?:\\\\)*)\\'")
_COLON = re.compile(rb"(?<![\s\"'\[\]{},]):(?=[,?\[\]{}])")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def differs(data: bytes) -> bool:
    """Whether a text holds anything of the kind."""
    return (
        b"\\'" in data
        or b"\\/" in data
        or data.find(_MARK, 1) >= 0
        or ((b"[" in data or b"{" in data) and (b"?" in data or b":," in data or b":}" in data or b":]" in data))
    )


def disguised(data: bytes) -> bytes:
    """The text for libyaml. One that holds the disguises themselves is left alone."""
    if any(disguise.encode() in data for disguise in (_AS_MARK, _AS_BACKSLASH, _AS_COLON)):
        return data
    data = data[:1] + data[1:].replace(_MARK, _AS_MARK.encode())
    data = _COLON.sub(_AS_COLON.encode(), data)
    return _QUOTE.sub(rb"\1" + _AS_BACKSLASH.encode() + rb"'", data)


def restore(root: Node, data: bytes) -> None:
    """Put the characters back into the values. Raises Unreadable for what go-yaml refuses."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    for node, closer in _scalars(root):
        double = node.style == '"'
        if double and "/" in _ESCAPE.findall(text, node.start_mark.index, node.end_mark.index):
            raise _refused(node, "found unknown escape character", 0)
        if closer and not node.style and "?" in node.value[1:]:
            raise _refused(node, f"did not find expected ',' or '{closer}'", 1)
        value = node.value.replace(_AS_MARK, "\ufeff").replace(_AS_COLON, ":")
        node.value = value.replace(_AS_BACKSLASH, "" if double else "\\")


def _refused(node: Node, problem: str, too_low: int) -> Unreadable:
    """go-yaml's error; the line that it names is one too low where its parser and not its scanner complains."""
    line = node.start_mark.line
    where = f"line {line + 1 - too_low}: " if line else ""
    error = Unreadable(f"yaml: {where}{problem}", line + 1, node.start_mark.column + 1)
    error.offset = node.start_mark.index
    return error


def _scalars(root: Node) -> Iterator[tuple[ScalarNode, str]]:
    """Every scalar once, with the bracket that closes the flow collection it is in."""
    stack: list[tuple[Any, str]] = [(root, "")]
    while stack:
        node, closer = stack.pop()
        if isinstance(node, ScalarNode):
            yield node, closer
            continue
        children = getattr(node, "value", None) or []  # an alias has none: what it repeats is elsewhere
        for child in reversed(children):
            if isinstance(child, tuple):
                stack += [(part, "}" if node.flow_style else "") for part in reversed(child)]
            else:
                stack.append((child, "]" if node.flow_style else ""))
