"""Where in user data the NodeConfig stands that `render --into` writes into."""

from __future__ import annotations

from numaconf.documents.errors import Unreadable
from numaconf.documents.forms import is_mime, is_packed
from numaconf.errors import Problem
from numaconf.targets.eks import userdata


def stands(text: str, path: str) -> tuple[int, int]:
    """Start and end of the NodeConfig in a text: all of it, or the body of a MIME part. Of several parts it is the last
    one with `kubelet` in it (nodeadm merges them in order), else the last one.

    Raises Problem where it does not stand there as text.
    """
    data = text.encode()
    if is_packed(data):
        raise Problem("is packed: nothing can be written into it", place=path, remedy="unpack it")
    if not is_mime(data):
        return 0, len(text)
    from numaconf.documents import mime

    try:
        found = [part for part in mime.parse(data).parts if part.content_type == userdata.NODE_CONFIG]
    except Unreadable as error:
        raise Problem(error.message, place=f"{path}:{error.line}:{error.column}") from None
    if not found:
        raise Problem(f"has no part of type {userdata.NODE_CONFIG}", place=path)
    chosen = next((part for part in reversed(found) if "kubelet:" in part.body), found[-1])
    if not chosen.line:
        raise Problem("has an encoded NodeConfig: nothing can be written into it", place=path, remedy="unpack it")
    start = 0
    for _ in range(chosen.line - 1):
        start = text.index("\n", start) + 1
    return start, start + len(chosen.body)
