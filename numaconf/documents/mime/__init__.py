"""MIME user data as Go reads it (`net/mail`, `mime`, `mime/multipart` of Go 1.26: nodeadm and Karpenter), with lines.

cloud-init reads the same text with Python's `email`, which is more lenient in some ways and silent in others. What the
readers disagree on is in `problems`, for the platforms to judge:

| kind | Go | cloud-init |
|---|---|---|
| `byte-order-mark`, `blank-first-line` | no multipart message | one text, of which nothing runs |
| `no-header` | no multipart message | one text (or a script, if it starts as one) |
| `no-mime-version` | no objection | one text, of which nothing runs |
| `bad-content-type` | no multipart message; in a part: refused | |
| `no-boundary` | refused | no parts, nothing runs, no warning |
| `boundary-not-found` | refused | no parts, nothing runs, no warning |
| `unclosed` | refused | read all the same |
| `malformed-header` | refused | the header ends there |
| `text-after-boundary` | refused | no boundary, so part of the text before it |
| `mixed-line-ends` | kept; or no boundary, if it ends a boundary line | kept, unless the first line has it |
| `non-ascii` | no objection | a shell part is not written at all |
"""

from __future__ import annotations

import re
from bisect import bisect_left

from numaconf.documents.errors import Unreadable
from numaconf.documents.mime import header as mime_header
from numaconf.documents.mime.encoding import by_content, quoted_printable
from numaconf.documents.mime.header import BadHeader, quoted
from numaconf.named import NamedTuple

LIMIT = 1 << 20
"""Bytes. User data ends at 16 KiB."""

# bufio's buffer: a longer line before the first boundary cannot be skipped.
_LONGEST_SKIPPED = 4096


class Problem(NamedTuple):
    """A row of the table above; `text` is what Go's reader says, or nothing where it has no objection."""

    kind: str
    line: int
    text: str = ""


class Part(NamedTuple):
    """One part. `raw` is its content as it is; `content` has quoted-printable, base64 and gzip undone (`encodings`
    names them): base64 and gzip by content, as nodeadm does with a NodeConfig, and not by what a header says. `body` is
    the content as text, with what is not UTF-8 replaced.

    `headers` have lower-case names, `content_type` is lower case and "" where there is none. `line` is the outer line
    of the first line of `body`, 0 where the text is not there verbatim; `header_line` that of the part's first
    header. What Go says of it: `type_error` when the Content-Type is looked at, `error` when the part is read
    ("unexpected EOF"), `packing_error` when the content is unpacked.
    """

    content_type: str
    parameters: dict[str, str]
    headers: dict[str, str]
    content: bytes
    line: int
    header_line: int
    raw: bytes
    encodings: tuple[str, ...] = ()
    type_error: str = ""
    error: str = ""
    packing_error: str = ""

    @property
    def body(self) -> str:
        return self.content.decode("utf-8", "replace")


class Outside(NamedTuple):
    """Text outside of the parts: the outer line of its first line, and whether it is before the first boundary."""

    line: int
    text: str
    before: bool


class Message:
    """A text with a header. `multipart` is False for what Go does not take as a multipart message (`refusal` says
    why): a script, a bare NodeConfig, TOML. `error` is what ends Go's reading of the parts, if not their end.
    `outside`: what is before the first boundary and after the closing one, which is not a part.
    """

    __slots__ = ("boundary", "content_type", "error", "headers", "multipart", "outside", "parts", "problems", "refusal")

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.content_type = self.boundary = self.refusal = self.error = ""
        self.multipart = False
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self.outside: list[Outside] = []


def parse(data: bytes | str) -> Message:
    """Read user data that has been unwrapped (`mime_encoding.by_content`). Raises Unreadable for its size only."""
    if len(data) > LIMIT:
        raise Unreadable(f"larger than {LIMIT >> 20} MiB, which numaconf does not read as MIME", limit=True)
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return _Reader(text).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.message = Message()
        self.line_ends: list[int] = []

    def line(self, at: int) -> int:
        """The line number, from 1, of an offset."""
        if not self.line_ends:
            self.line_ends = [match.start() for match in re.finditer(rb"\n", self.data)]
        return bisect_left(self.line_ends, at) + 1

    def problem(self, kind: str, at: int, text: str = "") -> None:
        self.message.problems.append(Problem(kind, self.line(at), text))

    def read(self) -> Message:
        self._line_ends()
        try:
            self._head()
        except BadHeader as error:
            self.message.refusal = str(error)
            self.problem("no-header" if error.kind == "malformed-header" else error.kind, error.at, str(error))
        if self.message.multipart:
            self._parts()
        return self.message

    def _line_ends(self) -> None:
        if self.data.startswith(b"\xef\xbb\xbf"):
            self.problem("byte-order-mark", 0)
        if self.data.lstrip(b" \t\r")[:1] == b"\n":
            self.problem("blank-first-line", 0)
        returns = self.data.count(b"\r\n")
        if 0 < returns < self.data.count(b"\n"):
            first = self.data.find(b"\n")
            odd = re.search(rb"(?<!\r)\n" if self.data[first - 1 : first] == b"\r" else rb"\r\n", self.data)
            self.problem("mixed-line-ends", odd.start() if odd else 0)

    def _head(self) -> None:
        message = self.message
        message.headers, self.at, complete = mime_header.read(self.data, 0, part=False)
        if not complete and not message.headers:
            raise BadHeader("no-header", "EOF")
        message.content_type, parameters = mime_header.media_type(message.headers.get("content-type", ""))
        message.boundary = parameters.get("boundary", "")
        message.multipart = message.content_type.startswith("multipart/")
        if not message.multipart:
            message.refusal = "MIME type is not multipart"
        elif "mime-version" not in message.headers:
            self.problem("no-mime-version", 0)

    def stop(self, kind: str, text: str, at: int | None = None) -> None:
        self.message.error = text
        self.problem(kind, self.at if at is None else at, text)

    def _parts(self) -> None:
        """`multipart.Reader.NextPart`, again and again."""
        if not self.message.boundary:
            self.stop("no-boundary", "multipart: boundary is empty", 0)
            return
        dash = b"--" + self.message.boundary.encode()
        end = b""  # the line end of the first boundary holds for all of them
        expected = False
        head = self.at
        while True:
            stop = self.data.find(b"\n", self.at) + 1 or len(self.data)
            line = self.data[self.at : stop]
            opens = line.startswith(dash) and line[len(dash) :].lstrip(b" \t") in ({end} if end else {b"\n", b"\r\n"})
            after = line[len(dash) + 2 :].lstrip(b" \t")
            if line.startswith(dash + b"--") and after in {b"", end or b"\r\n"}:
                self._outside(stop, len(self.data), before=False)
                return
            if not line.endswith(b"\n"):
                self.stop("unclosed" if end else "boundary-not-found", "multipart: NextPart: EOF")
                return
            if opens:
                if not end:
                    self._outside(head, self.at, before=True)
                end = line[len(dash) :].lstrip(b" \t")
                self.at = stop
                if not self._part(dash, end):
                    return
                expected = False
                continue
            if expected:
                self.stop("text-after-boundary", f"multipart: expecting a new Part; got line {quoted(line)}")
                return
            if not end and len(line) > _LONGEST_SKIPPED:
                self.stop("boundary-not-found", "multipart: NextPart: bufio: buffer full")
                return
            if end and line != end:
                self.stop("text-after-boundary", f"multipart: unexpected line in Next(): {quoted(line)}")
                return
            expected = bool(end)
            self.at = stop

    def _outside(self, start: int, stop: int, *, before: bool) -> None:
        text = self.data[start:stop].decode("utf-8", "replace")
        if text.strip():
            self.message.outside.append(Outside(self.line(start), text, before))

    def _part(self, dash: bytes, end: bytes) -> bool:
        """Read the part that begins here; False where Go's reading ends instead."""
        first = self.at
        try:
            headers, self.at, complete = mime_header.read(self.data, self.at, part=True)
        except BadHeader as error:
            self.stop(error.kind, str(error), error.at)
            return False
        if not complete:  # the text ends in the header: to Go that is the end of all parts
            return False
        body_at = self.at
        raw, failed = self._body(dash, end)
        media, parameters, type_error, packing_error = "", dict[str, str](), "", ""
        if headers.get("content-type"):
            try:
                media, parameters = mime_header.media_type(headers["content-type"])
            except BadHeader as error:
                media, type_error = error.media, str(error)
                self.problem(error.kind, first, type_error)
        content, encodings = raw, list[str]()
        if headers.get("content-transfer-encoding", "").lower() == "quoted-printable":
            content, problem = quoted_printable(raw, complete=not failed)
            encodings, failed = ["quoted-printable"], problem or failed
        try:
            content, more = by_content(content)
            encodings += more
        except Unreadable as error:
            packing_error = error.message
        if raw and not encodings and not raw.isascii():
            odd = next(index for index, byte in enumerate(raw) if byte > 0x7F)
            self.problem("non-ascii", body_at + odd)
        line = 0 if encodings else self.line(body_at)
        where, errors = (line, self.line(first)), (type_error, failed, packing_error)
        self.message.parts.append(Part(media, parameters, headers, content, *where, raw, tuple(encodings), *errors))
        return True

    def _body(self, dash: bytes, end: bytes) -> tuple[bytes, str]:
        """What comes before the next boundary; the line end before that belongs to it."""
        start, follows = self.at, rb"(?=[ \t\r\n]|--|\Z)"
        if re.compile(re.escape(dash) + follows).match(self.data, start):
            return b"", ""
        found = re.compile(re.escape(end + dash) + follows).search(self.data, start)
        self.at = found.start() if found else len(self.data)
        if found:
            return self.data[start : self.at], ""
        # What could still have become a boundary is not handed out.
        last = self.data.rfind(end[:1], start)
        stop = last if last >= 0 and (end + dash).startswith(self.data[last:]) else self.at
        return b"" if dash.startswith(self.data[start:]) else self.data[start:stop], "unexpected EOF"
