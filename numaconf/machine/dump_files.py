"""Which files of `/sys` and `/proc` a machine is read from, as a line of shell that packs them on a node.

Files of `/sys` claim a size of 4096 bytes that they do not have, over which `tar` stumbles; so they are copied first.
Everything in the line is POSIX and known to BusyBox.
"""

from __future__ import annotations

FILES = (
    "proc/meminfo", "proc/cmdline", "proc/cpuinfo", "proc/sys/kernel/arch", "proc/sys/kernel/numa_balancing",
    "proc/driver/nvidia/gpus/*/numa_status", "sys/kernel/mm/transparent_hugepage/enabled",
    "sys/firmware/devicetree/base/model", "sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name",
    "sys/devices/system/cpu/online", "sys/devices/system/cpu/present", "sys/devices/system/cpu/possible",
    "sys/devices/system/cpu/offline", "sys/devices/system/cpu/isolated",
    "sys/devices/system/cpu/cpu[0-9]*/online", "sys/devices/system/cpu/cpu[0-9]*/topology/*",
    "sys/devices/system/cpu/cpu[0-9]*/cache/index*/*",
    "sys/devices/system/node/online", "sys/devices/system/node/possible",
    "sys/devices/system/node/node[0-9]*/cpumap", "sys/devices/system/node/node[0-9]*/cpulist",
    "sys/devices/system/node/node[0-9]*/distance", "sys/devices/system/node/node[0-9]*/meminfo",
    "sys/devices/system/node/node[0-9]*/hugepages/*/nr_hugepages",
    "sys/bus/dax/drivers/kmem/*/target_node",
    "sys/bus/pci/devices/*/class", "sys/bus/pci/devices/*/vendor", "sys/bus/pci/devices/*/device",
    "sys/bus/pci/devices/*/numa_node", "sys/bus/pci/devices/*/local_cpus",
)  # fmt: skip
"""Patterns of a shell, below `/`."""

LINKS = "sys/bus/pci/devices/*"
"""Links whose target tells the PCIe root; beside each the link `driver`."""


def script() -> str:
    """The line: it writes a `tar.gz` of the files to standard output."""
    return (
        "d=$(mktemp -d) && cd / && umask 077 && "
        f"for f in {LINKS}; do "
        'r=$(readlink -f "$f") && mkdir -p "$d/${r#/}" "$d/${f%/*}" && ln -s "../../../..$r" "$d/$f" && '
        '{ [ ! -L "$f/driver" ] || ln -s "$(readlink "$f/driver")" "$d/$f/driver"; }; done; '
        f"for f in {' '.join(FILES)}; do "
        '[ ! -f "$f" ] || { mkdir -p "$d/${f%/*}" && cat "$f" >"$d/$f"; }; done 2>/dev/null; '
        'tar -czf - -C "$d" proc sys; rm -rf "$d"'
    )
