"""The machines of Cluster API's objects and of EKS Anywhere's clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import Source
from numaconf.targets.subject import Subject, of_nodes

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each node that the objects make; EKS Anywhere's with the machines that they are on."""
    from numaconf.targets.cluster_api.anywhere_hosts import is_machine
    from numaconf.targets.cluster_api.objects import nodes

    machines = tuple(Source(path, one, one.index) for one in documents if is_machine(one.value))
    return [
        subject if is_machine(one.value) else subject._replace(sources=(*subject.sources, *machines))
        for one in documents
        for subject in of_nodes("cluster-api", path, one, nodes)
    ]
