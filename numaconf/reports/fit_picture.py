"""The filled node on a terminal: one block for each NUMA node, a letter for each pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.machine.notation import rough
from numaconf.reports.fit_layout import FREE, RESERVED, SHARED, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.reports.fit_layout import Bar, Block

BOLD, DIM, END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
SIGNS = {RESERVED: "=", FREE: "·", SHARED: "+"}
COLOURS = (36, 33, 35, 32, 94, 31, 96, 93, 95, 92, 34, 91)
MOST_BLOCKS = 16
"""More NUMA nodes than this are not drawn."""


def text(picture: Picture, width: int) -> str:
    """The picture, in lines of at most `width` columns."""
    return "".join(f"{line}\n" for line in _lines(picture, width))


def sign(owner: int) -> str:
    """The letter of a pod, or the sign of what is nobody's. After the letters comes `#`."""
    if owner < 0:
        return SIGNS[owner]
    return LETTERS[owner] if owner < len(LETTERS) else "#"


def _coloured(owner: int, text_: str) -> str:
    if owner == FREE:
        return f"{DIM}{text_}{END}"
    if owner < 0:
        return text_
    return f"\x1b[{COLOURS[owner % len(COLOURS)]}m{text_}{END}"


def _lines(picture: Picture, width: int) -> Iterator[str]:
    names = [bar.resource for block in picture.blocks for bar in block.bars]
    names += [name for block in picture.blocks for name in block.devices]
    label = max((len(name) for name in ("CPUs", *names)), default=4)
    for block in picture.blocks[:MOST_BLOCKS]:
        yield f"{BOLD}NUMA node {block.numa}{END}"
        yield from _cores(block, label, width)
        for bar in block.bars:
            yield _bar(bar, label, width)
        for name, devices in block.devices.items():
            yield from _devices(name, devices, label, width)
    if len(picture.blocks) > MOST_BLOCKS:
        yield f"… and {len(picture.blocks) - MOST_BLOCKS} further NUMA nodes"
    yield from _legend(picture, width)


def _cores(block: Block, label: int, width: int) -> Iterator[str]:
    if not block.cores:
        return
    free = sum(owner == FREE for core in block.cores for owner in core)
    tail = f"  {free} of {block.cpus} free"
    threads = max(len(core) for core in block.cores)
    each = threads + (1 if threads > 1 else 0)
    room = max(8, width - label - 4 - len(tail))
    per_line = max(1, room // each)
    if per_line >= 8:
        per_line -= per_line % 4
    gap = " " if threads > 1 else ""
    for start in range(0, len(block.cores), per_line):
        row = block.cores[start : start + per_line]
        cells = gap.join("".join(_coloured(owner, sign(owner)) for owner in core).ljust(0) for core in row)
        name = "CPUs" if start == 0 else ""
        yield f"  {name:{label}}  {cells}{tail if start == 0 else ''}"


def _devices(name: str, devices: Sequence[tuple[int, int]], label: int, width: int) -> Iterator[str]:
    """The index of each device, with whose it is, in as many lines as it takes."""
    line, taken = "", 0
    for index, owner in devices:
        size = len(str(index)) + 2
        if taken and label + 4 + taken + size > width + 1:
            yield f"  {name:{label}}  {line.rstrip()}"
            name, line, taken = "", "", 0
        line += f"{index}{_coloured(owner, sign(owner))} "
        taken += size
    yield f"  {name:{label}}  {line.rstrip()}"


def _bar(bar: Bar, label: int, width: int) -> str:
    free = sum(size for owner, size in bar.parts if owner == FREE)
    tail = f"{rough(free)} of {rough(bar.total)} free"
    room = max(10, min(48, width - label - 6 - len(tail)))
    cells: list[tuple[int, int]] = []
    done = 0
    for owner, size in bar.parts:
        done += size
        upto = round(done / bar.total * room)
        number = upto - sum(count for _, count in cells)
        if number == 0 and owner != FREE and size and sum(count for _, count in cells) < room:
            number = 1
        cells.append((owner, max(0, number)))
    shown = "".join(_coloured(owner, sign(owner) * number) for owner, number in cells)
    return f"  {bar.resource:{label}}  {shown}  {tail}"


def _legend(picture: Picture, width: int) -> Iterator[str]:
    used = {owner for block in picture.blocks for core in block.cores for owner in core}
    used |= {owner for block in picture.blocks for bar in block.bars for owner, _ in bar.parts}
    parts = [(owner, f"{sign(owner)} {name}") for owner, name in enumerate(picture.names[: len(LETTERS)])]
    if len(picture.names) > len(LETTERS):
        parts.append((RESERVED, f"# {len(picture.names) - len(LETTERS)} more pods"))
    words = {RESERVED: "= reserved", SHARED: "+ several pods", FREE: "· free (CPUs: the shared pool)"}
    parts += [(owner, words[owner]) for owner in (RESERVED, SHARED, FREE) if owner in used]
    line, taken = "  ", 2
    for owner, one in parts:
        if taken + len(one) > width and taken > 2:
            yield line.rstrip()
            line, taken = "  ", 2
        line += _coloured(owner, one) + "   "
        taken += len(one) + 3
    yield line.rstrip()
