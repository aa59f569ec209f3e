"""What to write for reservedMemory: amounts for the NUMA nodes, in the form that the document has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Change, Fix
from numaconf.kubelet import quantity, reserved_memory
from numaconf.rules import fixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.effective import EffectiveConfig, Origin
    from numaconf.kubelet.reserved_memory import Value


def changed(node: EffectiveConfig, values: Sequence[Value], total: int) -> tuple[str, Fix | None]:
    """Values that add up to `total` bytes, in words and as edits: equal shares where the values are about equal, else
    the first one that can takes the difference.
    """
    if fixes.in_profile(node.origin("reservedMemory")):
        return "; write reservedMemory: auto", None
    amounts = _amounts([value.amount.nano if value.amount else 0 for value in values], total * quantity.NANO)
    if amounts is None or len({value.numa_node for value in values}) < len(values):
        return f"; write amounts that add up to {quantity.binary(total)}", None
    texts = [quantity.binary(amount // quantity.NANO) for amount in amounts]
    listed = ", ".join(f"node {value.numa_node} {text}" for value, text in zip(values, texts, strict=True))
    return f"; write {listed}", _edits(node, values, amounts, texts)


def _amounts(old: list[int], total: int) -> list[int] | None:
    """The new values in nano-bytes; None where none of them can take the difference."""
    missing = total - sum(old)
    if max(old) - min(old) <= abs(missing) and total >= len(old) << 20:
        return [share * quantity.NANO for share in reserved_memory.shares(total // quantity.NANO, len(old))]
    for number, amount in enumerate(old):
        if amount + missing > 0 and (amount + missing) % quantity.NANO == 0:
            new = [*old[:number], amount + missing, *old[number + 1 :]]
            return new if all(one % quantity.NANO == 0 for one in new) else None
    return None


def _edits(node: EffectiveConfig, values: Sequence[Value], amounts: list[int], texts: list[str]) -> Fix | None:
    """Each value that changes, in its place; None where one has no place of its own (on a command line)."""
    changes: list[Change] = []
    for value, amount, text in zip(values, amounts, texts, strict=True):
        if value.amount is not None and value.amount.nano == amount:
            continue
        origin = node.origin(*value.route)
        if origin.kind != "document" or origin.source is None or len(origin.route) < 2:
            return None
        changes.append(Change(origin.source, origin.route, f'"{text}"'))
    return Fix("unsafe", tuple(changes))


def missing(node: EffectiveConfig, total: int) -> tuple[str, Fix | None]:
    """A whole list for `total` bytes, as lines to paste and as an edit: equal shares for the NUMA nodes with CPUs, all
    on node 0 of an unknown machine.
    """
    policy = node.origin("memoryManagerPolicy")
    if fixes.in_profile(policy):
        return "; write reservedMemory: auto", None
    nodes = node.machine.nodes if node.machine else None
    ids = [numa.id for numa in nodes or () if numa.cpus is None or numa.cpus]
    known = ids or [0]
    amounts = [
        (number, quantity.binary(amount))
        for number, amount in zip(known, reserved_memory.shares(total, len(known)), strict=True)
        if amount
    ]
    how = "; write" if ids else "; with --machine split over its NUMA nodes, or on one"
    return f"{how}:\n{_lines(policy, amounts)}", _list(node, policy, amounts)


def _lines(policy: Origin, amounts: Sequence[tuple[int, str]]) -> str:
    """The list as it is written where the policy is written."""
    form = fixes.form(policy)
    if form == "toml":
        table = "settings.kubernetes.memory-manager-reserved-memory"
        return "\n".join(
            f'    [{table}.{number}]\n    enabled = true\n    memory = "{text}"' for number, text in amounts
        )
    if form == "words":
        return "    --reserved-memory='" + ";".join(f"{number}:memory={text}" for number, text in amounts) + "'"
    if form == "json":
        return f'    "reservedMemory": {_json(amounts)}'
    entries = (f"    - {{numaNode: {number}, limits: {{memory: {text}}}}}" for number, text in amounts)
    return "\n".join(("    reservedMemory:", *entries))


def _json(amounts: Sequence[tuple[int, str]]) -> str:
    return (
        "[" + ", ".join(f'{{"numaNode": {number}, "limits": {{"memory": "{text}"}}}}' for number, text in amounts) + "]"
    )


def _list(node: EffectiveConfig, policy: Origin, amounts: Sequence[tuple[int, str]]) -> Fix | None:
    """The list beside the policy."""
    if node.get("reservedMemory") is not None or policy.source is None or policy.route[-1:] != ("memoryManagerPolicy",):
        return None
    route = (*policy.route[:-1], "reservedMemory")
    return Fix("unsafe", (Change(policy.source, route, _json(amounts), insert=True),))
