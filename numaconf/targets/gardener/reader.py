"""The kubelet of a Shoot's worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context, named
from numaconf.documents.pieces import chosen
from numaconf.documents.source import value_at
from numaconf.kubelet import decode, fields, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "gardener"
SHOOT: Route = ("spec", "kubernetes", "kubelet")
WORKERS: Route = ("spec", "provider", "workers")
ORIGIN = Origin("platform-default", note="Gardener's own")
RESERVED = {"cpu": "80m", "memory": "1Gi", "pid": "20k"}
EVICTION = {
    "memory.available": "100Mi", "imagefs.available": "5%", "imagefs.inodesFree": "5%", "nodefs.available": "5%",
    "nodefs.inodesFree": "5%",
}  # fmt: skip
SIGNALS = {
    "memoryAvailable": "memory.available", "imageFSAvailable": "imagefs.available",
    "imageFSInodesFree": "imagefs.inodesFree", "nodeFSAvailable": "nodefs.available",
    "nodeFSInodesFree": "nodefs.inodesFree",
}  # fmt: skip
ABSENT = (
    "memoryManagerPolicy", "reservedSystemCPUs", "reservedMemory", "topologyManagerPolicy", "topologyManagerScope",
    "cpuManagerPolicyOptions",
)  # fmt: skip


def nodes(source: Source) -> list[Route]:
    """The workers, whose kubelets may differ; the Shoot itself where it lists none."""
    workers = value_at(source.document.value, WORKERS)
    found: list[Route] = [(*WORKERS, at) for at, one in enumerate(workers or ()) if isinstance(one, dict)]
    return found or [()]


def said(sources: Sequence[Source]) -> Context:
    """The Shoot's Kubernetes version."""
    return named(value_at(sources[0].document.value, ("spec", "kubernetes", "version")))


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """The kubelet of the worker that is chosen."""
    source = sources[0]
    value = source.document.value
    node = chosen(source) or nodes(source)[0]
    own = (*node, "kubernetes", "kubelet")
    shoot: Any = value_at(value, SHOOT)
    worker: Any = value_at(value, own) if node else None
    here, held = (own, worker) if isinstance(worker, dict) else (SHOOT, shoot)
    if not isinstance(held, dict):
        return Reading(None)
    findings: list[Finding] = []
    lost: list[Lost] = []
    if isinstance(worker, dict) and isinstance(shoot, dict):
        gone = [key for key in shoot if key not in worker]
        if gone:
            message = (
                f"a worker's block takes the place of the Shoot's as a whole: {', '.join(gone)} is lost on this worker;"
                " repeat it here"
            )
            findings.append(BY_CODE["NC574"].finding(message, Origin("document", source, own), key=True))
            reason = "the worker's block takes the place of the whole"
            lost += (Lost(Origin("document", source, (*SHOOT, key)), reason) for key in gone)
    origin = Origin("document", source, here)
    for key in ABSENT:
        if key in held:
            message = f"Gardener has no field {key} for the kubelet, and drops it; leave it out"
            findings.append(BY_CODE["NC575"].finding(message, tree.child(origin, key), key=True))
    config = {key: one for key, one in held.items() if key in fields.FIELDS and key not in ABSENT and one is not None}
    root = tree.from_layer({key: one for key, one in config.items() if key not in _SPECIAL}, origin)
    _signals(root, held, origin)
    root.value["kubeReserved"] = _amounts(tree.from_layer(RESERVED, ORIGIN), held, "kubeReserved", origin)
    if isinstance(held.get("systemReserved"), dict):
        empty = Node({}, tree.child(origin, "systemReserved"))
        root.value["systemReserved"] = _amounts(empty, held, "systemReserved", origin)
    config, origins = tree.to_config(root)
    made = decode.main_file(config, (), version, header=False)
    findings += problems.of_main([one for one in made.problems if one.kind == "type"], origin)
    files = started.Files(made.config, origins, {}, tuple(lost), tuple(findings), resolved=True)
    return started.start(NAME, files, (), version, machine)


_SPECIAL = frozenset(
    "evictionHard evictionSoft evictionMinimumReclaim evictionSoftGracePeriod kubeReserved systemReserved".split()
)


def _amounts(reserved: Node, held: dict[str, Any], field: str, origin: Origin) -> Node:
    """A map of reservations with those that are given: quantities, which may be numbers, too, by Gardener's names."""
    given = held.get(field)
    for key, amount in given.items() if isinstance(given, dict) else ():
        name = "ephemeral-storage" if key == "ephemeralStorage" else key
        reserved.value[name] = Node(str(amount), tree.child(tree.child(origin, field), key))
    return reserved


def _signals(root: Node, held: dict[str, Any], origin: Origin) -> None:
    """The hard thresholds, by Gardener's names, with its own where none is given."""
    root.value["evictionHard"] = tree.from_layer(EVICTION, ORIGIN)
    given = held.get("evictionHard")
    for key, text in given.items() if isinstance(given, dict) else ():
        if key in SIGNALS:
            place = tree.child(tree.child(origin, "evictionHard"), key)
            root.value["evictionHard"].value[SIGNALS[key]] = Node(str(text), place)
