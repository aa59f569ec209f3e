"""A kernel setting that the kubelet does not tolerate

What
    Bottlerocket's kubelet runs with `protectKernelDefaults: true`: six kernel settings must have the values that the
    kubelet wants, and `settings.kernel.sysctl` gives one of them another.

Why
    The kubelet compares them while it starts, and exits.

What the kubelet says
    Failed to start ContainerManager: invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kernel.sysctl]
    "vm.overcommit_memory" = "0"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kernel.sysctl]
    "vm.overcommit_memory" = "1"
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC713"]

WANTED: dict[str, tuple[int, int, int]] = {
    "vm/overcommit_memory": (1, 0, 2),
    "vm/panic_on_oom": (0, 0, 2),
    "kernel/panic": (10, -(2**31), 2**31 - 1),
    "kernel/panic_on_oops": (1, 0, 1),
    "kernel/keys/root_maxkeys": (1_000_000, 1, 2**31 - 1),
    "kernel/keys/root_maxbytes": (25_000_000, 1, 2**31 - 1),
}
"""The value that the kubelet wants, and the range that the kernel takes: what it does not take changes nothing."""


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Values that the kernel takes and the kubelet does not."""
    for key, text in (settings.get("kernel", "sysctl") or {}).items():
        flag = key.replace(".", "/")
        if flag not in WANTED or not re.fullmatch(r"-?[0-9]{1,10}", text):
            continue
        wanted, low, high = WANTED[flag]
        value = int(text)
        if low <= value <= high and value != wanted:
            says = f"invalid kernel flag: {flag}, expected value: {wanted}, actual value: {value}"
            origin = settings.origin(("kernel", "sysctl", key))
            message = (
                f"the kubelet wants {key} to be {wanted}, and Bottlerocket's protects kernel defaults; leave it out"
            )
            yield RULE.finding(message, origin, says=says, fix=fixes.replace(origin, str(wanted)))
