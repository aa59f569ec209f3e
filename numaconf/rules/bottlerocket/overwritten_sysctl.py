"""A number of hugepages that Bottlerocket overwrites

What
    Bottlerocket 1.28.0 to 1.40 generates `"vm/nr_hugepages" = "0"` of its own (for EFA). It is another key than
    `"vm.nr_hugepages"`, is written after it, and wins.

Why
    The node has no hugepages. With the slash the key is the same one, and the user's value counts.

Bad
    ```toml
    # numaconf: kubernetes=1.31 bottlerocket=1.35.0 machine=m5.24xlarge
    [settings.kernel.sysctl]
    "vm.nr_hugepages" = "1024"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.31 bottlerocket=1.35.0 machine=m5.24xlarge
    [settings.kernel.sysctl]
    "vm/nr_hugepages" = "1024"
    ```

Versions
    1.28.0 to 1.40.

Source
    bottlerocket pull requests 4290 and 4411, issue 4385
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Change, Fix
from numaconf.kubelet.version import Version
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.rules.bottlerocket import Settings

RULE = BY_CODE["NC712"]
DOTTED = "vm.nr_hugepages"
FIRST, FIXED = Version(1, 28, 0), Version(1, 41, 0)


def check_settings(settings: Settings) -> Iterator[Finding | NotChecked]:
    """The key with a dot, in the versions that overwrite it."""
    sysctl = settings.get("kernel", "sysctl") or {}
    if DOTTED not in sysctl or "vm/nr_hugepages" in sysctl:
        return
    if settings.os is None:
        yield RULE.not_checked("Bottlerocket version unknown: 1.28.0 to 1.40 overwrite vm.nr_hugepages")
    elif FIRST <= settings.os < FIXED:
        origin = settings.origin(("kernel", "sysctl", DOTTED))
        source = origin.source
        fix = Fix("safe", (Change(source, origin.route, '"vm/nr_hugepages"', key=True),)) if source else None
        message = f'Bottlerocket {settings.os} sets "vm/nr_hugepages" to 0 after this: write it with a slash'
        yield RULE.finding(message, origin, key=True, fix=fix)
