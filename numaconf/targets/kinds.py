"""Which document is of which kind, and how a kind's text becomes the documents that its reader takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import Source

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def sources(kind: str, path: str, data: bytes | str) -> list[Source]:
    """The documents of a text of a known kind, as the kind's reader takes them. Raises Unreadable."""
    if kind == "bottlerocket":
        from numaconf.documents import toml

        return [Source(path, toml.read(data))]
    documents: list[TextDocument]
    if kind == "karpenter":
        from numaconf.documents import yaml

        documents = [document for document in yaml.read_all(data) if document.value is not None]
    else:
        from numaconf.documents import load

        documents = [load.read(data)]
    return [Source(path, document, document.index) for document in documents]
