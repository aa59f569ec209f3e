"""Patches of kubeadm's, laid over the kubelet's configuration, and what kubeadm and the kubelet say about them."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Named
from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.named import NamedTuple
from numaconf.targets.kubeadm import header, patches
from numaconf.targets.kubelet import problems
from numaconf.targets.kubelet.files import not_given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.tree import Node
    from numaconf.kubelet.version import Version


class State(NamedTuple):
    """A configuration with patches over it; `config` is None where kubeadm exits at one."""

    config: dict[str, Any] | None
    origins: dict[Route, Origin] = {}  # noqa: RUF012  never mutated
    unknown: dict[Route, str] = {}  # noqa: RUF012  never mutated
    lost: tuple[Lost, ...] = ()
    findings: tuple[Finding, ...] = ()


def over(root: Node, laid: Sequence[Source], folder: str, version: Version) -> State:
    """A configuration with the files of a folder of patches laid over it; `folder` is named, and perhaps not here."""
    findings: tuple[Finding, ...] = ()
    lost: tuple[Lost, ...] = ()
    for _, each in groupby(laid, lambda source: source.path):
        held = tuple(each)
        made_of, said, gone = patched(root, held, version, patches.name(base(held[0])).type)
        findings, lost = (*findings, *said), (*lost, *gone)
        if made_of is None:
            return State(None, findings=findings)
        root = made_of
    config, origins = tree.to_config(root)
    unknown: dict[Route, str] = {}
    if laid:
        made = decode.main_file(config, (), version, header=False)
        config, unknown = made.config, dict.fromkeys(made.unreadable, "its value has the wrong type")
    elif folder:
        unknown = not_given(config, version, f"the patches in {folder} are not known")
    return State(config, origins, unknown, lost, findings)


def base(source: Source) -> str:
    """A file's name without its folder, which says what kind of patch it is."""
    return source.document.name if isinstance(source.document, Named) else os.path.basename(source.path)


def patched(
    root: Node, sources: Sequence[Source], version: Version, kind: patches.PatchType
) -> tuple[Node | None, tuple[Finding, ...], list[Lost]]:
    """A configuration with the documents of a file of patches laid over it, None where kubeadm exits at one; and what
    kubeadm, and then the kubelet, say about them.
    """
    findings: list[Finding] = []
    lost: list[Lost] = []
    for source in sources:
        value, origin = source.document.value, Origin("document", source)
        if value is None:
            continue
        if kind != "json":
            findings += _said(value, source, version)
        patch = value
        if isinstance(value, dict):
            patch = {key: held for key, held in value.items() if key not in decode.HEADER}
        try:
            patches.apply(root, kind, patch, origin, lost)
        except patches.Refused as error:
            route: Route = (error.index,) if error.index >= 0 else ()
            message = f"kubeadm cannot apply this patch of the type {kind}, and exits: {error.message}"
            return None, (*findings, header.refused(message, source, route)), lost
    return root, tuple(findings), lost


def _said(value: Any, source: Source, version: Version) -> Iterator[Finding]:
    """What is wrong with the fields of a patch: kubeadm writes them as they are, and the kubelet finds out."""
    root = Origin("document", source)
    strict = decode.main_file({}, _strict(source), version, header=False).problems
    yield from problems.by("kubeadm", problems.of_main(strict, root))
    if isinstance(value, dict):
        bare = {key: held for key, held in value.items() if key not in decode.HEADER and not key.startswith("$")}
        yield from problems.of_main(decode.main_file(_undirected(bare), (), version, header=False).problems, root)


def _undirected(value: Any) -> Any:
    """A patch without directives and nulls."""
    if not isinstance(value, dict):
        return value
    return {key: _undirected(held) for key, held in value.items() if held is not None and not key.startswith("$")}


def _strict(source: Source) -> Sequence[tuple[Route, str]]:
    return getattr(source.document, "strict", ())
