"""What a file's platform reads together: the unit that is judged, shown and converted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numaconf.documents.errors import Unreadable
    from numaconf.documents.source import Route
    from numaconf.documents.text import TextDocument


class Subject(NamedTuple):
    """Documents that one platform reads together. `number` and `line` are the first one's in the file.

    `fragment`: something is missing that the file alone cannot tell (a main file, a header). `beside`: the kinds of the
    documents that are in the same file and belong to nobody here. `refusal`: why the kind's reader cannot read it.
    `unread`: what it is, where numaconf does not follow its form.
    """

    kind: str
    sources: tuple[Source, ...] = ()
    number: int = 0
    line: int = 1
    fragment: bool = False
    beside: tuple[str, ...] = ()
    refusal: Unreadable | None = None
    unread: str = ""


def is_for_kubeadm(kinds: Iterable[str]) -> bool:
    """Whether kubeadm takes apart a file with documents of these kinds, before any kubelet sees it."""
    return any(kind.startswith("kubeadm.k8s.io/") for kind in kinds)


def of_document(
    kind: str, path: str, document: TextDocument, *, fragment: bool = False, whole: bool = False, passed_over: str = ""
) -> Subject:
    """One document of a file that stands for itself. `whole`, `passed_over`: as `Source` has them."""
    source = Source(path, document, document.index, whole=whole, passed_over=passed_over)
    return Subject(kind, (source,), document.index, document.line, fragment)


def of_nodes(kind: str, path: str, document: TextDocument, nodes: Callable[[Source], list[Route]]) -> list[Subject]:
    """The nodes that one document makes, each a subject: the document, of which that node is chosen."""
    from numaconf.documents.pieces import Chosen

    whole = Source(path, document, document.index)
    found = []
    for node in nodes(whole):
        source = Source(path, Chosen(document, node), document.index) if node else whole
        found.append(Subject(kind, (source,), document.index, document.line))
    return found


def of_text(kind: str, path: str, data: bytes) -> Subject:
    """A text that its kind's reader takes as a whole."""
    from numaconf.documents.pieces import PlainDocument

    return Subject(kind, (Source(path, PlainDocument(data)),))


def header(value: Any) -> tuple[str, str]:
    """API group and kind of an object; the keys count in any letter case, as for the kubelet's decoder."""
    if not isinstance(value, dict):
        return "", ""
    version, kind = value.get("apiVersion"), value.get("kind")
    if version is None or kind is None:
        lower = {key.lower(): inner for key, inner in value.items() if isinstance(key, str)}
        version, kind = lower.get("apiversion"), lower.get("kind")
    group = version.partition("/")[0] if isinstance(version, str) else ""
    return group, kind if isinstance(kind, str) else ""
