"""CPU lists as the kubelet reads and prints them.

Source: `k8s.io/utils/cpuset`, the same in Kubernetes 1.27 and later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from numaconf.kubelet import go

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 1 << 20
"""No machine has that many CPUs; a longer range would only fill the kubelet's memory."""


class CpuSetError(ValueError):
    """The text is not a CPU list; the message is Go's."""


@lru_cache(1024)
def parse(text: str) -> frozenset[int]:
    """The CPUs of a list such as `0-3,8`; `""` is the empty set. Duplicates, overlaps, `00-01` and `+1` pass;
    blanks, strides, reversed ranges and trailing commas do not. Raises CpuSetError.
    """
    spans: list[tuple[int, int]] = []
    for part in text.split(",") if text else ():
        first, dash, last = part.partition("-")
        try:
            start = go.atoi(first)
            end = go.atoi(last) if dash else start
        except go.GoError as error:
            raise CpuSetError(str(error)) from None
        if start > end:
            raise CpuSetError(f"invalid range {go.quote(part)} ({start} > {end})")
        if end - start >= MOST:
            raise CpuSetError(f"range {part} holds more CPUs than any machine has")
        spans.append((start, end + 1))
    return frozenset(_union(spans))


def _union(spans: list[tuple[int, int]]) -> set[int]:
    """The numbers in some spans, however often they are named. Raises CpuSetError for more than any machine has."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    if sum(end - start for start, end in apart) > MOST:
        raise CpuSetError("the list holds more CPUs than any machine has")
    return {cpu for start, end in apart for cpu in range(start, end)}


def text(cpus: Iterable[int]) -> str:
    """The list of some CPUs, ascending, ranges joined: `0-3,8` (`CPUSet.String`)."""
    parts: list[str] = []
    start = end = None
    for cpu in [*sorted(set(cpus)), None]:
        if end is not None and cpu == end + 1:
            end = cpu
            continue
        if start is not None:
            parts.append(str(start) if start == end else f"{start}-{end}")
        start = end = cpu
    return ",".join(parts)
