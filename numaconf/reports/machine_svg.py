"""The picture of a machine as SVG, for documents: text that can be selected, no script, nothing loaded from elsewhere.

Colours are those of Okabe and Ito, which people who see few colours can tell apart; reserved cores are crossed out and
reserved memory is hatched besides, so that the picture can be printed in black and white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from numaconf.machine.doubts import doubts
from numaconf.named import NamedTuple
from numaconf.reports import machine_parts as parts
from numaconf.reports.machine import head, notes
from numaconf.reports.machine_text import folded
from numaconf.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.machine.model import Machine
    from numaconf.verbs.overlay import Overlay

FILLS = {parts.FREE: "#56B4E9", parts.PARTLY: "#E69F00", parts.RESERVED: "#D55E00", parts.ISOLATED: "#F0E442"}
BARS = {parts.KEPT: "#D55E00", parts.HUGEPAGES: "#CC79A7", parts.PODS: "#8FD3B6"}
INK, GREY, PAPER, LIGHT = "#1a1a1a", "#555555", "#ffffff", "#f4f6f8"

LETTER = 6.65
"""Width of a letter of the fixed-width font at 11 pixels."""

LINE, PAD, GAP, CELL = 16, 12, 14, 13
NODE = 372
LETTERS = int((NODE - 2 * PAD) / LETTER)
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
WIDEST = 8
"""Up to this many NUMA nodes are in two columns, more in four."""

STYLE = (
    f"text{{font:11px {FONT};fill:{INK}}}.b{{font-weight:bold}}.h{{font-size:16px;font-weight:bold}}.g{{fill:{GREY}}}"
)


class Drawn(NamedTuple):
    """Elements, drawn from the corner 0,0, and how much room they take."""

    elements: tuple[str, ...]
    width: float
    height: float


def drawing(machine: Machine, over: Overlay | None = None) -> str:
    """The SVG document."""
    if over is not None:
        machine = over.machine
    sockets = parts.sockets(machine, over)
    columns = 2 if sum(len(socket.blocks) for socket in sockets) <= WIDEST else 4
    width = columns * (NODE + 2 * PAD) + (columns + 1) * GAP
    letters = int((width - 2 * GAP) / LETTER)
    stack = [_heading(machine, over, letters), *_rows([_socket(one, columns) for one in sockets], width)]
    stack += [_legend(sockets, over, width - 2 * GAP), _distances(machine), _remarks(machine, over, letters)]
    elements: list[str] = []
    y = float(GAP)
    for drawn in stack:
        if drawn.elements:
            elements.append(_moved(drawn, GAP, y))
            y += drawn.height + GAP
    title = escape(f"NUMA nodes of {shown(machine.name)}")
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{y:g}" viewBox="0 0 {width:g} {y:g}" '
        'role="img" aria-labelledby="title">',
        f'<title id="title">{title}</title>',
        f"<style>{STYLE}</style>",
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{BARS[parts.KEPT]}"/><path d="M0 0V5" stroke="{PAPER}" stroke-width="2"/>'
        "</pattern></defs>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *elements,
        "</svg>",
        "",
    ))  # fmt: skip


def _moved(drawn: Drawn, x: float, y: float) -> str:
    return f'<g transform="translate({x:g} {y:g})">' + "".join(drawn.elements) + "</g>"


def _text(x: float, y: float, text: str, style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:g}" y="{y:g}"{kind} xml:space="preserve">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none", more: str = "") -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{stroke}"{more}/>'


def _lines(texts: list[str], letters: int, style: str = "") -> Drawn:
    lines = [line for text in texts for line in folded(text, letters)]
    elements = tuple(_text(0, LINE * place + 11, line, style) for place, line in enumerate(lines))
    return Drawn(elements, letters * LETTER, LINE * len(lines))


def _heading(machine: Machine, over: Overlay | None, letters: int) -> Drawn:
    first, *rest = head(machine)
    name = shown(machine.name)
    texts = [first[len(name) :].strip(), *(line.strip() for line in rest)]
    devices = parts.of_instance_type(machine)
    if devices:
        texts.append(devices)
    below = _lines([text for text in texts if text], letters, "g")
    elements = [_text(0, 16, name, "h"), _moved(below, 0, 26)]
    height = 26 + below.height
    if over is not None:
        version = over.versions[-1]
        said = _lines([f"with {shown(over.path)} ({over.kind}, Kubernetes {version})", parts.settings(over)], letters)
        elements.append(_moved(said, 0, height + 4))
        height += said.height + 4
    return Drawn(tuple(elements), letters * LETTER, height)


def _rows(sockets: list[Drawn], width: float) -> Iterator[Drawn]:
    """Sockets beside one another as long as they fit."""
    row: list[str] = []
    x = height = 0.0
    for one in sockets:
        if row and x + one.width > width - 2 * GAP + 1:
            yield Drawn(tuple(row), x, height)
            row, x, height = [], 0.0, 0.0
        row.append(_moved(one, x, 0))
        x += one.width + GAP
        height = max(height, one.height)
    yield Drawn(tuple(row), x, height)


def _socket(socket: parts.Socket, columns: int) -> Drawn:
    blocks = [_block(block) for block in socket.blocks]
    across = min(columns, len(blocks))
    width = across * (NODE + GAP) - GAP + 2 * PAD
    elements = [_text(PAD, 17, socket.title, "b")]
    y = 26.0
    for start in range(0, len(blocks), across):
        row = blocks[start : start + across]
        height = max(block.height for block in row)
        for place, block in enumerate(row):
            frame = _rect(0, 0, NODE, height, PAPER, "#8899aa", ' rx="5"')
            elements.append(_moved(Drawn((frame, *block.elements), NODE, height), PAD + place * (NODE + GAP), y))
        y += height + GAP
    frame = _rect(0, 0, width, y - GAP + PAD, LIGHT, "#c4ccd4", ' rx="8"')
    return Drawn((frame, *elements), width, y - GAP + PAD)


def _block(block: parts.Block) -> Drawn:
    elements = [_text(PAD, 19, block.title, "b")]
    y = 26.0
    for drawn in (_lines([block.cpus], LETTERS), _cells(block.cells), _memory(block)):
        if drawn.elements:
            elements.append(_moved(drawn, PAD, y))
            y += drawn.height + 6
    for label, text in block.lines:
        words = {"pod": "largest Guaranteed pod: ", "plugin": ""}.get(label, f"{label} ")
        drawn = _lines([words + text], LETTERS, "b" if label == "pod" else "")
        elements.append(_moved(drawn, PAD, y))
        y += drawn.height
    return Drawn(tuple(elements), NODE, y + 8)


def _cells(cells: parts.Cells | None) -> Drawn:
    """Cores as squares, those that share a level 3 cache in one frame."""
    if cells is None:
        return Drawn((), 0, 0)
    most = int((NODE - 2 * PAD) // CELL)
    across = min(most, max(map(len, cells.groups)))
    if len(cells.groups) > 1 and across > most // 2:
        across = max(1, most // 2)
    longest = max(map(len, cells.groups))
    across = -(-longest // -(-longest // across))  # rows of the same length
    elements: list[str] = []
    x = y = row = 0.0
    for group in cells.groups:
        columns = min(across, len(group))
        width, height = columns * CELL + 3, -(-len(group) // columns) * CELL + 3
        if x and x + width > NODE - 2 * PAD + 3:
            x, y, row = 0.0, y + row + 3, 0.0
        if len(cells.groups) > 1:
            elements.append(_rect(x, y, width, height, "none", "#8899aa", ' rx="2"'))
        for place, state in enumerate(group):
            elements.append(_cell(x + 2 + place % columns * CELL, y + 2 + place // columns * CELL, state))
        x, row = x + width + 4, max(row, height)
    return Drawn(tuple(elements), NODE - 2 * PAD, y + row)


def _cell(x: float, y: float, state: str) -> str:
    size = CELL - 2
    cross = {
        parts.RESERVED: f"M{x:g} {y:g}l{size} {size}m0 {-size}l{-size} {size}",
        parts.PARTLY: f"M{x:g} {y:g}l{size} {size}",
    }
    square = _rect(x, y, size, size, FILLS[state], INK, ' stroke-width="0.5"')
    square = square.removesuffix("/>") + f"><title>{state}</title></rect>"
    return square + (f'<path d="{cross[state]}" stroke="{INK}"/>' if state in cross else "")


def _memory(block: parts.Block) -> Drawn:
    text = _lines([f"memory {block.memory}"], LETTERS)
    if block.bar is None:
        return text
    full = NODE - 2 * PAD
    elements = []
    x = 0.0
    for name, amount in block.bar.parts:
        width = full * min(1.0, amount / block.bar.scale)
        width = max(2.0, width) if amount else 0.0
        if width:
            elements.append(_rect(round(x, 1), 0, round(width, 1), 12, _fill(name)))
        x += width
    elements.append(_rect(0, 0, round(min(x, full), 1), 12, "none", INK, ' stroke-width="0.5"'))
    return Drawn((*elements, _moved(text, 0, 16)), full, 16 + text.height)


def _fill(name: str) -> str:
    return "url(#hatch)" if name == parts.KEPT else BARS[name]


def _legend(sockets: tuple[parts.Socket, ...], over: Overlay | None, width: float) -> Drawn:
    states = {state for socket in sockets for block in socket.blocks if block.cells for group in block.cells.groups
              for state in group}  # fmt: skip
    amounts = {
        name for socket in sockets for block in socket.blocks if block.bar for name, size in block.bar.parts if size
    }
    gaps = any(len(block.cells.groups) > 1 for socket in sockets for block in socket.blocks if block.cells)
    cells, bars = parts.legend(over is not None)
    elements: list[str] = []
    x = y = 0.0
    for sign, text in [
        *((_cell(0, 1, state), cells[state]) for state in cells if state in states),
        *((_rect(0, 1, 11, 11, _fill(name), INK, ' stroke-width="0.5"'), bars[name])
          for name in bars if name in amounts),
        *([(_rect(0, 1, 11, 11, "none", "#8899aa", ' rx="2"'), "cores that share an L3 cache")] if gaps else []),
    ]:  # fmt: skip
        room = 17 + len(text) * LETTER + 18
        if x and x + room > width:
            x, y = 0.0, y + LINE + 4
        elements += [_moved(Drawn((sign, _text(17, 11, text)), 0, 0), x, y)]
        x += room
    return Drawn(tuple(elements), width, y + LINE)


def _distances(machine: Machine) -> Drawn:
    rows, ids = machine.distances, machine.node_ids
    if rows is None or ids is None or len(rows) < 2:
        return Drawn((), 0, 0)
    others = sorted({one for row in rows for one in row})
    elements = [_text(0, 14, "distance", "b")]
    width, height = 34, 20
    for column, number in enumerate(ids):
        elements.append(_text(75 + column * width, 14, f"{number:>3}", "b"))
    for line, (number, row) in enumerate(zip(ids, rows, strict=True)):
        y = 20 + line * height
        elements.append(_text(34, y + 14, f"{number:>3}", "b"))
        for column, one in enumerate(row):
            step = others.index(one) / max(1, len(others) - 1)
            grey = 250 - round(step * 150)
            elements.append(_rect(70 + column * width, y, width - 2, height - 2, f"rgb({grey},{grey},{grey})"))
            ink = INK if grey > 140 else "#ffffff"
            elements.append(f'<text x="{75 + column * width}" y="{y + 14}" style="fill:{ink}">{one:>3}</text>')
    return Drawn(tuple(elements), 75 + width * len(ids), 20 + height * len(ids))


def _remarks(machine: Machine, over: Overlay | None, letters: int) -> Drawn:
    lost = [f"without a NUMA node: {label} {text}" for label, text in parts.homeless(machine)]
    kernel = " ".join(f"{name}={text}" if text else name for name, text in (machine.kernel_parameters or {}).items())
    texts = [*lost, *([f"kernel: {kernel}"] if kernel else []), *(over.fatal if over else ()), *doubts(machine)]
    return _lines([shown(text) for text in [*texts, *(note.strip() for note in notes(machine))]], letters, "g")
