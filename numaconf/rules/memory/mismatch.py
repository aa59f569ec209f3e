"""reservedMemory does not add up to what the node reserves

What
    With `memoryManagerPolicy: Static` the `memory` values of all `reservedMemory` entries must add up, to the byte, to
    `kubeReserved.memory` + `systemReserved.memory` + `evictionHard["memory.available"]`. That threshold is 100Mi when
    a configuration file says nothing about `evictionHard`; a file that sets `evictionHard` without `memory.available`,
    or to `{}`, has none.

Why
    The kubelet checks the sum while it builds the memory manager, on the node, and exits. It is by far the most frequent
    mistake with the Static policy; most often only the eviction threshold was forgotten.

What the kubelet says
    failed to run Kubelet: the total amount "3Gi" of type "memory" is not equal to the value "3172Mi" determined by Node Allocatable feature

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 2Gi}
    systemReserved: {memory: 1Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1536Mi}}
      - {numaNode: 1, limits: {memory: 1536Mi}}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:18 pu:2 memory:96Gi
    memoryManagerPolicy: Static
    kubeReserved: {memory: 2Gi}
    systemReserved: {memory: 1Gi}
    reservedMemory:
      - {numaNode: 0, limits: {memory: 1636Mi}}
      - {numaNode: 1, limits: {memory: 1536Mi}}
    ```

Versions
    All. Up to 1.31 not with the feature gate MemoryManager switched off.

Source
    kubernetes, pkg/kubelet/cm/memorymanager/memory_manager.go, validateReservedMemory
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Finding, Varies
from numaconf.kubelet import options, quantity, reservation, reserved_memory
from numaconf.kubelet.effective import remembered
from numaconf.rules import related
from numaconf.rules.memory import advice
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Fix, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig, Origin
    from numaconf.kubelet.reservation import MemoryReservation
    from numaconf.kubelet.reserved_memory import Value

RULE, NOTHING = BY_CODE["NC101"], BY_CODE["NC102"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Compare both sums exactly; where reservedMemory holds nothing, NC102 says so."""
    for said in compare(node):
        if not isinstance(said, Finding) or said.code == RULE.code:
            yield said


@remembered
def compare(node: EffectiveConfig) -> tuple[Finding | NotChecked, ...]:
    """What is wrong with the sum: NC101, or NC102 where nothing of memory is in reservedMemory."""
    return tuple(_compare(node))


def _compare(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    if options.memory_policy(node) != "Static":
        return
    unknown = reservation.why_unknown(node, "reservedMemory")
    if unknown:
        yield RULE.not_checked(unknown)
        return
    values, total, form = [], 0, "DecimalSI"
    for value in reserved_memory.values(node):
        if value.kind == "memory":
            if value.amount is None:
                return
            values.append(value)
            # The kubelet adds each value to those before it, and a sum prints in the format of its first summand.
            total, form = total + value.amount.nano, value.amount.format
    kept = reservation.memory(node)
    if kept.amount is None and (kept.unknown is None or kept.known.nano <= total):
        # What is known is a lower bound; only a sum above it leaves the question open.
        if kept.unknown:
            yield RULE.not_checked(kept.unknown)
        return
    if kept.amount is not None and kept.amount.nano == total:
        return
    written = quantity.canonical(total, form)
    says = (
        f'failed to run Kubelet: the total amount "{written}" of type "memory" is not equal to the value '
        f'"{kept.amount}" determined by Node Allocatable feature'
    )
    least = "" if kept.amount is not None else "at least "
    listed, reserved = quantity.alike(*(quantity.Quantity(nano).bytes for nano in (total, kept.known.nano)))
    head = f"reservedMemory adds up to {listed}" if values else "memoryManagerPolicy Static needs reservedMemory"
    change, fix = _remedy(node, values, kept)
    if node.facts.cut:
        head += f" without {node.facts.cut!r}, which the shell cut off at the ;"
        change, fix = "; put the whole value in single quotes", None
    rule = RULE if values else NOTHING
    yield rule.finding(
        f"{head}, the node reserves {least}{reserved} ({kept}){change}",
        _place(node, kept),
        says=says if kept.amount is not None else None,
        fix=fix,
        related=related.terms(kept.parts),
    )._replace(
        varies=Varies(
            kept.known.nano,
            reserved,
            f"{head}, and what the nodes reserve differs: {{}}. Write kubeReserved.memory down, then one sum is right "
            "for all of them",
        )
    )


def _remedy(node: EffectiveConfig, values: list[Value], kept: MemoryReservation) -> tuple[str, Fix | None]:
    """What to do, in words and as an edit; only words where the amount is not known, not whole, or nothing."""
    if kept.amount is None:
        return _settled(kept.unknown or ""), None
    if not kept.amount.nano:
        return "; add as much memory to kubeReserved or systemReserved", None
    if kept.amount.nano % quantity.NANO:
        return "; both must be equal: reserve a whole number of bytes", None
    return advice.changed(node, values, kept.amount.bytes) if values else advice.missing(node, kept.amount.bytes)


def _settled(unknown: str) -> str:
    """How a sum is found out of which a part depends on the machine, or is in another file."""
    if "evictionHard" in unknown:
        return "; write memory.available as an amount, such as 500Mi, and reservedMemory for the sum"
    if unknown.startswith("machine"):
        return "; write kubeReserved.memory, so that the sum is known, and reservedMemory for it"
    if "configuration file" in unknown:
        return "; both must be equal: --kubelet-config names the file with the rest"
    return f"; both must be equal ({unknown})"


def _place(node: EffectiveConfig, kept: MemoryReservation) -> Origin:
    """The first of these that the user wrote: reservedMemory, one of the reservations, the policy."""
    policy = node.origin("memoryManagerPolicy")
    listed = [node.origin("reservedMemory")] if node.config.get("reservedMemory") else []
    candidates = [*listed, *(part.origin for part in kept.parts), policy] if listed else [policy]
    return next((origin for origin in candidates if origin.kind == "document"), candidates[0])
