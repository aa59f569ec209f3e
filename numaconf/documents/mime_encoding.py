"""What user data is wrapped in, undone as nodeadm does it (`internal/configprovider/encoding.go`): by content."""

from __future__ import annotations

import base64
import binascii

from numaconf.documents.errors import Unreadable
from numaconf.documents.text import LIMIT


def by_content(data: bytes) -> tuple[bytes, list[str]]:
    """Undo base64 (the whole must be valid), then gzip (by its first two bytes); the names of what was undone.

    Raises Unreadable for gzip that does not unpack, or unpacks to more than numaconf reads.
    """
    undone = []
    bare = data.replace(b"\r", b"").replace(b"\n", b"")
    if bare and len(bare) % 4 == 0:
        try:
            data = base64.b64decode(bare, validate=True)
            undone.append("base64")
        except (binascii.Error, ValueError):
            pass
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data)
        undone.append("gzip")
    return data, undone


def _gunzip(data: bytes) -> bytes:
    import zlib

    out = b""
    while data:
        unpack = zlib.decompressobj(wbits=31)
        try:
            out += unpack.decompress(data, LIMIT + 1 - len(out))
        except zlib.error as error:
            raise Unreadable(f"failed to read from GZIP reader: {error}") from None
        if len(out) > LIMIT:
            raise Unreadable(f"unpacks to more than {LIMIT >> 20} MiB, which numaconf does not read", limit=True)
        if not unpack.eof:
            raise Unreadable("failed to read from GZIP reader: unexpected EOF")
        data = unpack.unused_data
    return out


def quoted_printable(data: bytes) -> bytes:
    """Undo quoted-printable."""
    return binascii.a2b_qp(data)
