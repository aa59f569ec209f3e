"""Which documents are Talos': machine configurations and patches of them, and its own kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source
from numaconf.targets.subject import Subject

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def claims(path: str, value: dict[str, Any]) -> bool:  # noqa: ARG001  the protocol's
    """Whether an object without a header is a machine configuration that says something about the kubelet."""
    machine = value.get("machine")
    kubelet = machine.get("kubelet") if isinstance(machine, dict) else None
    if not isinstance(kubelet, dict):
        return False
    return value.get("version") == "v1alpha1" or not kubelet.keys().isdisjoint({"extraConfig", "extraArgs"})


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:  # noqa: ARG001
    """All documents of a machine, if one of them says something about the kubelet."""
    if not documents:
        return []
    sources = tuple(Source(path, one, one.index) for one in documents)
    return [Subject("talos", sources, documents[0].index, documents[0].line)]
