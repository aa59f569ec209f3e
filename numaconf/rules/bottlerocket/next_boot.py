"""Kernel parameters that take effect at the next boot only

What
    `settings.boot` is written where the boot loader finds it, after the kernel is up. Without
    `reboot-to-reconcile = true` the first boot of an instance runs without these parameters.

Why
    A node that is never rebooted never gets `isolcpus` or hugepages from its kernel parameters.

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.boot.kernel-parameters]
    isolcpus = ["managed_irq,domain,2-15"]
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.boot]
    reboot-to-reconcile = true

    [settings.boot.kernel-parameters]
    isolcpus = ["managed_irq,domain,2-15"]
    ```

Versions
    `settings.boot` since 1.8.0, `reboot-to-reconcile` since 1.10.0. It reboots once, and never in a loop.

Source
    bottlerocket-core-kit, prairiedog; bottlerocket issue 4385
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC710"]


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Parameters without the reboot."""
    if settings.get("boot", "reboot-to-reconcile"):
        return
    for key in ("kernel-parameters", "init-parameters"):
        if settings.get("boot", key):
            message = f"{key} have no effect on the first boot: set reboot-to-reconcile = true in settings.boot"
            yield RULE.finding(message, settings.origin(("boot", key)), key=True)
