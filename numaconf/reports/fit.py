"""What the kubelet says to pods, as JSON and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import options
from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.cost import MANY
from numaconf.machine.notation import cpu_text, rough
from numaconf.reports.fit_layout import picture
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.kubelet.admission.admit import Given
    from numaconf.kubelet.admission.cost import Cost
    from numaconf.kubelet.admission.node import Node, State
    from numaconf.verbs.fit.count import Count
    from numaconf.verbs.fit.model import Entry, Fit
    from numaconf.verbs.fit.suggest import Suggestion

    Proposals = Sequence[tuple[str, Sequence[Suggestion]]]

BOLD, DIM, RED, GREEN, YELLOW, END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"
MARKS = {
    "admitted": f"{GREEN}✓{END}", "rejected": f"{RED}✗{END}", "panic": f"{RED}✗{END}", "unknown": f"{YELLOW}?{END}",
    "running": f"{DIM}·{END}",
}  # fmt: skip
SHOWN = 40
"""Pods in a row that are all admitted: more of them are counted."""


def data(fit: Fit) -> dict[str, Any]:
    """As `--format json` has it."""
    return {
        "version": 1,
        "kubernetesVersion": f"1.{fit.version.minor}" if fit.version.patch < 0 else str(fit.version),
        "machine": fit.machine,
        "pods": [_pod(fit.node, entry) for entry in fit.entries],
        "node": _node(fit.node, fit.state) if fit.node is not None and fit.state is not None else None,
        "cost": {"combinations": fit.cost.combinations, "note": cost_note(fit.cost)},
        "notes": list(fit.notes),
        "problems": [one._asdict() for one in fit.wrong],
        "passedOver": [one._asdict() for one in fit.passed],
        "summary": {
            "pods": len(fit.entries),
            "admitted": fit.count("admitted"),
            "rejected": fit.count("rejected") + fit.count("panic"),
            "unknown": fit.count("unknown"),
        },
    }


def _pod(node: Node | None, entry: Entry) -> dict[str, Any]:
    pod, answer = entry.arriving.written.pod, entry.answer
    return {
        "namespace": pod.namespace,
        "name": pod.name,
        "qosClass": pod.qos,
        "verdict": entry.verdict,
        "reason": answer.reason if answer else None,
        "message": answer.message if answer else entry.missing or None,
        "refusedBy": answer.by if answer else None,
        "explanation": [*entry.explanation, *entry.hints],
        "containers": [_container(node, one) for one in answer.containers] if answer and node else [],
    }


def _container(node: Node, given: Given) -> dict[str, Any]:
    mask = given.hint.mask
    return {
        "name": given.name,
        "exclusiveCpus": cpu_text(bits.members(given.cpus)),
        "memory": [
            {"type": block.resource, "numaNodes": bits.members(block.mask), "size": block.size}
            for block in given.memory
        ],
        "devices": {
            name: [list(node.layout.devices[name].numa[index]) for index in bits.members(taken)]
            for name, taken in given.devices.items()
            if taken
        },
        "deviceIndexes": {name: bits.members(taken) for name, taken in given.devices.items() if taken},
        "hint": None if mask is None else {"numaNodes": bits.members(mask), "preferred": given.hint.preferred},
    }


def _node(node: Node, state: State) -> dict[str, Any]:
    reserved = node.cpu.reserved if node.cpu else 0
    nodes = []
    for numa in node.layout.nodes:
        cpus = node.layout.node_cpus.get(numa, 0)
        nodes.append(
            {
                "id": numa,
                "allocatableCpus": (cpus & ~reserved).bit_count(),
                "freeCpus": (cpus & state.shared & ~reserved).bit_count() if node.cpu else cpus.bit_count(),
                "free": {name: table.free for name, table in state.memory[numa].tables.items()}
                if numa in state.memory
                else {},
                "freeDevices": {
                    name: (state.devices[name] & resource.on.get(numa, 0)).bit_count()
                    for name, resource in node.devices.resources.items()
                },
            }
        )
    return {
        "sharedCpus": cpu_text(bits.members(state.shared)),
        "reservedCpus": cpu_text(bits.members(reserved)),
        "allocatable": dict(node.allocatable),
        "numaNodes": nodes,
    }


def cost_note(cost: Cost) -> str | None:
    """What many combinations mean; None for a pod that costs little."""
    if cost.combinations <= MANY and cost.seconds < 1:
        return None
    long = "without end" if cost.seconds > 30 * 86400 else f"for about {_duration(cost.seconds)}"
    return (
        f"one such pod keeps the kubelet busy {long} at worst ({cost.combinations:,} combinations of hints, "
        f"{cost.masks:,} sets of NUMA nodes); it admits nothing else meanwhile"
    )


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def text(fit: Fit, width: int, proposals: Proposals = ()) -> str:
    """For people, in lines of at most `width` columns where words allow it. `proposals`: what would admit a pod."""
    return "\n".join(_lines(fit, width, proposals)) + "\n"


def counts(fit: Fit, found: Sequence[Count], width: int) -> str:
    """The answer of `--count`."""
    return "\n".join(_count_lines(fit, found, width)) + "\n"


def count_data(one: Count) -> dict[str, Any]:
    """How many copies of a pod fit, for `--format json`; `next` is what is said to one more, null if nobody asked."""
    pod, last = one.entry.arriving.written.pod, one.last
    return {
        "namespace": pod.namespace,
        "name": one.entry.arriving.of.name or pod.name,
        "count": one.number,
        "next": {
            "reason": last.answer.reason if last.answer else None,
            "message": last.answer.message if last.answer else last.missing,
            "explanation": [*last.explanation, *last.hints],
        }
        if last is not None
        else None,
    }


def _count_lines(fit: Fit, found: Sequence[Count], width: int) -> Iterator[str]:
    yield from _head(fit, width)
    for one in found:
        pod = one.entry.arriving.written.pod
        name = one.entry.arriving.of.name or pod.name
        yield ""
        if one.last is not None and one.last.answer is None:
            yield from wrapped(f"{name}: not judged", width, "", BOLD)
        else:
            least = "at least " if one.last is None else ""
            yield from wrapped(f"{name}: {least}{one.number} fit one after another", width, "", BOLD)
        if one.last is None:
            continue
        if one.last.answer is not None:
            said = f"{one.last.answer.reason or 'the kubelet crashes'}: {one.last.answer.message}"
            yield from wrapped(f"the next one: {said}", width, "  ", hang=4)
        for text in one.last.explanation:
            yield from wrapped(text, width, "    ", DIM, hang=6)
    yield from _ending(fit, width, *(one.note for one in found))


def _head(fit: Fit, width: int) -> Iterator[str]:
    yield from wrapped(shown(f"{fit.path} ({fit.kind}) on {fit.machine}, Kubernetes {fit.version}"), width, "", BOLD)
    yield from wrapped(_policies(fit.node), width, "  ")


def _ending(fit: Fit, width: int, *more: str) -> Iterator[str]:
    for one in dict.fromkeys(note for note in (*fit.notes, *more, cost_note(fit.cost)) if note):
        yield from wrapped(f"note: {one}", width, "", hang=6)


def _lines(fit: Fit, width: int, proposals: Proposals) -> Iterator[str]:
    yield from _head(fit, width)
    yield ""
    yield from _pods(fit, width)
    drawn = picture(fit)
    if drawn is not None:
        from numaconf.reports import fit_picture

        yield ""
        yield from fit_picture.text(drawn, width).rstrip("\n").split("\n")
    for name, some in proposals:
        yield ""
        yield f"{BOLD}what would admit {name}{END}"
        for one in some:
            yield from wrapped(one.text, width, "  ", hang=4)
        if not some:
            yield "  nothing that was tried: smaller requests, other settings, the end of up to four pods"
    yield ""
    admitted, pods = fit.count("admitted"), len(fit.entries) - fit.count("running")
    colour = GREEN if admitted == pods else RED
    yield f"{colour}{admitted} of {pods} pod{'s' if pods != 1 else ''} admitted{END}"
    yield from _ending(fit, width)


def _policies(node: Node | None) -> str:
    if node is None:
        return "the machine is not known well enough to say what the kubelet does"
    parts = [f"topology {node.merger.policy}"]
    if node.merger.policy != "none":
        parts[0] += f", scope {node.scope}"
    parts.append(f"CPUs {'static' if node.cpu else 'none'}")
    if node.cpu:
        cpu = node.cpu
        on = {
            options.FULL_PCPUS: cpu.full_cores, options.ACROSS_NUMA: cpu.across_numa,
            options.ACROSS_CORES: cpu.across_cores, options.BY_SOCKET: cpu.by_socket, options.UNCORE: cpu.by_cache,
            options.STRICT: node.strict,
        }  # fmt: skip
        chosen = [name for name, is_on in on.items() if is_on]
        parts[-1] += f" ({', '.join(chosen)})" if chosen else ""
        parts.append(f"reserved CPUs {cpu_text(bits.members(node.cpu.reserved))}")
    parts.append(f"memory {'Static' if node.memory else 'None'}")
    return "; ".join(parts)


def _pods(fit: Fit, width: int) -> Iterator[str]:
    longest = min(32, max((len(entry.name) for entry in fit.entries), default=0))
    told: set[tuple[int, str]] = set()
    row = 0
    for place, entry in enumerate(fit.entries):
        row = row + 1 if place and entry.verdict == fit.entries[place - 1].verdict else 1
        if row > SHOWN:
            if place + 1 == len(fit.entries) or fit.entries[place + 1].verdict != entry.verdict:
                yield f"  … and {row - SHOWN} more {entry.verdict}"
            continue
        head = f"{MARKS[entry.verdict]} {entry.name:{longest}}  "
        yield from wrapped(_verdict(fit.node, entry), width, head, hang=longest + 4, plain=longest + 4)
        again = entry.verdict != "admitted" and told_again(entry, fit.entries[place - 1] if place else None)
        for one in () if again else entry.explanation:
            if (id(entry.arriving.of), one) not in told:
                yield from wrapped(one, width, " " * (longest + 4), DIM, hang=longest + 6)
        if entry.verdict == "admitted":
            told.update((id(entry.arriving.of), one) for one in entry.explanation)


def told_again(entry: Entry, before: Entry | None) -> bool:
    """Whether the pod before was told the very same."""
    return before is not None and before.explanation == entry.explanation and before.verdict == entry.verdict


def _verdict(node: Node | None, entry: Entry) -> str:
    answer = entry.answer
    if answer is None or node is None:
        return "runs already" if entry.runs else f"not judged ({entry.arriving.written.pod.qos})"
    if answer.panic:
        return f"{RED}the kubelet crashes{END}: {answer.message}"
    if not answer.admitted:
        return f"{RED}{answer.reason}{END}: {answer.message}"
    return "; ".join(_given(node, one, len(answer.containers) > 1) for one in answer.containers)


def _given(node: Node, given: Given, several: bool) -> str:
    parts = [f"CPUs {cpu_text(bits.members(given.cpus))}" if given.cpus else "shared CPUs"]
    masks = {block.mask for block in given.memory if block.size}
    if masks:
        amounts = " + ".join(
            rough(block.size) + (" of " + block.resource if block.resource != "memory" else "")
            for block in given.memory
            if block.size
        )
        parts.append(f"{amounts} on NUMA {' and '.join(cpu_text(bits.members(mask)) for mask in sorted(masks))}")
    for name, taken in given.devices.items():
        if taken:
            numa = sorted({one for index in bits.members(taken) for one in node.layout.devices[name].numa[index]})
            where = f" on NUMA {cpu_text(numa)}" if numa else ""
            parts.append(f"{taken.bit_count()} {name} ({cpu_text(bits.members(taken))}){where}")
    text = ", ".join(parts)
    return f"{given.name}: {text}" if several else text


def wrapped(
    text: str, width: int, head: str, colour: str = "", *, hang: int | None = None, plain: int | None = None
) -> Iterator[str]:
    """A text in lines that fit; `head` comes before the first (`plain`: how many columns it takes), `hang` blanks
    before the others. Our own colours count as nothing.
    """
    import re
    import textwrap

    shown = re.sub("\x1b\\[[0-9;]*m", "", text)
    taken = len(head) if plain is None else plain
    blanks = " " * (taken if hang is None else hang)
    lines = textwrap.wrap(
        shown, max(30, width), initial_indent="x" * taken, subsequent_indent=blanks, break_on_hyphens=False
    ) or [""]
    first = lines[0][taken:]
    coloured = re.match("(\x1b\\[[0-9;]*m)(.*?)(\x1b\\[0m)", text)
    if coloured and first.startswith(coloured[2]):
        first = f"{coloured[1]}{coloured[2]}{END}{first[len(coloured[2]) :]}"
    yield f"{head}{colour}{first}{END if colour else ''}"
    for line in lines[1:]:
        yield f"{colour}{line}{END if colour else ''}"
