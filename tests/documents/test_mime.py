"""MIME user data against Go's readers (net/mail, mime, mime/multipart of Go 1.26, recorded)."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest

from numaconf.documents import golang, mime
from numaconf.documents.errors import Unreadable
from numaconf.documents.mime import header
from numaconf.documents.mime.encoding import by_content, quoted_printable
from tests.documents.said import cases, refusal, shown

HEAD = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"


def read_by_go(part: mime.Part) -> str:
    """The content before nodeadm unpacks it."""
    if part.encodings[:1] != ("quoted-printable",):
        return golang.text(part.raw)
    return golang.text(quoted_printable(part.raw, complete=part.error != "unexpected EOF")[0])


@pytest.mark.parametrize(("text", "says"), cases("mime", "mime"), ids=shown)
def test_a_message_is_read_as_go_reads_it(text: bytes, says: dict[str, Any]) -> None:
    message = mime.parse(text)
    assert message.refusal == ("" if message.multipart else says["error"])
    if message.refusal:
        return
    assert (message.content_type, message.boundary) == (says["type"], says["boundary"])
    assert message.error == says.get("error", "")
    for part, said in zip(message.parts, says["parts"], strict=True):
        assert read_by_go(part) == said["body"]
        assert part.content_type == said.get("type", "")
        assert part.parameters == said.get("parameters", {})
        assert (part.type_error, part.error) == (said.get("typeError", ""), said.get("error", ""))


@pytest.mark.parametrize(("data", "says"), cases("mime", "packed"), ids=shown)
def test_a_content_is_unpacked_as_nodeadm_does(data: bytes, says: dict[str, Any]) -> None:
    refused = refusal(by_content, data)
    assert refused == says.get("error", "")
    if not refused:
        assert by_content(data)[0] == base64.b64decode(says["content"] or "")


def test_the_parts_know_their_lines() -> None:
    lines = [*HEAD.split("\n")[:-1], "preamble", "--b", "X: y", " z", "", "one", "two", "--b", "", "three", "--b--", ""]
    for end in ("\n", "\r\n"):
        one, two = mime.parse(end.join(lines)).parts
        assert (one.header_line, one.line, one.body) == (6, 9, f"one{end}two")
        assert (two.header_line, two.line, two.body) == (12, 13, "three")


def test_what_is_encoded_has_no_line_of_its_own() -> None:
    coded = base64.b64encode(b"a: 1\n").decode()
    (part,) = mime.parse(f"{HEAD}--b\nX: y\n\n{coded}\n--b--\n").parts
    assert (part.header_line, part.line, part.body, part.encodings) == (5, 0, "a: 1\n", ("base64",))


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("\ufeff" + HEAD + "--b\n\na\n--b--\n", "byte-order-mark", 1),
        ("\n" + HEAD + "--b\n\na\n--b--\n", "blank-first-line", 1),
        (HEAD.replace("MIME-Version: 1.0\n", "") + "--b\n\na\n--b--\n", "no-mime-version", 1),
        (HEAD.replace("multipart/mixed; ", "multipart/mixed "), "bad-content-type", 1),
        (HEAD.replace(" boundary=b", ""), "no-boundary", 1),
        (HEAD + "--c\n\na\n--c--\n", "boundary-not-found", 8),
        (HEAD + "--b\n\na\n", "unclosed", 7),
        (HEAD + "--b\nX\n\na\n--b--\n", "malformed-header", 5),
        (HEAD + "--b\n\na\n--b--x\n", "text-after-boundary", 7),
        (HEAD + "--b\n\na\r\nc\n--b--\n", "mixed-line-ends", 6),
        (HEAD + "--b\n\na\n\u00e9\n--b--\n", "non-ascii", 7),
        (HEAD + "--b\nContent-Type: text\n\na\n--b\nContent-Type: a/\n\n--b--\n", "bad-content-type", 9),
    ],
)
def test_problems_have_their_line(text: str, kind: str, line: int) -> None:
    assert (kind, line) in [(problem.kind, problem.line) for problem in mime.parse(text).problems]


def test_what_is_too_much_is_a_limit_of_numaconf() -> None:
    bomb = gzip.compress(b"\0" * ((16 << 20) + 1))
    for data in (bomb, base64.b64encode(bomb), gzip.compress(b"") * 1000):
        with pytest.raises(Unreadable, match="which numaconf does not read") as caught:
            by_content(data)
        assert caught.value.limit
    with pytest.raises(Unreadable, match="larger than 1 MiB"):
        mime.parse(b"a" * ((1 << 20) + 1))


COUNT = 100_000
"""So much that time or memory growing with its square would be noticed."""


def test_very_many_parts() -> None:
    assert len(mime.parse(HEAD + "--b\n\na\n" * COUNT + "--b--\n").parts) == COUNT


def test_a_very_long_header() -> None:
    header = mime.parse("X: y\n" + " z\n" * COUNT + HEAD).headers["x"]
    assert len(header) == 1 + 2 * COUNT


def test_very_many_parameters() -> None:
    names = "".join(f";a{number}=b" for number in range(COUNT))
    assert mime.parse(HEAD.replace("; boundary", f"{names}; boundary")).boundary == "b"


@pytest.mark.parametrize(
    ("parameters", "boundary"),
    [
        ('boundary*0="BO"; boundary*1="UND"', "BOUND"),
        ("boundary*=utf-8'en'BOU%4eD", "BOUND"),
        ("boundary*0*=us-ascii''BO; boundary*1*=%55ND; boundary*3=x", "BOUND"),
        ('boundary*1="UND"', ""),
        ("boundary*=iso-8859-1''BOUND", ""),
        ("boundary*=utf-8''BOU%4", ""),
        ("boundary=BOUND; boundary*=utf-8''OTHER", "OTHER"),
    ],
)
def test_parameters_in_pieces_or_with_a_character_set(parameters: str, boundary: str) -> None:
    """As Go's `mime.ParseMediaType` answered."""
    assert header.media_type(f"multipart/mixed; {parameters}")[1].get("boundary", "") == boundary
