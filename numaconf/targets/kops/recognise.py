"""The kubelets of kops' objects, and of what nodeup is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Chosen
from numaconf.documents.source import Source
from numaconf.targets.subject import Subject, of_nodes

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is nodeup's configuration, which kops writes for each instance group."""
    return isinstance(value.get("KubeletConfig"), dict) and "KubernetesVersion" in value and "ClusterName" in value


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each node that the objects make: an instance group's with the cluster, where that is in the file, too."""
    from numaconf.targets.kops.reader import is_group, nodes

    clusters = [one for one in documents if isinstance(one.value, dict) and one.value.get("kind") == "Cluster"]
    found = []
    for one in documents:
        if not is_group(one.value):
            found += of_nodes("kops", path, one, nodes)
            continue
        mine = [held for held in clusters if len(clusters) == 1 or _name(held.value) == _cluster(one.value)]
        above = tuple(Source(path, held, held.index) for held in mine[:1])
        for node in nodes(Source(path, one, one.index)):
            source = Source(path, Chosen(one, node), one.index)
            found.append(Subject("kops", (source, *above), one.index, one.line))
    return found


def _name(value: Any) -> Any:
    metadata = value.get("metadata")
    return metadata.get("name") if isinstance(metadata, dict) else None


def _cluster(value: Any) -> Any:
    metadata = value.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    return labels.get("kops.k8s.io/cluster") if isinstance(labels, dict) else None
