"""The documents of a file for kubeadm: which it takes, which it ignores, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Says
from numaconf.kubelet import decode
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import LAST
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version

GROUP = "kubeadm.k8s.io"
INIT, JOIN, CLUSTER = "InitConfiguration", "JoinConfiguration", "ClusterConfiguration"
UPGRADE = "UpgradeConfiguration"
KINDS = (INIT, JOIN, CLUSTER, "ResetConfiguration", UPGRADE, "ClusterStatus")
KUBELET_GROUP = decode.API_VERSION.partition("/")[0]
READABLE = {"v1beta3": (22, 36), "v1beta4": (31, LAST)}
"""The first and the last minor whose kubeadm reads an API version; `v1` is experimental up to 1.38, and refused."""


class Header(NamedTuple):
    """apiVersion and kind of a document, empty where there is none."""

    group: str
    version: str
    kind: str


def of(source: Source) -> Header:
    """The header of a document."""
    value = source.document.value
    if not isinstance(value, dict):
        return Header("", "", "")
    api, kind = value.get("apiVersion"), value.get("kind")
    group, slash, version = api.rpartition("/") if isinstance(api, str) else ("", "", "")
    return Header(group if slash else "", version, kind if isinstance(kind, str) else "")


def has_list(head: Header) -> bool:
    """Whether extra arguments are a list in this API version: from v1beta4 on; before they are a map."""
    return head.version != "v1beta3"


def problems(sources: Sequence[Source], known: Version | None) -> Iterator[Finding]:
    """Why kubeadm does not read a file at all. `known`: the Kubernetes version, where one is given."""
    seen: dict[str, Source] = {}
    for source in sources:
        if source.document.value is None:
            continue
        head = of(source)
        if not (head.group and head.version and head.kind):
            yield refused(
                "kubeadm needs an apiVersion with a group and a kind in every document of the file",
                source,
                (),
                f"invalid configuration for GroupVersionKind {head.group}/{head.version}, Kind={head.kind}: kind and "
                "apiVersion is mandatory information that must be specified",
            )
        elif head.kind in seen and head.kind != decode.KIND:
            says = f'invalid configuration: kind "{head.kind}" is specified twice in YAML file'
            yield refused(
                f"kubeadm takes one {head.kind} for a file, and this is a second one", source, ("kind",), says
            )
        elif head.group == GROUP:
            yield from _api_version(head, source, known)
        seen.setdefault(head.kind, source)


def _api_version(head: Header, source: Source, known: Version | None) -> Iterator[Finding]:
    """Why kubeadm does not read this version of its own API."""
    first, last = READABLE.get(head.version, (LAST + 1, 0))
    if first <= last and (known is None or first <= known.minor <= last):
        return
    name = f"{GROUP}/{head.version}"
    if head.version == "v1":
        message, says = f"{name} is experimental, and kubeadm refuses it", f'experimental API spec: "{name}"'
    elif first > last and not head.version.startswith(("v1alpha", "v1beta1", "v1beta2")):
        message = f"kubeadm has no {name}; it reads {' and '.join(READABLE)}"
        says = f'no kind "{head.kind}" is registered for version "{name}"'
    elif known is not None and known.minor < first:
        message = f"kubeadm of Kubernetes {known} does not know {name}: 1.{first} is the first"
        says = f'no kind "{head.kind}" is registered for version "{name}"'
    else:
        message = f"kubeadm no longer reads {name}: kubeadm config migrate brings a file up to date"
        says = f'your configuration file uses an old API spec: "{name}" (kind: "{head.kind}")'
    yield refused(message, source, ("apiVersion",), says)


def refused(message: str, source: Source, route: Route, says: str = "") -> Finding:
    """Kubeadm ends at something."""
    return BY_CODE["NC540"].finding(message, Origin("document", source, route), says=_says(says))


def ignored(message: str, source: Source, route: Route, says: str = "", *, key: bool = False) -> Finding:
    """Kubeadm takes a file and drops something of it."""
    return BY_CODE["NC541"].finding(message, Origin("document", source, route), says=_says(says), key=key)


def _says(text: str) -> Says | None:
    return Says("kubeadm", text) if text else None
