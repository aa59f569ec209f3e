"""MIME user data that cloud-init, nodeadm and Karpenter all read alike.

LF line ends, 7-bit, the header on the first line, a boundary that occurs in no part, a closing boundary: each of these
is something that one of the readers refuses silently when it is missing (cloud-init 22.4, nodeadm 2026-07).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf import runners
from numaconf.documents.pieces import PlainDocument
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Source
    from numaconf.findings import Finding

LIMIT = 16 * 1024
"""Bytes of user data, before base64, that EC2 takes."""

NODE_CONFIG, SHELL = "application/node.eks.aws", "text/x-shellscript"

SCRIPTS = frozenset({
    SHELL, "text/x-shellscript-per-boot", "text/x-shellscript-per-instance", "text/x-shellscript-per-once",
    "text/cloud-boothook",
})  # fmt: skip
"""Parts that cloud-init runs; of `text/plain` those that begin with `#!`."""


class Part(NamedTuple):
    """One part: its media type, 7-bit text with LF line ends, and the file name that cloud-init shows."""

    media_type: str
    text: str
    name: str


def multipart(parts: Sequence[Part]) -> str:
    """A MIME document of these parts, in order. Raises ValueError for text that is not 7-bit or has a CR or NUL."""
    for part in parts:
        if not part.text.isascii() or "\r" in part.text or "\0" in part.text:
            raise ValueError(f"the part {part.name} is not 7-bit text with LF line ends")
    boundary, number = "NUMACONF", 0
    while any("--" + boundary in part.text for part in parts):
        number += 1
        boundary = f"NUMACONF-{number}"
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', ""]
    for part in parts:
        lines += [
            f"--{boundary}",
            f'Content-Type: {part.media_type}; charset="us-ascii"',
            "Content-Transfer-Encoding: 7bit",
            f'Content-Disposition: attachment; filename="{part.name}"',
            "",
            part.text.removesuffix("\n"),
            "",
        ]
    return "\n".join([*lines, f"--{boundary}--", ""])


def plain(text: str) -> str:
    """A text as printable 7-bit on one line, for comments: a line end in it cannot end the comment."""
    line = runners.quoted(" ".join(text.replace("×", "x").split())).encode("ascii", "backslashreplace").decode()
    return line if line.isprintable() else "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in line)


def too_large(source: Source) -> Iterator[Finding]:
    """User data that EC2 refuses. Text that is base64 as a whole is what EC2's API takes, and counts decoded."""
    if not isinstance(source.document, PlainDocument):
        return
    from numaconf.documents.mime.encoding import by_content

    data = source.document.data
    if len(data) > LIMIT and len(data) < LIMIT * 3 // 2 and by_content(data)[1] == ["base64"]:
        data = by_content(data)[0]
    if len(data) > LIMIT:
        yield BY_CODE["NC506"].finding(
            f"the user data has {len(data)} bytes, and EC2 takes {LIMIT}: compress it with gzip, or shorten it",
            Origin("document", source),
        )
