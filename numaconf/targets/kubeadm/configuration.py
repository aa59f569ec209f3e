"""A KubeletConfiguration document as kubeadm decodes it, fills it in and writes it for the kubelet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import decode, tree
from numaconf.kubelet.effective import Lost, Origin, origin_at
from numaconf.kubelet.rewrite import prune, rewritten
from numaconf.kubelet.tree import Node
from numaconf.named import NamedTuple
from numaconf.targets.kubeadm import defaults
from numaconf.targets.kubelet import problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version


class Configuration(NamedTuple):
    """The kubelet's file on its way. `alive` is False where kubeadm ends; `unreadable`: routes of a wrong type."""

    root: Node
    findings: tuple[Finding, ...] = ()
    lost: tuple[Lost, ...] = ()
    unreadable: tuple[Route, ...] = ()
    alive: bool = True


def own() -> Node:
    """What kubeadm writes where nobody gives it a KubeletConfiguration."""
    root = Node({}, defaults.ORIGIN)
    defaults.fill(root)
    return root


def decoded(source: Source, version: Version) -> Configuration:
    """What comes of a document, before patches."""
    return of_value(source.document.value, getattr(source.document, "strict", ()), Origin("document", source), version)


def of_tree(root: Node, version: Version) -> Configuration:
    """The same of fields that somebody else merged, each of which knows where it comes from; without a header."""
    config, origins = tree.to_config(root)
    found = decode.main_file(config, (), version, header=False)
    findings = tuple(problems.by("kubeadm", problems.of_tree(found.problems, origins)))
    lost = tuple(
        Lost(origin_at(origins, one.route), "kubeadm drops it")
        for one in found.problems
        if one.kind in {"unknown", "case", "later"}
    )
    made = tree.from_config(found.config, origins)
    prune(made, rewritten(found.config))
    defaults.fill(made)
    return Configuration(made, findings, lost, found.unreadable)


def of_value(value: object, strict: Sequence[tuple[Route, str]], origin: Origin, version: Version) -> Configuration:
    """The same of a value with its duplicate keys, whose root is at `origin`."""
    found = decode.main_file(value, strict, version)
    findings = tuple(problems.by("kubeadm", problems.of_main(found.problems, origin)))
    if any(problem.fatal and problem.kind != "type" for problem in found.problems):
        return Configuration(Node({}, origin), findings, alive=False)
    lost = tuple(
        Lost(origin._replace(route=(*origin.route, *one.route)), "kubeadm drops it")
        for one in found.problems
        if one.kind in {"unknown", "case", "later"}
    )
    root = tree.from_config(found.config, {(): origin})
    prune(root, rewritten(found.config))
    defaults.fill(root)
    return Configuration(root, findings, lost, found.unreadable)
