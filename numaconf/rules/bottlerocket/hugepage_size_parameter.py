"""A hugepage size that comes too late among the kernel parameters

What
    The kernel takes `hugepages=N` for the size that `hugepagesz=` named before it. Bottlerocket writes the parameters
    in alphabetical order, so `hugepages` comes first and means the default size.

Why
    `hugepagesz = ["1G"]` with `hugepages = ["16"]` allocates 16 pages of 2 MiB. Two sizes cannot be expressed at all.

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.boot]
    reboot-to-reconcile = true

    [settings.boot.kernel-parameters]
    hugepagesz = ["1G"]
    hugepages = ["16"]
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.boot]
    reboot-to-reconcile = true

    [settings.boot.kernel-parameters]
    default_hugepagesz = ["1G"]
    hugepages = ["16"]
    ```

Versions
    The order is alphabetical from 1.51.0 on, and was not defined before. From 1.64.0 on use
    `settings.kernel.hugepages.static`, which has sizes and NUMA nodes.

Source
    bottlerocket-core-kit pull request 735; Linux, Documentation/admin-guide/kernel-parameters.txt
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC711"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """A count, and a size beside it that is not the default size."""
    parameters = settings.get("boot", "kernel-parameters") or {}
    sizes, counts = parameters.get("hugepagesz", []), parameters.get("hugepages", [])
    default = [text.upper() for text in parameters.get("default_hugepagesz", [])[-1:]] or ["2M"]
    if counts and any(text.upper() not in default for text in sizes):
        message = (
            f"hugepages is written before hugepagesz, so the count is of pages of {default[0]}: use "
            "default_hugepagesz, or settings.kernel.hugepages.static (Bottlerocket 1.64.0)"
        )
        yield RULE.finding(message, settings.origin(("boot", "kernel-parameters", "hugepagesz")), key=True)
