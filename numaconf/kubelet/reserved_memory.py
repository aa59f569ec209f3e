"""The values of reservedMemory: what a list holds, how one is made, and what becomes of it in a merge.

Source: `pkg/kubelet/cm/memorymanager/memory_manager.go`, `SetDefaults_ResourceList` in `pkg/apis/core/v1`, Kubernetes
1.27 and later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import quantity
from numaconf.kubelet.effective import remembered
from numaconf.kubelet.quantity import Quantity

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.effective import EffectiveConfig


class Value:
    """One value of reservedMemory. `amount` is None where it is not a quantity, which a rule of its own says."""

    __slots__ = ("amount", "kind", "numa_node", "route")

    def __init__(self, numa_node: int, kind: str, amount: Quantity | None, route: Route) -> None:
        self.numa_node, self.kind, self.amount, self.route = numa_node, kind, amount, route


def read(value: object) -> Quantity:
    """A value as the kubelet has it: rounded up to thousandths of a byte, as the API's defaults do with every
    ResourceList. Raises QuantityError.
    """
    found = quantity.from_json(value)
    if found.nano % _MILLI == 0:
        return found
    away = -(-abs(found.nano) // _MILLI) * _MILLI
    return Quantity(away if found.nano > 0 else -away, found.format, is_int64=False)


_MILLI = quantity.NANO // 1000


@remembered
def values(node: EffectiveConfig) -> list[Value]:
    """The values of reservedMemory in the order of the list: one for each NUMA node and type (`memory`,
    `hugepages-1Gi`). A missing numaNode is node 0.
    """
    found: list[Value] = []
    entries = node.config.get("reservedMemory")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        limits = entry.get("limits") if isinstance(entry, dict) else None
        for kind, value in limits.items() if isinstance(limits, dict) else ():
            try:
                amount = read(value)
            except quantity.QuantityError:
                amount = None
            found.append(Value(entry.get("numaNode") or 0, kind, amount, ("reservedMemory", index, "limits", kind)))
    return found


def shares(total: int, count: int) -> list[int]:
    """Bytes for each of `count` NUMA nodes: equal shares of whole Mi, surplus Mi to the first nodes, the rest below
    1Mi to the very first. Their sum is `total` to the byte.
    """
    whole, rest = divmod(total, 1 << 20)
    share, surplus = divmod(whole, count)
    amounts = [share + (index < surplus) << 20 for index in range(count)]
    amounts[0] += rest
    return amounts


def rewritten(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration with the values of reservedMemory as Go writes them again: 1.5Gi as 1536Mi. That happens to a
    main file as soon as there is a directory of drop-ins, and makes such values readable for the memory manager.
    """
    entries = config.get("reservedMemory")
    if not isinstance(entries, list):
        return config
    return {**config, "reservedMemory": [_rewritten(entry) for entry in entries]}


def _rewritten(entry: Any) -> Any:
    limits = entry.get("limits") if isinstance(entry, dict) else None
    if not isinstance(limits, dict):
        return entry
    try:
        return {**entry, "limits": {kind: str(read(value)) for kind, value in limits.items()}}
    except quantity.QuantityError:
        return entry
