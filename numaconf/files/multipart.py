"""The parts of MIME user data that are cloud-configs: what these write goes the way of any file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.files.unwrap import placed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.targets.subject import Subject

CLOUD_CONFIG = "text/cloud-config"


def cloud_configs(path: str, data: bytes, recognise: Callable[[str, bytes], list[Subject]]) -> list[Subject]:
    """The subjects in the cloud-configs of a MIME text, by their type or by their first line, as cloud-init tells.

    Raises Unreadable for a text that is larger than numaconf reads.
    """
    if b"cloud-config" not in data:
        return []
    from numaconf.documents import mime

    try:
        message = mime.parse(data)
    except Unreadable as error:
        if error.limit:
            raise
        return []  # said where the whole text is read
    found: list[Subject] = []
    document = PlainDocument(data)
    for index, part in enumerate(message.parts):
        if part.content_type == CLOUD_CONFIG or part.content.lstrip().startswith(b"#cloud-config"):
            whole = Source(path, document, index)
            text = Source(path, PlainDocument(part.content), index, outer=whole, line=part.line)
            found += (placed(subject, text) for subject in recognise("", part.content))
    return found
