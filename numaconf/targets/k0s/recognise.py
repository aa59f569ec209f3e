"""The worker profiles of k0s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.targets.subject import Subject, of_nodes

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each node that the objects make."""
    from numaconf.targets.k0s.reader import nodes

    return [subject for one in documents for subject in of_nodes("k0s", path, one, nodes)]
