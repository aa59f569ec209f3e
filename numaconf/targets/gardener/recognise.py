"""The workers of a Shoot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.targets.subject import Subject, of_nodes

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each node that the objects make."""
    from numaconf.targets.gardener.reader import nodes

    return [subject for one in documents for subject in of_nodes("gardener", path, one, nodes)]
