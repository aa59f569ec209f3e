"""What a pod's status and events say when the kubelet has rejected it, and what to do about it, in order.

Source: kubernetes `pkg/kubelet/cm/topologymanager`, `cpumanager/policy_static.go`, `cm/admission/errors.go`,
`lifecycle/predicate.go`, 1.27 and later.
"""

# ruff: noqa: E501  a table of literal texts

from __future__ import annotations

import re

from numaconf.named import NamedTuple


class Status(NamedTuple):
    """A reason of a pod that the kubelet has rejected: what it means, and what to do, first things first."""

    reason: str
    meaning: str
    steps: tuple[str, ...]


_FIT = "numaconf fit NODE --pods POD --why NAME says which resource broke it, --suggest what would be admitted"
_GONE = (
    "the pod stays Failed: the scheduler does not know NUMA nodes and is not asked again; its controller makes another "
    "one, which may come to the same node"
)
_LABELS = (
    "keep such pods on nodes where they fit: a label for the node's shape and a nodeSelector, one pod size for each pool "
    "of nodes"
)
_PLUGIN = (
    "let the scheduler see NUMA nodes: the NodeResourceTopologyMatch plugin of scheduler-plugins with an exporter "
    "(NFD topology updater); it is exact for single-numa-node"
)

STATUSES: dict[str, Status] = {
    status.reason: status
    for status in (
        Status(
            "TopologyAffinityError",
            "The topology manager found no set of NUMA nodes that all resources prefer, and its policy is restricted or "
            "single-numa-node. The message names no resource.",
            (
                _FIT,
                "make the sizes fit: at most the CPUs of one NUMA node less its reserved ones, memory and hugepages of "
                "one NUMA node, as many devices as one NUMA node has",
                "topologyManagerScope: container lets containers of one pod go to different NUMA nodes; restricted in "
                "place of single-numa-node lets large pods use several",
                _LABELS,
                _PLUGIN,
                _GONE,
            ),
        ),
        Status(
            "SMTAlignmentError",
            "full-pcpus-only is on, and the CPUs that a container asks for are not whole cores, or there are not so many "
            "whole cores left. Cores with a reserved CPU do not count.",
            (
                "ask for a multiple of the threads per core (2 on most x86 machines)",
                "reserve whole cores: reservedSystemCPUs with both siblings, such as 0,48 and not 0-1",
                _FIT,
                _GONE,
            ),
        ),
        Status(
            "UnexpectedAdmissionError",
            "A manager could not allocate what the topology manager had let through. The message says which: CPUs "
            "(not enough cpus available), memory ([memorymanager] …), or devices (requested number of devices "
            "unavailable).",
            (
                "not enough cpus: reserved CPUs are never given away, and the scheduler counts them if they are reserved "
                "as a fraction; reserve whole CPUs",
                "[memorymanager]: no NUMA nodes have enough memory free, or a group of NUMA nodes would have to be split; "
                "what the topology manager takes for *any NUMA node will do* fails here",
                "[memorymanager] failed to represent quantity as int64: write memory in whole Mi (0.1Gi is not a whole "
                "number of bytes)",
                "devices: the plugin is not registered yet (after a reboot), or the devices are in use",
                _FIT,
                _GONE,
            ),
        ),
        Status(
            "EmptyPodSharedPoolError",
            "PodLevelResourceManagers is on, the pod has spec.resources, and containers with CPUs or memory of their own "
            "take all of it: nothing is left for the others.",
            (
                "give spec.resources more than the sum of the containers with whole CPUs and equal limits",
                "or give every container a whole number of CPUs, with requests that are the limits",
            ),
        ),
        *(
            Status(
                f"OutOf{name}",
                f"{what} The NUMA nodes had room (this comes after the allocation), but the node's allocatable has not, "
                "counting all pods together. The scheduler does the same sum: that it sent the pod means that it did not "
                "know of another one yet, or was not asked (a static pod, nodeName).",
                steps,
            )
            for name, what, steps in (
                ("cpu", "CPU requests of all pods are more than node allocatable.",
                 ("after a change of reservations: cordon, let the scheduler see the new allocatable, uncordon",
                  "a kubelet that restarts with larger reservations rejects running pods with this", _FIT)),
                ("memory", "Memory requests of all pods are more than node allocatable.",
                 ("hugepages are taken off allocatable memory: all that are preallocated",
                  "kubeReserved, systemReserved and evictionHard come off too", _FIT)),
                ("pods", "There are more pods than maxPods.",
                 ("maxPods in the configuration, or podsPerCore", _FIT)),
                ("ephemeral-storage", "Requests of ephemeral storage are more than node allocatable.", ()),
            )
        ),
    )
}  # fmt: skip
"""By reason. `OutOf` with another resource (`OutOfhugepages-1Gi`, `OutOfnvidia.com/gpu`) is made on demand."""

_ERRORS = "|".join(name for name in STATUSES if not name.startswith("OutOf"))
_NAME = re.compile(rf"(?:OutOf[A-Za-z0-9][A-Za-z0-9./-]*[A-Za-z0-9]|{_ERRORS})\b")
"""Without `\\b` in front: a pattern that begins with one of a few letters is looked for ten times as fast."""

_MESSAGES = (
    ("Resources cannot be allocated with Topology locality", "TopologyAffinityError"),
    ("SMT Alignment Error", "SMTAlignmentError"),
    ("Allocate failed due to", "UnexpectedAdmissionError"),
    ("pod rejected, sum of exclusive container", "EmptyPodSharedPoolError"),
    ("pod has shared init containers but no", "EmptyPodSharedPoolError"),
)
_SHORT = re.compile(
    r"Node didn't have enough resource: (?P<name>[^,\s]+), requested: (?P<asked>\d{1,20}), used: (?P<used>\d{1,20}), "
    r"capacity: (?P<capacity>\d{1,20})"
)
_CPUS = re.compile(r"not enough cpus available to satisfy request: requested=(\d{1,9}), available=(\d{1,9})")
_SMT = re.compile(r"requested (\d{1,9}) cpus not multiple cpus per core = (\d{1,9})")


def status(reason: str) -> Status | None:
    """The status of a reason, or None."""
    known = STATUSES.get(reason)
    if known is None and reason.startswith("OutOf") and len(reason) > len("OutOf"):
        name = reason.removeprefix("OutOf")
        if name.startswith("hugepages-") or "/" in name:
            meaning = f"The {name} of all pods together are more than the node has."
            return Status(
                reason, meaning, (_FIT, "the scheduler counts the same: it was not asked, or did not know yet")
            )
    return known


def find(text: str) -> list[tuple[Status, str]]:
    """The statuses that a text (an event, `kubectl describe`) names, each with what the message's numbers say."""
    found: dict[str, Status] = {}
    for hit in _NAME.finditer(text):
        name, before = hit[0], text[hit.start() - 1 : hit.start()]
        if name in found or before.isalnum() or before == "_":
            continue
        known = status(name)
        if known is not None:
            found[name] = known
    if not found:
        for words, name in _MESSAGES:
            if words in text:
                found.setdefault(name, STATUSES[name])
        short = _SHORT.search(text)
        known = status(f"OutOf{short['name']}") if short else None
        if known is not None:
            found.setdefault(known.reason, known)
    return [(one, _numbers(one.reason, text)) for one in found.values()]


def _numbers(reason: str, text: str) -> str:
    """What the numbers of a message say."""
    short, cpus, smt = _SHORT.search(text), _CPUS.search(text), _SMT.search(text)
    if short and reason == f"OutOf{short['name']}":
        unit = 1000 if short["name"] == "cpu" else 1
        asked, used, capacity = (int(short[key]) / unit for key in ("asked", "used", "capacity"))
        return f"asked for: {asked:g}, free: {capacity - used:g} of {capacity:g}"
    if cpus and reason == "UnexpectedAdmissionError":
        return f"{cpus[1]} CPUs asked for, {cpus[2]} free (after what had been aligned was taken)"
    if smt and reason == "SMTAlignmentError":
        number, threads = int(smt[1]), int(smt[2])
        if threads:
            lower = number // threads * threads
            return (
                f"{number} is not a multiple of {threads}: ask for {f'{lower} or ' if lower else ''}{lower + threads}"
            )
    return ""
