"""Where in user data the NodeConfig is that `render --into` writes into, and what goes beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.forms import is_mime, is_packed
from numaconf.errors import Problem
from numaconf.targets import boot
from numaconf.targets.al2023.renderer import PRIMARY, SETUP
from numaconf.targets.eks import userdata

if TYPE_CHECKING:
    from numaconf.targets.target import Intent


def stands(text: str, path: str) -> tuple[int, int]:
    """Start and end of the NodeConfig in a text: all of it, or the body of a MIME part. Of several parts it is the last
    one with `kubelet` in it (nodeadm merges them in order), else the last one.

    Raises Problem where it is not there as text.
    """
    data = text.encode()
    if is_packed(data):
        raise Problem("is packed: nothing can be written into it", place=path, remedy="unpack it")
    if not is_mime(data):
        return 0, len(text)
    from numaconf.documents import hints, mime

    try:
        found = [part for part in mime.parse(data).parts if part.content_type == userdata.NODE_CONFIG]
    except Unreadable as error:
        raise hints.problem(error, path, text) from None
    if not found:
        raise Problem(f"has no part of type {userdata.NODE_CONFIG}", place=path)
    chosen = next((part for part in reversed(found) if "kubelet:" in part.body), found[-1])
    if not chosen.line:
        raise Problem("has an encoded NodeConfig: nothing can be written into it", place=path, remedy="unpack it")
    start = 0
    for _ in range(chosen.line - 1):
        start = text.index("\n", start) + 1
    return start, start + len(chosen.body)


def around(before: str, text: str, intent: Intent, path: str) -> str:
    """User data with the script that allocates hugepages and resets state files at boot, in place of an older one.

    An empty file becomes MIME user data with both; Raises Problem for a NodeConfig that is alone.
    """
    script = boot.setup_script(intent)
    if not is_mime(text.encode()):
        if script and before.strip():
            raise Problem(
                "is a NodeConfig alone, which cannot allocate hugepages or reset state files at boot",
                place=path,
                remedy="write into MIME user data, or render --part user-data.mime",
            )
        parts = (userdata.Part(userdata.SHELL, script or "", SETUP), userdata.Part(userdata.NODE_CONFIG, text, PRIMARY))
        return userdata.multipart(parts) if script else text
    from numaconf.documents import mime

    message = mime.parse(text.encode())
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    if script and f"\n--{message.boundary}" in script:
        raise Problem(f"has the boundary {message.boundary!r}, which the script for hugepages holds", place=path)
    old = next((one for one in message.parts if SETUP in one.headers.get("content-disposition", "")), None)
    if old is None:
        return _with(lines, message.parts[0].header_line - 2, message.boundary, script, ends) if script else text
    first = old.header_line - 2  # the line of the boundary above it
    last = next(at for at in range(old.header_line - 1, len(lines)) if lines[at].startswith(f"--{message.boundary}"))
    if script and old.body.replace("\r\n", "\n").strip("\n") == script.strip("\n"):
        return text
    rest = [*lines[:first], *lines[last:]]
    return _with(rest, first, message.boundary, script, ends) if script else "\n".join(rest)


def _with(lines: list[str], at: int, boundary: str, script: str, ends: str) -> str:
    """The lines of a message with a part more above the boundary on line `at`."""
    part = userdata.multipart([userdata.Part(userdata.SHELL, script, SETUP)])
    _, _, body = part.partition("\n--")
    made = body.split("\n")[1:-2]
    end = "\r" if ends == "\r\n" else ""
    return "\n".join([*lines[:at], f"--{boundary}{end}", *(line + end for line in made), *lines[at:]])
