"""`--kubelet-arg` on command lines: units, `k3s agent …`, `INSTALL_K3S_EXEC="…"`, k3d."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.kubelet.effective import Origin
from numaconf.targets.k3s.items import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Source

FLAG = "--kubelet-arg"
_CALL = re.compile(
    r"--kubelet-arg(?:=|[ \t]+|['\"][ \t]+(?=['\"]))"
    r"(?:\\?\"(?P<double>[^\"\n]*?)\\?\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:[^\s;|&]|;(?=[0-9]+:(?:memory|hugepages-)))+))"
)
_FILTER = re.compile(r"@(?:server|agent|all)\b.*")
"""What k3d takes off: `--kubelet-arg=max-pods=200@agent:*`."""
_COMMENT = re.compile(r"^[ \t]*[#;].*$", re.MULTILINE)


def items(source: Source) -> Iterator[Item]:
    """The arguments of all `--kubelet-arg` in a text, in their order; comments are passed over."""
    from numaconf.documents.pieces import Words, inside
    from numaconf.documents.text import Lines

    text = source.document.value
    if not isinstance(text, str):
        return
    lines = Lines(text)
    cuts: frozenset[tuple[int, int]] | None = None
    bare = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    for match in _CALL.finditer(bare):
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        value, (start, end) = match[kind], match.span(kind)
        if kind == "plain":
            value = _FILTER.sub("", value.rstrip("\"'\\"))
            end = start + len(value)
        rest, at = "", value.find(";") if kind == "plain" else -1
        if at >= 0:
            cuts = _cuts(text) if cuts is None else cuts
            if lines.span(start + at + 1, end)[:2] in cuts:
                value, rest, end = value[:at], value[at + 1 :], start + at
        held = inside(source, Words([value], [lines.span(start, end)]))
        yield Item(None if "$" in value or "{" in value else value, Origin("document", held, (0,)), cut=rest)


def _cuts(text: str) -> frozenset[tuple[int, int]]:
    """Where a shell takes the rest of a value for the next command; systemd and environment files have no commands."""
    from numaconf.documents import shell
    from numaconf.documents.shell import cut
    from numaconf.documents.systemd import environment_file
    from numaconf.targets.kubelet import units

    if units.is_unit(text) or (not text.startswith("#!") and environment_file.is_one(text)):
        return frozenset()
    return frozenset(word.span[:2] for _, word in cut.cuts(shell.commands(text)))
