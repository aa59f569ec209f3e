"""What `validate` answers for a profile that is valid: for what, what `auto` became, and what is left for pods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.shares import Share, Shares, shares, with_hugepages
from numaconf.machine.notation import cpu_text, floor, gib, size_text
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.machine.model import Machine, NumaNode
    from numaconf.profile.model import Profile
    from numaconf.targets.reading import Hugepages
    from numaconf.verbs.render import Rendered

BOLD, GREEN, PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[0m"
INDENT = "    "


def text(profile: Profile, done: Sequence[Rendered], width: int = 100) -> str:
    """A few lines for one profile, each no wider than `width`; "" where nothing was rendered."""
    done = [one for one in done if one.nodes and one.intent is not None]
    if not done:
        return ""
    nodes = done[0].nodes
    machines = list(dict.fromkeys(node.machine.name for node in nodes if node.machine is not None))
    where = (
        shown(", ".join(machines[:3]) + (f" and {len(machines) - 3} more" if machines[3:] else ""))
        or "no machine named"
    )
    targets = ", ".join(_target(one) for one in done)
    head = f"{shown(profile.name)}  Kubernetes {nodes[0].kubernetes}  {where}  {targets}"
    first, *rest = folded(f"ok  {head}", width)
    lines = [f"{GREEN}ok{PLAIN}  {BOLD}{first[4:]}{PLAIN}", *rest]
    for field, values in _became(profile, done).items():
        lines += folded(f"{INDENT}{field} auto: {values}", width)
    lines += _left(done, width)
    lines += [line for remark in _remarks(nodes) for line in folded(INDENT + remark, width)]
    return "\n".join(lines) + "\n"


def folded(line: str, width: int) -> list[str]:
    """A line in lines no wider than `width`, what follows the first indented."""
    lines = [""]
    indent = INDENT if line.startswith(INDENT) else ""
    for word in re.findall(r" *[^ ]+", line):
        if len(lines[-1] + word) > width and lines[-1].strip():
            lines.append(indent + "    " + word.strip())
        else:
            lines[-1] += word
    return lines


def _target(one: Rendered) -> str:
    version = one.intent.version_of(one.target) if one.intent is not None else None
    return f"{one.target} {version}" if version is not None else one.target


def _became(profile: Profile, done: Sequence[Rendered]) -> dict[str, str]:
    """Each field whose value is `auto`, and what it is in force, on which target where they differ."""
    asked = profile.spec("kubelet") or {}
    fields = [field for field in ("kubeReserved", "reservedMemory", "reservedSystemCPUs") if _is_auto(asked.get(field))]
    found = {}
    for field in fields:
        values: dict[str, list[str]] = {}
        for one in done:
            values.setdefault(_value(one.nodes[0].config.get(field)), []).append(one.target)
        found[field] = "; ".join(
            value + (f" ({', '.join(targets)})" if len(values) > 1 else "") for value, targets in values.items()
        )
    return found


def _is_auto(value: Any) -> bool:
    return value == "auto" or (isinstance(value, dict) and "auto" in value.values())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(
            f"{shown(str(amount))} {'' if kind == 'memory' else kind + ' '}on NUMA node {one.get('numaNode', 0)}"
            for one in value for kind, amount in (one.get("limits") or {}).items()
        )  # fmt: skip
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(str(amount))}" for key, amount in value.items())
    return "not set" if value is None else shown(str(value))


def _left(done: Sequence[Rendered], width: int) -> Iterator[str]:
    """For each NUMA node what is left for pods; machines and targets on which it is the same together."""
    groups: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    seen: dict[tuple[Any, ...], tuple[Machine, Shares]] = {}
    for one in done:
        pools = one.intent.hugepages if one.intent is not None else ()
        for node in one.nodes:
            held = _on_machine(node, pools)
            if held is not None:
                machine, found = held
                key = (found, machine.nodes)
                seen.setdefault(_key(key), held)
                groups.setdefault(_key(key), []).append((machine.name, one.target))
    for key, places in groups.items():
        machine, found = seen[key]
        if len(groups) > 1:
            yield from folded(f"{INDENT}on {_places(places, done)}:", width)
        for share, numa in zip(found.nodes, machine.nodes or (), strict=True):
            yield from folded(f"{INDENT}node {share.id}: {_node(numa, share, found)}", width)


def node_lines(config: EffectiveConfig, pools: Sequence[Hugepages], width: int) -> Iterator[str]:
    """For each NUMA node of a configuration's machine what it keeps back, and what is left for one pod."""
    held = _on_machine(config, pools)
    if held is None:
        return
    machine, found = held
    for share, numa in zip(found.nodes, machine.nodes or (), strict=True):
        yield from folded(f"  node {share.id}: {_node(numa, share, found)}", width)


def _places(places: list[tuple[str, str]], done: Sequence[Rendered]) -> str:
    """`m6i.24xlarge (kubelet, al2023)`; the targets are left out where it is the same on all of them."""
    machines: dict[str, list[str]] = {}
    for name, target in places:
        machines.setdefault(name, []).append(target)
    every = [one.target for one in done]
    return ", ".join(
        shown(name) + ("" if targets == every else f" ({', '.join(targets)})") for name, targets in machines.items()
    )


def _key(value: tuple[Any, ...]) -> tuple[Any, ...]:
    return (repr(value),)


def _on_machine(node: EffectiveConfig, pools: Sequence[Hugepages]) -> tuple[Machine, Shares] | None:
    if node.machine is None:
        return None
    machine = with_hugepages(node.machine, pools)
    found = shares(node.with_(machine=machine))
    return None if found is None else (machine, found)


def _node(node: NumaNode, share: Share, found: Shares) -> str:
    if node.cpus == ():
        return "no CPUs" + (f", {gib(node.memory)} of memory" if node.memory is not None else "")
    parts = ["CPUs unknown" if node.cpus is None else f"{len(node.cpus)} CPUs"]
    if share.reserved:
        parts[0] += f", {len(share.reserved)} reserved ({cpu_text(share.reserved)})"
    if node.memory is not None:
        memory = f"memory {gib(node.memory)}"
        if share.reserved_memory:
            memory += f" − {size_text(share.reserved_memory)}"
        pages = sum(size * number for size, number in (node.hugepages or {}).items())
        parts.append(memory + (f" − {gib(pages)} hugepages" if pages else ""))
    return "; ".join(parts) + f" → {_pod(share, found)}"


def _pod(share: Share, found: Shares) -> str:
    """What the largest Guaranteed pod that stays on the NUMA node may ask for."""
    if not found.pins_cpus:
        return "no pod gets CPUs of its own (cpuManagerPolicy is not static)"
    cpus = "CPUs unknown" if share.exclusive is None else f"{share.exclusive} CPUs"
    memory = "" if share.memory is None else f", {floor(share.memory)}"
    pages = "".join(f", {gib(size)} of {name}" for name, size in share.hugepages.items() if size > 0)
    return f"a pod may ask for {cpus}{memory}{pages}"


def _remarks(nodes: Sequence[EffectiveConfig]) -> Iterator[str]:
    """Machines on which there is nothing to align."""
    single = [node for node in nodes if node.machine is not None and len(node.machine.nodes or ()) == 1]
    names = list(dict.fromkeys(node.machine.name for node in single if node.machine is not None))
    if not names:
        return
    policy = str(single[0].config.get("topologyManagerPolicy") or "none")
    what = f"topologyManagerPolicy {policy} has nothing to align" if policy != "none" else "nothing to align"
    yield (
        f"{shown(', '.join(names[:3]))} has one NUMA node: {what}; several have the types of "
        "numaconf machine list --min-numa-nodes 2"
    )
