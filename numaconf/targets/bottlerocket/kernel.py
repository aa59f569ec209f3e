"""Hugepages among the settings: pools reserved by the OS, by a sysctl, or by kernel parameters.

Source: bottlerocket-settings-sdk 0.27.0 (`hugepages.rs`), core-kit 14.9 (`configure-hugepages`), core-kit's `corndog`
and `prairiedog`, and Linux, Documentation/admin-guide/mm/hugetlbpage.rst.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.kubelet.version import Version
from numaconf.targets.target import Hugepages

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_SIZE = 2 << 20
"""Bytes of a huge page where nothing else is said: x86, and arm64 with pages of 4 KiB, which all variants have."""

SYSCTL = "vm/nr_hugepages"
"""The spelling that no OS version overwrites; `OVERWRITTEN` did so with the one with a dot (the EFA generator)."""
OVERWRITTEN = (Version(1, 28, 0), Version(1, 41, 0))

_UNITS = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40}
_PARAMETER_UNITS = {"k": 10, "m": 20, "g": 30, "": 0}


def size(text: str) -> int:
    """Bytes of a page size as `settings.kernel.hugepages.static` writes it (`2Mi`)."""
    return whole(text[:-2]) << _UNITS[text[-2:]]


def size_text(size: int) -> str:
    """The same the other way round: `1Gi`, never `1024Mi`."""
    unit = next(unit for unit in ("Ti", "Gi", "Mi", "Ki") if size % (1 << _UNITS[unit]) == 0)
    return f"{size >> _UNITS[unit]}{unit}"


def parameter_size(text: str) -> int | None:
    """Bytes of a page size as the kernel command line writes it (`1G`, `2048k`), or None."""
    match = re.fullmatch(r"([0-9]+)([kKmMgG]?)", text)
    return whole(match[1]) << _PARAMETER_UNITS[match[2].lower()] if match else None


def pools(settings: dict[str, Any], os: Version | None) -> tuple[Hugepages, ...]:
    """The pools that accepted settings ask for, by size and NUMA node."""
    return tuple(sorted(_pools(settings, os), key=lambda pool: (-pool.size, pool.numa_node or 0)))


def _pools(settings: dict[str, Any], os: Version | None) -> Iterator[Hugepages]:
    kernel, boot = settings.get("kernel", {}), settings.get("boot", {})
    for text, table in kernel.get("hugepages", {}).get("static", {}).items():
        if text == "essential":
            continue
        for item in table["count"].split(","):
            node, colon, pages = item.rpartition(":")
            yield Hugepages(size(text), whole(pages), whole(node) if colon else None)
    parameters = boot.get("kernel-parameters", {})
    default = DEFAULT_SIZE
    if boot.get("reboot-to-reconcile"):
        default = parameter_size("".join(parameters.get("default_hugepagesz", [])[-1:])) or DEFAULT_SIZE
        # Keys are written in alphabetical order, so `hugepages` comes before any `hugepagesz` and means the default.
        if (pages := "".join(parameters.get("hugepages", [])[-1:])).isdecimal():
            yield Hugepages(default, whole(pages))
    sysctl = kernel.get("sysctl", {})
    pages = sysctl.get(SYSCTL) or ("" if overwrites(os) else sysctl.get("vm.nr_hugepages", ""))
    if pages.isdecimal():
        yield Hugepages(default, whole(pages))


def overwrites(os: Version | None) -> bool:
    """Whether an OS version sets `vm/nr_hugepages` to 0 beside the user's `vm.nr_hugepages`."""
    return os is not None and OVERWRITTEN[0] <= os < OVERWRITTEN[1]


def static(pools: tuple[Hugepages, ...]) -> dict[str, dict[str, str]]:
    """The page sizes of `settings.kernel.hugepages.static` for some pools, larger ones first, nodes in order."""
    sizes: dict[int, dict[int | None, int]] = {}
    for pool in pools:
        nodes = sizes.setdefault(pool.size, {})
        nodes[pool.numa_node] = nodes.get(pool.numa_node, 0) + pool.pages
    return {
        size_text(size): {
            "count": ",".join(
                str(pages) if node is None else f"{node}:{pages}"
                for node, pages in sorted(sizes[size].items(), key=lambda one: -1 if one[0] is None else one[0])
            )
        }
        for size in sorted(sizes, reverse=True)
    }
