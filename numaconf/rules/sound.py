"""Cheap questions to a configuration, each of which spares several rules.

Nearly every configuration is right in nearly every respect. Where a question's answer is True, none of the rules that
it spares has anything to say, and so they are neither asked nor loaded; where it is False they may have. Like a rule,
it may look at the version and at the machine.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.kubelet import eviction, gates, options, quantity, reservation, reserved_memory, validation
from numaconf.kubelet.effective import NO_FACTS
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.validation import Kind

    Question = Callable[[EffectiveConfig], bool]

QUESTIONS: dict[str, Question] = {}
"""By the codes of the rules that each spares."""


def _spares(*codes: str) -> Callable[[Question], Question]:
    def entered(question: Question) -> Question:
        QUESTIONS.update(dict.fromkeys(codes, question))
        return question

    return entered


@_spares("NC509", "NC510")
def nothing_beside(node: EffectiveConfig) -> bool:
    """The platform's reader knows nothing of the node beside its configuration."""
    return node.facts is NO_FACTS


@_spares("NC215", "NC312", "NC313", "NC314")
def no_machine(node: EffectiveConfig) -> bool:
    """No machine is known, and the rule is about what one has."""
    return node.machine is None


@_spares("NC109", "NC112", "NC114", "NC201", "NC301", "NC302", "NC310", "NC311")
def policies(node: EffectiveConfig) -> bool:
    """Every policy and scope is one that there is, is looked at, and has what it works on."""
    config = node.config
    cpu, topology = options.cpu_policy(node), options.topology_policy(node)
    memory, scope = options.memory_policy(node), config.get("topologyManagerScope", "container")
    return (
        cpu in options.CPU_POLICIES
        and memory in options.MEMORY_POLICIES
        and memory == config.get("memoryManagerPolicy", "None")
        and (memory == "Static" or not config.get("reservedMemory"))
        and scope in options.TOPOLOGY_SCOPES
        and topology in options.TOPOLOGY_POLICIES
        and (scope == "container" if topology == "none" else cpu == "static" or memory == "Static")
    )


@_spares("NC101", "NC102")
def sums(node: EffectiveConfig) -> bool:
    """The sum of reservedMemory is what the node reserves, or nobody compares them."""
    if options.memory_policy(node) != "Static":
        return True
    kept = reservation.memory(node).amount
    if kept is None or not kept.nano or reservation.why_unknown(node, "reservedMemory"):
        return False
    total = 0
    for value in reserved_memory.values(node):
        if value.kind == "memory":
            if value.amount is None:
                return False
            total += value.amount.nano
    return total == kept.nano


@_spares("NC103", "NC105", "NC106", "NC107", "NC108", "NC110")
def memory_values(node: EffectiveConfig) -> bool:
    """Each value of reservedMemory is a positive whole number of bytes of memory, one for each NUMA node."""
    nodes = set()
    for value in reserved_memory.values(node):
        if value.kind != "memory" or value.amount is None or not value.amount.is_int64 or value.amount.nano <= 0:
            return False
        nodes.add(value.numa_node)
    return len(nodes) == len(reserved_memory.values(node))


@_spares("NC121", "NC122")
def amounts(node: EffectiveConfig) -> bool:
    """What is in kubeReserved and systemReserved are amounts of known resources, none below zero."""
    for field in ("kubeReserved", "systemReserved"):
        for resource, text in (node.config.get(field) or {}).items():
            if resource not in reservation.RESOURCES:
                return False
            try:
                if quantity.parse(text).nano < 0:
                    return False
            except quantity.QuantityError:
                return False
    return True


@_spares("NC209", "NC216")
def cpu_amount(node: EffectiveConfig) -> bool:
    """The CPUs that the node reserves are a whole number above zero, or no CPU manager needs them."""
    if options.cpu_policy(node) != "static":
        return True
    kept = reservation.cpu(node).amount
    return kept is not None and kept.nano > 0 and kept.nano % quantity.NANO == 0


@_spares("NC113", "NC123", "NC124", "NC125", "NC129")
def thresholds(node: EffectiveConfig) -> bool:
    """Every version takes each threshold of evictionHard, those that matter most are among them, memory as an amount;
    and nothing else is said about eviction.
    """
    config = node.config
    if "evictionSoft" in config or "evictionSoftGracePeriod" in config or "evictionMinimumReclaim" in config:
        return False
    hard = config.get("evictionHard")
    if not hard:
        return hard is None
    if eviction.MEMORY not in hard or "nodefs.available" not in hard or hard[eviction.MEMORY].endswith("%"):
        return False
    return all(map(eviction.is_sound, hard, hard.values()))


@_spares("NC203", "NC204", "NC205")
def cpu_options(node: EffectiveConfig) -> bool:
    """The kubelet takes each of the CPU manager's options by itself."""
    return not options.problems(node, options.CPU_MANAGER)


@_spares("NC303", "NC304", "NC305")
def topology_options(node: EffectiveConfig) -> bool:
    """The kubelet takes each of the topology manager's options."""
    return not options.problems(node, options.TOPOLOGY_MANAGER)


@_spares("NC404", "NC405", "NC406")
def feature_gates(node: EffectiveConfig) -> bool:
    """The kubelet takes each feature gate as it is set."""
    return next(gates.problems(node.config.get("featureGates") or {}, node.kubernetes), None) is None


@_spares("NC411", "NC412", "NC413")
def enforcements(node: EffectiveConfig) -> bool:
    """The kubelet objects to nothing in enforceNodeAllocatable."""
    from numaconf.kubelet.validation import enforcement

    return next(enforcement.objections(node), None) is None


_TABLES: dict[str, Kind] = {"NC407": "ranges", "NC408": "choices", "NC409": "gated", "NC410": "clashes"}


@_spares(*_TABLES)
def values(node: EffectiveConfig) -> bool:
    """No field fails the kubelet's own checks of single fields and pairs."""
    return next(validation.failed(validation.Values(node), _checks(node.given)), None) is None


@lru_cache(1024)
def _checks(given: frozenset[str]) -> validation.Checks:
    """The checks of all tables that have some for the fields that are given."""
    kinds = (kind for code, kind in _TABLES.items() if not given.isdisjoint(BY_CODE[code].reads))
    return tuple(one for kind in kinds for one in validation.about(kind, given))
