"""How people and Linux write sets of CPUs (`0-17,36-53`, `ff,00000000`) and sizes of memory (`96Gi`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.machine.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CPU = 65535
"""Beyond any Linux (CONFIG_NR_CPUS is at most 8192); keeps `0-99999999999` from eating the memory."""

MAX_NODE = 1023
"""The highest NUMA node id of Linux (CONFIG_NODES_SHIFT is at most 10)."""

UNITS = {
    "": 1,
    "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
}  # fmt: skip
"""The suffixes of Kubernetes quantities that make sense for bytes."""

_SIZE = re.compile(r"(\d{1,19})(?:\.(\d{1,19}))?(|[kMGTPE]|[KMGTPE]i)", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]+")
_LIST = "write a list such as 0-17,36-53"


def cpu_list(text: str) -> tuple[int, ...]:
    """The CPUs of a list, in the order written: `"0-1,4"` is (0, 1, 4), `""` is (). Raises MachineError."""
    found: dict[int, None] = {}
    for part in text.split(",") if text.strip() else ():
        match = re.fullmatch(r"\s*(\d{1,5})(?:-(\d{1,5}))?\s*", part, re.ASCII)
        if match is None:
            raise MachineError(f"{text!r} is not a list of CPUs", _LIST)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise MachineError(f"the range {part.strip()} in {text!r} runs backwards", _LIST)
        if last > MAX_CPU:
            raise MachineError(f"there is no CPU {last}")
        for cpu in range(first, last + 1):
            if cpu in found:
                raise MachineError(f"CPU {cpu} appears twice in {text!r}")
            found[cpu] = None
    return tuple(found)


def ranges(cpus: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending runs of CPUs as (first, last)."""
    runs: list[tuple[int, int]] = []
    for cpu in sorted(cpus):
        if runs and runs[-1][1] == cpu - 1:
            runs[-1] = (runs[-1][0], cpu)
        else:
            runs.append((cpu, cpu))
    return runs


def cpu_text(cpus: Iterable[int]) -> str:
    """CPUs as Linux lists them: `0-17,36-53`."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges(cpus))


def cpu_mask(text: str) -> tuple[int, ...]:
    """The CPUs of a Linux cpumap: hexadecimal words, commas between, the highest first. Raises MachineError."""
    digits = text.replace(",", "").strip()
    if not _HEX.fullmatch(digits):
        raise MachineError(f"{text[:80]!r} is not a CPU mask")
    bits = int(digits, 16)
    if bits.bit_length() > MAX_CPU + 1:
        raise MachineError(f"there is no CPU {bits.bit_length() - 1}")
    return tuple(cpu for cpu in range(bits.bit_length()) if bits >> cpu & 1)


def size(value: object) -> int:
    """Bytes of an integer or of a text such as `96Gi`, `1.5Gi`, `393216Mi`; exact. Raises MachineError."""
    if isinstance(value, int) and not isinstance(value, bool):
        amount, remainder = value, 0
    else:
        match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise MachineError(f"{value!r} is not a size", "write for example 96Gi or 393216Mi")
        whole, fraction, unit = match.groups()
        amount, remainder = divmod(int(whole + (fraction or "")) * UNITS[unit], 10 ** len(fraction or ""))
    if remainder:
        raise MachineError(f"{value} is not a whole number of bytes", "write for example 96Gi or 393216Mi")
    if not 0 <= amount < 2**63:
        raise MachineError(f"{value} is not a possible memory size", "write for example 96Gi or 393216Mi")
    return amount


def size_text(amount: int) -> str:
    """Bytes in the largest binary unit that is exact: `96Gi`, `386593888Ki`, `1000`."""
    for unit in ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki"):
        if amount and amount % UNITS[unit] == 0:
            return f"{amount // UNITS[unit]}{unit}"
    return str(amount)


def rough(amount: int) -> str:
    """Bytes for people, rounded: `96Gi`, `91.4Gi`, `512Mi`."""
    for power, suffix in ((40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")):
        if amount >= 1 << power:
            return f"{amount / (1 << power):.1f}".removesuffix(".0") + suffix
    return str(amount)


def gib(amount: int) -> str:
    """Bytes for a reader: `92.4 GiB`, `512 MiB`."""
    if 0 < amount < 2**30:
        return f"{amount / 2**20:,.1f}".removesuffix(".0") + " MiB"
    return f"{amount / 2**30:,.1f}".removesuffix(".0") + " GiB"


def floor(amount: int) -> str:
    """Bytes as a request that fits: whole Mi, rounded down, and GiB for the reader."""
    return f"{amount >> 20}Mi" if amount < 1 << 33 else f"{amount >> 20}Mi ({gib(amount)})"
