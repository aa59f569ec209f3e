"""NUMA nodes, CPUs and lists in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.admission import bits
from numaconf.kubelet.admission.hints import TooMany
from numaconf.machine.notation import cpu_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.admission.hints import Hints

SHOWN = 6
"""Sets of NUMA nodes that are named."""


def where(hints: Hints) -> str:
    """Where a resource can be had: the smallest sets, which is what most people want to know."""
    if hints.preferred:
        shown = sorted(hints.preferred, key=lambda mask: (mask.bit_count(), mask))
        return f"on {_either(shown)}"
    try:
        masks = hints.masks() if hints.nodes else ()
    except TooMany:
        masks = ()
    if not masks:
        return "nowhere"
    smallest = min(mask.bit_count() for mask in masks)
    text = _either([mask for mask in masks if mask.bit_count() == smallest])
    return f"only on {text} together" if smallest > 1 else f"only on {text}"


def _either(masks: Sequence[int]) -> str:
    """`NUMA node 0 or 1`, `NUMA nodes 0-1 or 2-3`."""
    texts = [cpu_text(bits.members(mask)) for mask in masks[:SHOWN]] + (["…"] if len(masks) > SHOWN else [])
    return f"NUMA node{'s' if any(mask & (mask - 1) for mask in masks) else ''} {' or '.join(texts)}"


def nodes_text(mask: int) -> str:
    """`NUMA node 0`, `NUMA nodes 0-1`."""
    return _either([mask])


def cpus_text(milli: int) -> str:
    """Thousandths of a CPU as CPUs: `3.5`."""
    return f"{milli / 1000:.3f}".rstrip("0").rstrip(".")


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
