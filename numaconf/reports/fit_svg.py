"""The filled node as an SVG: one block for each NUMA node, a colour for each pod."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from numaconf.machine.notation import rough
from numaconf.reports.fit_layout import FREE, RESERVED, SHARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.reports.fit_layout import Bar, Block, Picture

PALETTE = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee8866", "#44bb99", "#aaaa00", "#99ddff")
"""Paul Tol's colours, which people with a weak sense of colour can tell apart."""
FILLS = {RESERVED: "#555555", FREE: "#eeeeee", SHARED: "#bbbbbb"}
WORDS = {RESERVED: "reserved", FREE: "free (CPUs: the shared pool)", SHARED: "several pods"}

WIDTH, MARGIN, LABEL, CELL, BAR = 880, 16, 140, 12, 16
LONGEST = 17
"""Letters of a label that surely fit; a longer one is drawn smaller."""


def svg(picture: Picture, title: str) -> str:
    """The picture as the text of an SVG file."""
    body: list[str] = [f'<text x="{MARGIN}" y="30" class="title">{escape(title)}</text>']
    top = 48.0
    for block in picture.blocks:
        lines, height = _block(block, picture, top)
        body += lines
        top += height + 12
    lines, top = _legend(picture, top)
    body += lines
    style = (
        "text{font:12px sans-serif;fill:#222}.title{font-size:16px;font-weight:bold}.numa{font-weight:bold}"
        ".small{font-size:11px;fill:#555}.taken{font-size:11px;fill:#fff;font-weight:bold}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top + MARGIN}" '
        f'viewBox="0 0 {WIDTH} {top + MARGIN}" role="img">\n<title>{escape(title)}</title>\n<style>{style}</style>\n'
        f'<rect width="{WIDTH}" height="{top + MARGIN}" fill="#ffffff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _fill(owner: int) -> str:
    return FILLS[owner] if owner < 0 else PALETTE[owner % len(PALETTE)]


def _who(owner: int, picture: Picture) -> str:
    return WORDS[owner] if owner < 0 else picture.names[owner]


def _rect(x: float, y: float, width: float, height: float, owner: int, picture: Picture) -> str:
    name = escape(_who(owner, picture))
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{_fill(owner)}" stroke="#ffffff">'
        f"<title>{name}</title></rect>"
    )


def _block(block: Block, picture: Picture, top: float) -> tuple[list[str], float]:
    lines = [f'<text x="{MARGIN + 10}" y="{top + 20}" class="numa">NUMA node {block.numa}</text>']
    y = top + 32.0
    if block.cores:
        free = sum(owner == FREE for core in block.cores for owner in core)
        lines.append(_label("CPUs", f"{free} of {block.cpus} free", y))
        cells, height = _cores(block, picture, y)
        lines += cells
        y += height + 6
    for bar in block.bars:
        lines += _bar(bar, picture, y)
        y += BAR + 6
    for name, devices in block.devices.items():
        lines.append(_label(name, "", y))
        cells, height = _devices(devices, picture, y)
        lines += cells
        y += height
    height = y - top + 4
    frame = (
        f'<rect x="{MARGIN}" y="{top:g}" width="{WIDTH - 2 * MARGIN}" height="{height:g}" fill="none" '
        'stroke="#999999" rx="6"/>'
    )
    return [frame, *lines], height


def _label(name: str, more: str, y: float) -> str:
    right = f'<text x="{WIDTH - MARGIN - 10}" y="{y + 12:g}" text-anchor="end" class="small">{escape(more)}</text>'
    narrow = f' style="font-size:{12 * LONGEST / len(name):.1f}px"' if len(name) > LONGEST else ""
    return f'<text x="{MARGIN + 10}" y="{y + 12:g}"{narrow}>{escape(name)}</text>' + (right if more else "")


def _devices(devices: Sequence[tuple[int, int]], picture: Picture, y: float) -> tuple[list[str], float]:
    """A box with its index for each device."""
    per_line = int((WIDTH - 2 * MARGIN - LABEL) // (2.5 * CELL))
    lines = []
    for place, (index, owner) in enumerate(devices):
        row, column = divmod(place, per_line)
        x, top = MARGIN + LABEL + column * 2.5 * CELL, y + row * (BAR + 4)
        lines.append(_rect(x, top, 2 * CELL, BAR, owner, picture))
        style = "taken" if owner >= 0 else "small"
        lines.append(f'<text x="{x + CELL:g}" y="{top + 12:g}" text-anchor="middle" class="{style}">{index}</text>')
    return lines, max(1, -(-len(devices) // per_line)) * (BAR + 4) + 2


def _cores(block: Block, picture: Picture, y: float) -> tuple[list[str], float]:
    threads = max(len(core) for core in block.cores)
    room = WIDTH - 2 * MARGIN - LABEL - 130
    per_line = max(1, int(room // (CELL + 3)))
    rows = -(-len(block.cores) // per_line)
    lines = []
    for place, core in enumerate(block.cores):
        row, column = divmod(place, per_line)
        for thread, owner in enumerate(core):
            x = MARGIN + LABEL + column * (CELL + 3)
            lines.append(_rect(x, y + row * (threads * CELL + 5) + thread * CELL, CELL, CELL, owner, picture))
    return lines, rows * (threads * CELL + 5)


def _bar(bar: Bar, picture: Picture, y: float) -> list[str]:
    free = sum(size for owner, size in bar.parts if owner == FREE)
    lines = [_label(bar.resource, f"{rough(free)} of {rough(bar.total)} free", y)]
    room = WIDTH - 2 * MARGIN - LABEL - 130
    x = float(MARGIN + LABEL)
    for owner, size in bar.parts:
        width = size / bar.total * room
        lines.append(_rect(round(x, 2), y, round(width, 2), BAR, owner, picture))
        x += width
    return lines


def _legend(picture: Picture, top: float) -> tuple[list[str], float]:
    lines: list[str] = []
    x, y = float(MARGIN), top + 4
    for owner in (*range(len(picture.names)), RESERVED, FREE):
        name = _who(owner, picture)
        width = 26 + 7.0 * len(name)
        if x + width > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 20
        lines.append(_rect(x, y, CELL, CELL, owner, picture))
        lines.append(f'<text x="{x + CELL + 5:g}" y="{y + 10:g}">{escape(name)}</text>')
        x += width
    return lines, y + 20
