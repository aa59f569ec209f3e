"""What a node does at boot before its kubelet starts, for every platform that has systemd and takes files.

Hugepages per NUMA node (the kubelet reads the pools once, when it starts) and the reset of the resource managers'
checkpoints. Written for systemd 219 (Amazon Linux 2) and later: no `enable --now`, no ExecCondition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.numbers import whole
from numaconf.targets.target import Artifact, Hugepages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.targets.target import Intent

SCRIPT = "/usr/local/sbin/numaconf-hugepages"
HUGEPAGES_UNIT = "numaconf-hugepages.service"
RESET_UNIT = "numaconf-reset-state.service"
_UNITS = "/etc/systemd/system/"

_POOL = r"(?:devices/system/node/node(\d+)/hugepages|kernel/mm/hugepages)/hugepages-(\d+)kB/nr_hugepages"
_ALLOCATED = re.compile(rf'^ *allocate "\$sysfs/{_POOL}" (\d+) ', re.MULTILINE)
_ECHOED = re.compile(rf"\becho +[\"']?(\d+)[\"']? *> *[\"']?/sys/{_POOL}\b")


def _pool(pages: Hugepages) -> dict[str, object]:
    kib = pages.size // 1024
    folder = f"hugepages-{kib}kB/nr_hugepages"
    size = (
        f"{kib // 1024 // 1024}Gi"
        if kib % (1024 * 1024) == 0
        else f"{kib // 1024}Mi"
        if kib % 1024 == 0
        else f"{kib}Ki"
    )
    if pages.numa_node is None:
        return {"path": f"kernel/mm/hugepages/{folder}", "pages": pages.pages, "what": f"hugepages of {size}"}
    node = pages.numa_node
    path = f"devices/system/node/node{node}/hugepages/{folder}"
    return {"path": path, "pages": pages.pages, "what": f"hugepages of {size} on NUMA node {node}"}


def hugepages_script(hugepages: tuple[Hugepages, ...]) -> str:
    """The shell script that allocates the pools, largest pages first, and exits with 1 if the kernel gave fewer."""
    from numaconf.targets.template import fill

    order = sorted(merged(hugepages), key=lambda one: (-one.size, one.numa_node is None, one.numa_node))
    return fill("hugepages.sh.j2", pools=[_pool(_whole(one, order, 1)) for one in order])


def merged(pools: Iterable[Hugepages]) -> tuple[Hugepages, ...]:
    """Each page size and NUMA node once, with all its pages."""
    pages: dict[tuple[int, int | None], int] = {}
    for one in pools:
        pages[one.size, one.numa_node] = pages.get((one.size, one.numa_node), 0) + one.pages
    return tuple(Hugepages(size, count, node) for (size, node), count in pages.items())


def _whole(pool: Hugepages, pools: Iterable[Hugepages], sign: int) -> Hugepages:
    """A pool without a node as the kernel counts it: with the pages of the same size that are on given nodes."""
    if pool.numa_node is not None:
        return pool
    placed = sum(one.pages for one in pools if one.size == pool.size and one.numa_node is not None)
    return pool._replace(pages=pool.pages + sign * placed)


def pools(script: str) -> Iterator[Hugepages]:
    """The pools that a script allocates: one of ours, or plain `echo 16 > /sys/…/nr_hugepages`."""
    ours = [
        Hugepages(whole(kib) << 10, whole(pages), whole(node) if node else None)
        for node, kib, pages in _ALLOCATED.findall(script)
    ]
    yield from (_whole(one, ours, -1) for one in ours)
    for pages, node, kib in _ECHOED.findall(script):
        yield Hugepages(whole(kib) << 10, whole(pages), whole(node) if node else None)


def hugepages_unit() -> str:
    """The systemd unit that runs the script at every boot, without which the kubelet does not start."""
    from numaconf.targets.template import fill

    return fill(f"{HUGEPAGES_UNIT}.j2", script=SCRIPT)


def reset_unit() -> str:
    """The systemd unit that removes the managers' checkpoints after a reboot, never on a restart of the kubelet."""
    from numaconf.targets.template import fill

    return fill(f"{RESET_UNIT}.j2")


def hugepages_artifacts(intent: Intent) -> tuple[Artifact, ...]:
    """`hugepages.sh` (to be installed as `/usr/local/sbin/numaconf-hugepages`) and its unit; () without hugepages."""
    if not intent.hugepages:
        return ()
    return (
        Artifact("hugepages.sh", hugepages_script(intent.hugepages), "text/x-shellscript", executable=True),
        Artifact(HUGEPAGES_UNIT, hugepages_unit()),
    )


def state_artifacts(intent: Intent) -> tuple[Artifact, ...]:
    """The unit that resets the checkpoints after a reboot; () where the profile does not ask for it."""
    return (Artifact(RESET_UNIT, reset_unit()),) if intent.reset_memory_state_on_boot else ()


def setup_script(intent: Intent) -> str | None:
    """The user-data script that installs both before the first start of the kubelet, or None when there is nothing.

    7-bit, LF only, POSIX sh.
    """
    from numaconf.targets.template import fill

    files = []
    if intent.hugepages:
        files.append(_file(SCRIPT, hugepages_script(intent.hugepages), "0755"))
        files.append(_file(_UNITS + HUGEPAGES_UNIT, hugepages_unit(), "0644"))
    if intent.reset_memory_state_on_boot:
        files.append(_file(_UNITS + RESET_UNIT, reset_unit(), "0644"))
    if not files:
        return None
    return fill(
        "boot.sh.j2",
        files=files,
        end="NUMACONF_END_OF_FILE",
        hugepages=HUGEPAGES_UNIT if intent.hugepages else "",
        reset=RESET_UNIT if intent.reset_memory_state_on_boot else "",
    )


def _file(path: str, text: str, mode: str) -> dict[str, str]:
    return {"path": path, "folder": path.rsplit("/", 1)[0], "text": text, "mode": mode}
