"""What Karpenter takes `spec.userData` for, and the MIME document that it puts in its place.

On AL2023 and AL2 the user's parts come first, in order, and Karpenter's own part last, all between lines `--//`.
Source: aws/karpenter-provider-aws 1.14 and 1.15 `pkg/providers/amifamily/bootstrap` (`nodeadm.go`, `eksbootstrap.go`,
`mime/mime.go`), run.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents.pieces import PlainDocument, piece
from numaconf.documents.source import Source
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.mime import Message, Part
    from numaconf.findings import Finding

NODE_CONFIG = "application/node.eks.aws"
SHELL = 'text/x-shellscript; charset="us-ascii"'
ROUTE = ("spec", "userData")

_BOUNDARY = re.compile(r"^--//(?=[ \t\n]|--|\Z)", re.MULTILINE)
_BLANKS = " \t\n\v\f\r\x85\xa0"
"""What Go's TrimSpace takes off (of those that anybody writes)."""


class Entry(NamedTuple):
    """One part of the merged document: its type as Karpenter writes it, its text, and where that is. `encoded`: the
    text is base64, which only the user's header said.
    """

    content_type: str
    text: str
    source: Source
    encoded: bool = False

    @property
    def media_type(self) -> str:
        """The type without parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def closes(self) -> bool:
        """Whether a line of the text ends the part, and so tears the merged document apart."""
        return _BOUNDARY.search(self.text.replace("\r", "")) is not None


class Taken(NamedTuple):
    """What Karpenter takes a text for. `refusal`: its words when it cannot, and launches nothing; `place` is where.
    `mime`: it is a MIME document, else one text of a guessed type. `cut`: the line after which parts are lost without
    a word, since a boundary is missing. `outside`: that something is outside of the parts.
    """

    entries: tuple[Entry, ...] = ()
    refusal: str = ""
    place: Source | None = None
    mime: bool = False
    cut: Source | None = None
    outside: tuple[Finding, ...] = ()


@lru_cache(16)
def text(node_class: Source) -> Source | None:
    """`spec.userData` of an EC2NodeClass as a text with places of its own; None when there is none.

    A text is looked at once, so that the sources of what is in it stay the same ones.
    """
    spec = node_class.document.value.get("spec")
    value = spec.get("userData") if isinstance(spec, dict) else None
    if not isinstance(value, str):
        return None
    inner = getattr(node_class.document, "inner", None)
    line, column = inner(ROUTE) if inner is not None else (0, 0)
    document = PlainDocument(value)
    return Source(node_class.path, document, node_class.index, outer=node_class, route=ROUTE, line=line, column=column)


class _Words(NamedTuple):
    """What a family's bootstrapper says when it cannot read a MIME document."""

    lead: str
    no_type: str
    not_multipart: str
    content: str
    header: str = ""


_NODEADM = _Words(
    "parsing custom UserData, ", "archive doesn't have Content-Type header, ",
    "archive is not in multipart format, %!w(<nil>)", "parsing content, ",
)  # fmt: skip
_EKS = _Words(
    "parsing custom user data input ", "user data does not define a content-type header ",
    "user data is not in multipart MIME format", "", "unreadable user data ",
)  # fmt: skip


@lru_cache(16)
def on_al2023(source: Source) -> Taken:
    """What comes of a text on AL2023: MIME parts, a NodeConfig (any YAML that is a map, or nothing), or a script."""
    value: str = source.document.value
    if value and _is_mime(value):
        return _archive(source, value, _NODEADM)
    guessed = NODE_CONFIG if _is_map(value) else SHELL
    return Taken((Entry(guessed, value, source),) if value else ())


@lru_cache(16)
def on_al2(source: Source) -> Taken:
    """What comes of a text on AL2: MIME parts, or a script."""
    value: str = source.document.value
    if value and _is_mime(value):
        return _archive(source, value, _EKS)
    return Taken((Entry(SHELL, value, source),) if value else ())


def _is_mime(value: str) -> bool:
    return value.strip(_BLANKS).startswith(("MIME-Version:", "Content-Type:"))


def _is_map(value: str) -> bool:
    from numaconf.documents import yaml
    from numaconf.documents.errors import Unreadable

    try:
        found = yaml.read(value).value
    except Unreadable as error:
        if error.limit:
            raise
        return False
    return found is None or isinstance(found, dict)


_END = "multipart: NextPart: EOF"
"""To Karpenter the end of all parts, even where the boundary never came."""


def _archive(source: Source, value: str, words: _Words) -> Taken:
    """The parts of a MIME document, each with its type alone: other headers are lost (on AL2 they stay)."""
    from numaconf.documents import mime

    message = mime.parse(value)
    if not message.multipart:
        return Taken(refusal=words.lead + _refusal(message, words), place=source, mime=True)
    entries = []
    for index, part in enumerate(message.parts):
        body = _body(part)
        line = 0 if "quoted-printable" in part.encodings else part.line
        here = piece(source, PlainDocument(body), index, line, part.header_line)
        if part.error:
            slurp = f"{body}, " if words.content else ""
            return Taken(refusal=f"{words.lead}{words.content}{slurp}{part.error}", place=here, mime=True)
        encoded = part.headers.get("content-transfer-encoding", "").lower() == "base64"
        entries.append(Entry(part.headers.get("content-type", ""), body, here, encoded))
    if message.error and message.error != _END:
        refusal = words.lead + words.content + message.error
        return Taken(refusal=refusal, place=_at(source, message), mime=True)
    from numaconf.targets.eks import cloudinit

    cut = _at(source, message) if message.error else None
    return Taken(tuple(entries), mime=True, cut=cut, outside=tuple(cloudinit.outside(source, message)))


def _refusal(message: Message, words: _Words) -> str:
    if any(problem.kind == "bad-content-type" for problem in message.problems):
        return words.no_type + message.refusal
    if message.content_type:
        return words.not_multipart
    return words.header + message.refusal


def _at(source: Source, message: Message) -> Source:
    """The line on which the reading ends."""
    from numaconf.targets.eks import cloudinit

    line = next((problem.line for problem in message.problems if problem.text == message.error), 1)
    return cloudinit.line(source, line)


def _body(part: Part) -> str:
    """The text of a part as Go's reader gives it: quoted-printable undone, base64 not."""
    from numaconf.documents.mime.encoding import quoted_printable

    complete = part.error != "unexpected EOF"
    raw = quoted_printable(part.raw, complete=complete)[0] if "quoted-printable" in part.encodings else part.raw
    return raw.decode("utf-8", "replace")


def merged(entries: tuple[Entry, ...], own: Entry) -> str:
    """The user data that the instance gets: the user's parts, then Karpenter's own."""
    head = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n'
    parts = (f"--//\nContent-Type: {one.content_type}\n\n{one.text}" for one in (*entries, own))
    return (head + "\n".join(parts) + "\n--//--\n").replace("\r", "")
