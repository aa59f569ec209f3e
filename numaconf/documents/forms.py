"""What the first bytes of a text say about its form, before it is parsed."""

from __future__ import annotations

import re

_MIME = rb"(?i)\A(?:\xef\xbb\xbf)?\s*(?:mime-version|content-type)[ \t]*:"


def is_packed(data: bytes) -> bool:
    """Gzip, or the base64 of gzip or of a MIME header."""
    return data.startswith((b"\x1f\x8b", b"H4sI", b"TUlNRS1WZXJzaW9u", b"Q29udGVudC1UeXBl"))


def is_mime(data: bytes) -> bool:
    """Whether a text starts with a header of a MIME message."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n\f\v")[:1] in b"mMcC" and re.match(_MIME, data) is not None
