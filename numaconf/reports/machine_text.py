"""The picture of a machine in a terminal: a frame for each socket, NUMA nodes in it, cores as cells, memory as bars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.machine.doubts import doubts
from numaconf.reports import machine_parts as parts
from numaconf.reports.machine import head, notes
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine
    from numaconf.verbs.overlay import Overlay

BOLD, PLAIN, DIM = "\x1b[1m", "\x1b[0m", "\x1b[2m"
CELLS = {
    parts.FREE: ("□", "\x1b[32m"),
    parts.PARTLY: ("◧", "\x1b[33m"),
    parts.RESERVED: ("■", "\x1b[31m"),
    parts.ISOLATED: ("▤", "\x1b[36m"),
}
BARS = {parts.KEPT: ("█", "\x1b[31m"), parts.HUGEPAGES: ("▒", "\x1b[35m"), parts.PODS: ("░", "\x1b[32m")}
SHADES = ((" ", ""), ("░", "\x1b[32m"), ("▒", "\x1b[33m"), ("▓", "\x1b[31m"))
LABEL = 12
BAR = 32

_CODES = re.compile("\x1b\\[[0-9;]*m")


def picture(machine: Machine, width: int = 80, over: Overlay | None = None) -> str:
    """A machine at a glance, with colours; no line is longer than `width` columns."""
    if over is not None:
        machine = over.machine
    lines = [*_head(machine, width, over)]
    sockets = parts.sockets(machine, over)
    for socket in sockets:
        lines += _frame(socket, width)
    if machine.kernel_parameters:
        words = " ".join(f"{name}={shown(text)}" if text else name for name, text in machine.kernel_parameters.items())
        lines += _labelled("kernel", words, width)
    lost = parts.homeless(machine)
    if lost:
        lines += ["", f"{BOLD}without a NUMA node{PLAIN}"]
        lines += [line for label, text in lost for line in _labelled(label, text, width)]
    lines += _distances(machine, width)
    lines += _legend(sockets, width, over is not None)
    for remark in [*(over.fatal if over else ()), *doubts(machine)]:
        lines += _wrapped(shown(remark), width, "  note: ")
    lines += [line for text in notes(machine) for line in _wrapped(text, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _wrapped(text: str, width: int, head: str = "") -> list[str]:
    """A text in lines broken at blanks, `head` before the first; the others are indented by as much and two more."""
    text = head + text
    indent = " " * (len(head) or len(text) - len(text.lstrip()) + 2)
    lines = [""]
    for word in re.findall(r" *[^ ]+", text):
        if len(lines[-1]) + len(word) > width and lines[-1].strip():
            lines.append(indent + word.strip())
        else:
            lines[-1] += word
    return lines


def _head(machine: Machine, width: int, over: Overlay | None) -> Iterator[str]:
    first, *rest = head(machine)
    name, *more = _wrapped(first, width)
    yield f"{BOLD}{name[: len(shown(machine.name))]}{PLAIN}{name[len(shown(machine.name)) :]}"
    yield from more
    for text in rest:
        yield from _wrapped(text, width)
    devices = parts.of_instance_type(machine)
    if devices:
        yield from _wrapped(f"  {devices}", width)
    if over is not None:
        versions = over.versions[-1] if len(set(over.versions)) == 1 else f"{over.versions[0]} to {over.versions[-1]}"
        yield from _wrapped(f"  with {shown(over.path)} ({over.kind}, Kubernetes {versions})", width)
        yield from _wrapped(f"  {parts.settings(over)}", width)
        if over.fatal:
            yield from _wrapped("  the kubelet does not start with it: see the notes below", width)
        if over.shares.unknown:
            yield from _wrapped(f"  reserved CPUs unknown: {shown(over.shares.unknown)}", width)


def _frame(socket: parts.Socket, width: int) -> Iterator[str]:
    inner = width - 4
    yield f"{DIM}┌─{PLAIN} {socket.title} {DIM}{'─' * (width - len(socket.title) - 5)}┐{PLAIN}"
    for number, block in enumerate(socket.blocks):
        if number:
            yield f"{DIM}├{'─' * (width - 2)}┤{PLAIN}"
        for line in _block(block, inner):
            yield f"{DIM}│{PLAIN} {line}{' ' * (inner - _columns(line))} {DIM}│{PLAIN}"
    yield f"{DIM}└{'─' * (width - 2)}┘{PLAIN}"


def _columns(line: str) -> int:
    return len(_CODES.sub("", line))


def _block(block: parts.Block, width: int) -> Iterator[str]:
    first, *rest = folded(block.cpus, width - len(block.title) - 2)
    yield f"{BOLD}{block.title}{PLAIN}  {first}"
    yield from (" " * (len(block.title) + 2) + line for line in rest)
    if block.cells is not None:
        label = "cores" if block.cells.unit == "core" else "CPUs"
        for line in _cells(block.cells, width - LABEL - 2):
            yield f"  {label:<{LABEL}}{line}"
            label = ""
    bar = "" if block.bar is None else f"{_bar(block.bar)} "
    yield from _labelled("memory", block.memory, width, bar)
    for label, text in block.lines:
        yield from _labelled("largest pod" if label == "pod" else label, text, width, bold=label == "pod")


def folded(text: str, width: int) -> list[str]:
    """A text with long lists in it, broken after blanks and commas."""
    lines = [""]
    for word in re.findall(r"[^ ,]*[ ,]*", text):
        if len((lines[-1] + word).rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _labelled(label: str, text: str, width: int, before: str = "", *, bold: bool = False) -> list[str]:
    """A label, what comes before the text, and the text, in as many lines as it takes."""
    offset = 2 + LABEL + _columns(before)
    first, *rest = folded(text, width - offset)
    on, off = (BOLD, PLAIN) if bold else ("", "")
    return [f"  {label:<{LABEL}}{before}{on}{first}{off}", *(f"{' ' * offset}{on}{line}{off}" for line in rest)]


def _cells(cells: parts.Cells, width: int) -> Iterator[str]:
    """Groups with a blank between them, as many on a line as fit; a group that is longer is broken."""
    line = ""
    for group in cells.groups:
        pieces = [group[start : start + width] for start in range(0, len(group), width)]
        for piece in pieces:
            taken = _columns(line)
            if line and taken + 1 + len(piece) > width:
                yield line
                line, taken = "", 0
            line += (" " if line else "") + _colored(piece)
    yield line


def _colored(states: tuple[str, ...]) -> str:
    text, last = "", ""
    for state in states:
        letter, color = CELLS[state]
        text += (f"{PLAIN}{color}" if last else color) + letter if color != last else letter
        last = color
    return text + PLAIN


def _bar(bar: parts.Bar) -> str:
    """The parts in proportion; what is there at all takes at least one column, and the largest part gives way."""
    total = sum(amount for _, amount in bar.parts)
    room = max(1, round(BAR * min(1.0, total / bar.scale))) if total else 0
    columns = {name: max(1, int(room * amount / total)) if amount else 0 for name, amount in bar.parts} if total else {}
    if columns:
        most = max(columns, key=lambda name: columns[name])
        columns[most] += room - sum(columns.values())
    text = "".join(f"{BARS[name][1]}{BARS[name][0] * columns.get(name, 0)}{PLAIN}" for name, _ in bar.parts)
    return text + " " * (BAR - sum(max(0, number) for number in columns.values()))


def _distances(machine: Machine, width: int) -> Iterator[str]:
    rows, ids = machine.distances, machine.node_ids
    if rows is None or ids is None or len(rows) < 2:
        return
    cell = max(2, *(len(str(number)) for number in (*ids, *(one for row in rows for one in row))))
    gap = " " * (2 if 11 + (cell + 3) * len(ids) <= width else 1 if 11 + (cell + 2) * len(ids) <= width else 0)
    yield ""
    numbers = "".join(f"{gap}{number:>{cell}} " for number in ids)
    yield f"{BOLD}  distance {numbers.rstrip()}{PLAIN}"
    others = sorted({one for row in rows for one in row})
    for number, row in zip(ids, rows, strict=True):
        yield (f"  {number:>8} " + "".join(f"{gap}{one:>{cell}}{_shade(one, others)}" for one in row)).rstrip()


def _shade(distance: int, others: list[int]) -> str:
    """The further, the darker."""
    step = others.index(distance) / max(1, len(others) - 1)
    letter, color = SHADES[round(step * (len(SHADES) - 1))]
    return f"{color}{letter}{PLAIN}" if color else letter


def _legend(found: tuple[parts.Socket, ...], width: int, over: bool) -> Iterator[str]:
    """The signs that were used."""
    states = {state for socket in found for block in socket.blocks if block.cells for group in block.cells.groups
              for state in group}  # fmt: skip
    bars = {name for socket in found for block in socket.blocks if block.bar for name, amount in block.bar.parts
            if amount}  # fmt: skip
    words, names = parts.legend(over)
    signs = [f"{CELLS[state][1]}{CELLS[state][0]}{PLAIN} {words[state]}" for state in words if state in states]
    signs += [f"{BARS[name][1]}{BARS[name][0]}{PLAIN} {names[name]}" for name in names if name in bars]
    gaps = any(len(block.cells.groups) > 1 for socket in found for block in socket.blocks if block.cells)
    signs += ["(a gap: another L3 cache)"] if gaps else []
    line = ""
    for number, sign in enumerate(signs):
        if not number:
            yield ""
        elif _columns(line) + _columns(sign) + 4 > width:
            yield line
            line = ""
        line += f"  {sign}"
    if line:
        yield line
