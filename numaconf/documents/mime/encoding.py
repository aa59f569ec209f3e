"""What user data is wrapped in, undone as nodeadm does it (`internal/configprovider/encoding.go`): by content."""

from __future__ import annotations

import re

from numaconf.documents import golang
from numaconf.documents.errors import Unreadable
from numaconf.documents.text import LIMIT

_MEMBERS = 100
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")


def by_content(data: bytes) -> tuple[bytes, list[str]]:
    """Undo base64 (the whole must be valid), then gzip (by its first two bytes); the names of what was undone.

    Raises Unreadable for gzip that does not unpack, or unpacks to more than numaconf reads.
    """
    undone = []
    decoded = golang.base64(data)
    if decoded:
        data = decoded
        undone.append("base64")
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data)
        undone.append("gzip")
    return data, undone


def _gunzip(data: bytes) -> bytes:
    """The members of a gzip text, one after the other. The words are those of nodeadm and Go's `compress/gzip`."""
    import zlib

    out, failed = b"", "failed to create GZIP reader"
    for _ in range(_MEMBERS):
        if len(data) < 10:
            raise Unreadable(f"{failed}: unexpected EOF")
        if not data.startswith(b"\x1f\x8b\x08"):
            raise Unreadable(f"{failed}: gzip: invalid header")
        failed, unpack = "failed to read from GZIP reader", zlib.decompressobj(wbits=31)
        try:
            out += unpack.decompress(data, LIMIT + 1 - len(out))
        except zlib.error as error:
            says = "gzip: invalid checksum" if "incorrect" in str(error) else "flate: corrupt input"
            raise Unreadable(f"{failed}: {says}") from None
        if len(out) > LIMIT:
            raise Unreadable(f"unpacks to more than {LIMIT >> 20} MiB, which numaconf does not read", limit=True)
        if not unpack.eof:
            raise Unreadable(f"{failed}: unexpected EOF")
        data = unpack.unused_data
        if not data:
            return out
    raise Unreadable(f"more than {_MEMBERS} gzip members, which numaconf does not read", limit=True)


def quoted_printable(data: bytes, *, complete: bool = True) -> tuple[bytes, str]:
    """What Go's `mime/quotedprintable` makes of a text, and what it says where it stops. It is lenient: an equals sign
    that is not an escape stays, and the text may end with one, if it is `complete`.
    """
    out = bytearray()
    for match in re.finditer(rb"[^\n]*\n|[^\n]+\Z", data):
        line, problem = match[0].rstrip(b" \t\r\n"), ""
        rest = match[0][len(line) :]
        if not line.endswith(b"="):
            line += b"\r\n" if rest.endswith(b"\r\n") else b"\n" if rest.endswith(b"\n") else b""
        else:
            line, rest = line[:-1], rest.lstrip(b" \t")
            if not rest.startswith((b"\n", b"\r\n")) and (rest or not line or not complete):
                problem = f"quotedprintable: invalid bytes after =: {golang.quoted(golang.text(rest))}"
            if line.endswith(b"="):
                line, problem = line[:-1], "unexpected EOF"
        control = _CONTROL.search(line)
        if control:
            line, problem = (
                line[: control.start()],
                f"quotedprintable: invalid unescaped byte 0x{control[0].hex()} in body",
            )
        out += _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), line)
        if problem:
            return bytes(out), problem
    return bytes(out), ""
