"""PerformanceProfile: the KubeletConfig that the node tuning operator makes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import embedded
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import value_at
from numaconf.kubelet import cpuset, quantity, tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.go import TRUE
from numaconf.kubelet.rewrite import rewritten
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems, started
from numaconf.targets.openshift import reader
from numaconf.targets.reading import Hugepages, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

GROUP = "performance.openshift.io"
SNIPPET: Route = ("metadata", "annotations", "kubeletconfig.experimental")
DRA: Route = ("metadata", "annotations", "performance.openshift.io/dra-resource-management")
ORIGIN = Origin("platform-default", note="the node tuning operator sets it for a PerformanceProfile")
_EVICTION = {
    "memory.available": "100Mi", "nodefs.available": "10%", "imagefs.available": "15%", "nodefs.inodesFree": "5%",
}  # fmt: skip
_MEMORY = "500Mi"
_PAGES = {"2M": 2 << 20, "1G": 1 << 30, "64k": 64 << 10, "32M": 32 << 20, "512M": 512 << 20, "16G": 16 << 30}


def is_profile(value: Any) -> bool:
    """Whether an object is a PerformanceProfile."""
    return isinstance(value, dict) and str(value.get("apiVersion")).partition("/")[0] == GROUP


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What comes into force in the profile's pool."""
    root = Node({}, ORIGIN)
    findings: list[Finding] = []
    for one in embedded.objects(source, SNIPPET):
        if isinstance(one, Unreadable) or not isinstance(one.document.value, dict):
            message = "kubeletconfig.experimental is not a JSON object, and the operator refuses the profile"
            refused = BY_CODE["NC560"].finding(message, Origin("document", source, SNIPPET))
            return Reading(None, (refused,))
        given = reader.decoded(one.document.value, Origin("document", one), version)
        said = [held for held in given.problems if held[0].kind != "recased"]
        findings += problems.by("the node tuning operator", problems.of_places(said, ()))
        root = given.root
        break
    unknown = fill(root, source)
    files = reader.merged(root, version, machine, automatic=False, worker=True)
    files = files._replace(findings=tuple(findings), unknown={**files.unknown, **unknown})
    found = started.start(reader.KIND, files, (), version, machine)
    return found._replace(hugepages=tuple(_hugepages(source)))


def fill(root: Node, source: Source) -> dict[Route, str]:
    """Put in what the operator sets by itself, in place; what of it cannot be known."""
    value = source.document.value
    if _is_managed_by_dra(value):
        off = {"cpuManagerPolicy": "none", "cpuManagerPolicyOptions": {}, "topologyManagerPolicy": "none"}
        root.value |= {name: Node(held, ORIGIN) for name, held in (off | {"memoryManagerPolicy": "None"}).items()}
        return {}
    for name, amounts in (
        ("evictionHard", _EVICTION),
        ("kubeReserved", {"memory": _MEMORY}),
        ("systemReserved", {"memory": _MEMORY}),
    ):
        held = root.value.setdefault(name, Node({}, ORIGIN))
        for key, text in amounts.items():
            held.value.setdefault(key, Node(text, ORIGIN))
    topology = value_at(value, ("spec", "numa", "topologyPolicy"))
    here = Origin("document", source, ("spec", "numa", "topologyPolicy"))
    policy = Node(topology, here) if isinstance(topology, str) else Node("best-effort", ORIGIN)
    root.value |= {
        "cpuManagerPolicy": Node("static", ORIGIN),
        "cpuManagerReconcilePeriod": Node("5s", ORIGIN),
        "topologyManagerPolicy": policy,
    }
    shared = ["shared"] if value_at(value, ("spec", "workloadHints", "mixedCpus")) is True else []
    cpus = [value_at(value, ("spec", "cpu", name)) for name in ("reserved", "ovsDpdk", *shared)]
    if isinstance(cpus[0], str):
        try:
            listed = sorted({cpu for text in cpus if isinstance(text, str) for cpu in cpuset.parse(text)})
            text = cpuset.text(listed)
        except ValueError:
            text = cpus[0]  # a rule says so
        root.value["reservedSystemCPUs"] = Node(text, Origin("document", source, ("spec", "cpu", "reserved")))
    unknown: dict[Route, str] = {}
    if policy.value in {"restricted", "single-numa-node"}:
        root.value["memoryManagerPolicy"] = Node("Static", ORIGIN)
        if "reservedMemory" not in root.value:
            unknown = _reserved_memory(root)
    if policy.value == "single-numa-node":
        options = root.value.setdefault("cpuManagerPolicyOptions", Node({}, ORIGIN))
        options.value.setdefault("full-pcpus-only", Node("true", ORIGIN))
    return unknown


def _is_managed_by_dra(value: Any) -> bool:
    """Whether a driver is to place what the kubelet's managers would: they are switched off then, and nothing else set.

    Source: cluster-node-tuning-operator `profile.IsDRAManaged`, `setKubeletConfigForDRAManagement` (2026-08), read.
    """
    return str(value_at(value, DRA)) in TRUE


def _reserved_memory(root: Node) -> dict[Route, str]:
    """The whole sum on NUMA node 0, as the operator writes it."""
    config = rewritten(tree.to_config(root)[0])
    routes = (("kubeReserved", "memory"), ("systemReserved", "memory"), ("evictionHard", "memory.available"))
    try:
        amounts = [quantity.parse(str(value_at(config, route))) for route in routes]
    except quantity.QuantityError:
        return {("reservedMemory",): "the operator cannot add up a percentage"}
    total = str(amounts[0] + amounts[1] + amounts[2])
    root.value["reservedMemory"] = Node([{"numaNode": 0, "limits": {"memory": total}}], ORIGIN)
    return {}


def _hugepages(source: Source) -> Iterator[Hugepages]:
    pages = value_at(source.document.value, ("spec", "hugepages", "pages"))
    for one in pages if isinstance(pages, list) else ():
        size = _PAGES.get(str(one.get("size"))) if isinstance(one, dict) else None
        if size and isinstance(one.get("count"), int):
            yield Hugepages(size, one["count"], one.get("node") if isinstance(one.get("node"), int) else None)
