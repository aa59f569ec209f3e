"""Hugepages on a NUMA node, or of a size, that the machine does not have

What
    `settings.kernel.hugepages.static` names a NUMA node that the machine does not have, or a page size that its kernel
    does not know.

Why
    Too few pages are only logged (unless `essential = true`); an unknown node or size always stops the boot.

What Bottlerocket says
    NUMA node 2 is not available

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kernel.hugepages.static]
    "1Gi" = { count = "0:8,2:8" }
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=m5.24xlarge
    [settings.kernel.hugepages.static]
    "1Gi" = { count = "0:8,1:8" }
    ```

Versions
    1.64.0 and later, which have the setting.

Source
    bottlerocket-core-kit 14.9, `configure-hugepages`; pull request 952
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.numbers import whole
from numaconf.findings import Says
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC714"]

SIZES = {"amd64": ("2Mi", "1Gi"), "arm64": ("64Ki", "2Mi", "32Mi", "1Gi")}
"""Page sizes by architecture; all variants run kernels with base pages of 4 KiB."""
_UNITS = {"Ki": 1, "Mi": 1 << 10, "Gi": 1 << 20, "Ti": 1 << 30}


def check_settings(settings: Settings) -> Iterator[Finding | NotChecked]:
    """Compare sizes with the architecture and nodes with the machine."""
    machine = settings.machine
    for size, table in (settings.get("kernel", "hugepages", "static") or {}).items():
        if size == "essential":
            continue
        origin = settings.origin(("kernel", "hugepages", "static", size))
        kib = whole(size[:-2]) * _UNITS[size[-2:]]
        known = [
            kib in [int(one[:-2]) * _UNITS[one[-2:]] for one in sizes]
            for arch, sizes in SIZES.items()
            if machine is None or machine.arch in {None, arch}
        ]
        if not any(known):
            says = Says("bottlerocket", f"Unsupported huge page size {kib} kiB")
            where = f" on {machine.arch}" if machine and machine.arch else ""
            yield RULE.finding(
                f"there are no hugepages of {size}{where}, and the boot stops; write 2Mi or 1Gi",
                origin,
                says=says,
                key=True,
            )
        elif not all(known):
            yield RULE.not_checked(f"architecture unknown: not all have hugepages of {size}")
        nodes = {int(item.partition(":")[0]) for item in table["count"].split(",") if ":" in item}
        ids = machine.node_ids if machine else None
        if ids is None and nodes - {0}:
            yield RULE.not_checked("machine unknown" if machine is None else f"NUMA nodes of {machine.name} unknown")
        for node in sorted(nodes - set(ids if ids is not None else nodes)):
            says = Says("bottlerocket", f"NUMA node {node} is not available")
            name = machine.name if machine else ""
            message = (
                f"{name} has no NUMA node {node} (it has {', '.join(map(str, ids or ()))}), and the "
                "boot stops; name one of these"
            )
            yield RULE.finding(message, origin._replace(route=(*origin.route, "count")), says=says)
