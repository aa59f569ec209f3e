"""Which documents are Talos': machine configurations and patches of them, and its own kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Without
from numaconf.documents.source import Source
from numaconf.targets.subject import Subject

if TYPE_CHECKING:
    from numaconf.documents.source import Document
    from numaconf.documents.text import TextDocument


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is a machine configuration that says something about the kubelet."""
    machine = value.get("machine")
    kubelet = machine.get("kubelet") if isinstance(machine, dict) else None
    if not isinstance(kubelet, dict):
        return False
    return value.get("version") == "v1alpha1" or any(re.search(r"(?i)config\Z|args\Z", str(key)) for key in kubelet)


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """All documents of a machine, if one of them says something about the kubelet."""
    if not documents:
        return []
    mine = sorted((*documents, *filter(_is_machine, strangers)), key=lambda one: one.index)
    sources = tuple(Source(path, _without_deleted(one), one.index) for one in mine)
    return [Subject("talos", sources, documents[0].index, documents[0].line)]


def _is_machine(document: TextDocument) -> bool:
    """Whether a document is the machine configuration itself, which says what role its kubelet has."""
    value = document.value
    return isinstance(value, dict) and value.get("version") == "v1alpha1" and isinstance(value.get("machine"), dict)


def _without_deleted(document: TextDocument) -> Document:
    """A patch's document without what it deletes: every map with `$patch: delete`, and what is empty then.

    Source: siderolabs/talos `pkg/machinery/config/configloader/internal/decoder/delete.go` (1.11 and later), read.
    """
    if "$patch" not in document.source:
        return document
    left = _left(document.value)
    return Without(document, left if isinstance(left, dict) else {})


def _left(value: Any) -> Any:
    """What is left of a value; None where nothing is."""
    if isinstance(value, dict):
        if value.get("$patch") == "delete":
            return None
        kept = {key: _left(held) if isinstance(held, dict | list) else held for key, held in value.items()}
        kept = {key: held for key, held in kept.items() if held is not None or value[key] is None}
        return kept if kept or not value else None
    if isinstance(value, list):
        return [held for held in (_left(one) for one in value) if held is not None]
    return value
