"""The files that an object puts onto its machines: patches for kubeadm, and whole configurations of the kubelet."""

from __future__ import annotations

import base64
import binascii
import posixpath
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.documents import embedded, load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source, value_at
from numaconf.documents.text import LIMIT
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route


class File(NamedTuple):
    """One item of `files`. `documents`: what its content holds; `unreadable`: why it cannot be read, with its place;
    `elsewhere`: its content is in a Secret.
    """

    path: str
    route: Route
    documents: tuple[Source, ...] = ()
    unreadable: Unreadable | None = None
    elsewhere: bool = False

    @property
    def folder(self) -> str:
        """The folder that it lies in."""
        return posixpath.dirname(posixpath.normpath(self.path))

    @property
    def name(self) -> str:
        """Its base name."""
        return posixpath.basename(self.path)


@lru_cache(64)
def files(source: Source, base: Route) -> tuple[File, ...]:
    """The files of a configuration, in their order. They are read once, so that they stay the same ones."""
    held = value_at(source.document.value, (*base, "files"))
    found = []
    for at, one in enumerate(held if isinstance(held, list) else ()):
        if isinstance(one, dict) and isinstance(one.get("path"), str):
            found.append(_file(source, (*base, "files", at), one["path"], str(one.get("encoding") or "")))
    return tuple(found)


def _file(source: Source, route: Route, path: str, encoding: str) -> File:
    content = value_at(source.document.value, (*route, "content"))
    if not isinstance(content, str):
        return File(path, route, elsewhere=value_at(source.document.value, (*route, "contentFrom")) is not None)
    here = (*route, "content")
    if not encoding:
        found = embedded.objects(source, here)
    else:
        try:
            text = _decoded(content, encoding)
            found = tuple(
                one if isinstance(one, Unreadable) else embedded.inside(source, here, one, line=0)
                for one in load.read_each(text)
            )
        except (ValueError, Unreadable) as error:
            found = (error if isinstance(error, Unreadable) else Unreadable(str(error)),)
    wrong = next((one for one in found if isinstance(one, Unreadable)), None)
    return File(path, route, tuple(one for one in found if isinstance(one, Source)), wrong)


def _decoded(content: str, encoding: str) -> bytes:
    """The bytes of an encoded content. Raises ValueError."""
    data = content.encode()
    if "base64" in encoding:
        try:
            data = base64.b64decode("".join(content.split()), validate=True)
        except binascii.Error as error:
            raise ValueError(f"not base64: {error}") from None
    if "gzip" in encoding:
        try:
            unpacked = zlib.decompressobj(wbits=31)
            data = unpacked.decompress(data, LIMIT)
            if unpacked.unconsumed_tail:
                raise ValueError(f"larger than {LIMIT >> 20} MiB unpacked")
        except zlib.error as error:
            raise ValueError(f"not gzip: {error}") from None
    return data
