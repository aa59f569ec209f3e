"""A text as the kubelet takes it: JSON if its first character is a brace, YAML otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import yaml

if TYPE_CHECKING:
    from numaconf.documents.json import JsonDocument


def read(data: bytes | str) -> yaml.YamlDocument | JsonDocument:
    """The first document of a text, and of a JSON text the only one. Raises Unreadable.

    Source: k8s.io/apimachinery `runtime/serializer/recognizer` (Kubernetes 1.27 to 1.37): what looks like JSON is not
    tried as YAML.
    """
    # Importing json costs as much as reading twenty files, and most are YAML.
    if data.lstrip()[:1] in {b"{", "{"} or not data[:1].isascii():
        from numaconf.documents import json

        if json.is_json(data):
            return json.read(data)
    return yaml.read(data)
