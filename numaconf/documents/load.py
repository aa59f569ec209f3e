"""A text as the kubelet takes it: JSON if its first character is a brace, YAML otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.errors import Unreadable
    from numaconf.documents.json import JsonDocument
    from numaconf.documents.text import TextDocument


def read(data: bytes | str) -> yaml.YamlDocument | JsonDocument:
    """The first document of a text, and of a JSON text the only one. Raises Unreadable.

    Source: k8s.io/apimachinery `runtime/serializer/recognizer` (Kubernetes 1.27 and later): what looks like JSON is not
    tried as YAML.
    """
    return _json(data) or yaml.read(data)


def read_each(data: bytes | str) -> list[TextDocument | Unreadable]:
    """All documents of a text; one that is refused does not lose the others. Raises Unreadable for a JSON text that is
    refused, and for what is too large.
    """
    found = _json(data)
    return [found] if found else list(yaml.read_each(data))


def read_objects(data: bytes | str) -> Iterator[TextDocument | Unreadable]:
    """All documents of a text as kubectl reads them: the values of a JSON text one after another, or YAML's documents.
    Raises Unreadable for what is too large.
    """
    from numaconf.documents import json

    yield from json.read_stream(data) if json.is_json(data) else yaml.read_each(data)


def _json(data: bytes | str) -> JsonDocument | None:
    # Importing json costs as much as reading twenty files, and most are YAML.
    if data.lstrip()[:1] in {b"{", "{"} or not data[:1].isascii():
        from numaconf.documents import json

        if json.is_json(data):
            return json.read(data)
    return None
