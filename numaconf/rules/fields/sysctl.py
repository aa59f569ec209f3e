"""A sysctl that pods cannot have for themselves

What
    allowedUnsafeSysctls names a sysctl that belongs to no namespace of the kernel's, such as `vm.nr_hugepages`, or a
    pattern that is not one.

Why
    Pods may be given only what each can have its own value of. The kubelet checks the list when it starts, and exits.
    What holds for the whole node, as hugepages do, is set on the node.

What the kubelet says
    failed to run Kubelet: failed to create kubelet: the sysctls "vm.nr_hugepages" are not known to be namespaced

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    allowedUnsafeSysctls: [net.core.somaxconn, vm.nr_hugepages]
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    allowedUnsafeSysctls: [net.core.somaxconn, "net.ipv4.*", "kernel.msg*"]
    ```

Versions
    All. Up to 1.28 every name that begins with kernel.shm or kernel.msg counts; from 1.37 on there are `user.*` and
    kernel.domainname, too.

Source
    kubernetes, pkg/kubelet/sysctl/allowlist.go, NewAllowlist; k8s.io/component-helpers, node/util/sysctl
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.kubelet import go
from numaconf.kubelet.validation.choices import normal
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC432"]

_PATTERN = re.compile(r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*(?:[a-z0-9][-_a-z0-9]*)?[a-z0-9*]")
_LONGEST = 253
_NAMES = r"sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg"
_SINCE = (
    (37, re.compile(rf"(?:net|fs\.mqueue|user)\..*|kernel\.(?:domainname|{_NAMES})")),
    (29, re.compile(rf"(?:net|fs\.mqueue)\..*|kernel\.(?:{_NAMES})")),
    (0, re.compile(r"(?:net|fs\.mqueue)\..*|kernel\.(?:sem|(?:shm|msg).*)")),
)
"""The sysctls with a namespace, from which minor on; of a pattern what stands before its `*` is looked at."""


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """The first one at which the kubelet stops."""
    given = node.config.get("allowedUnsafeSysctls")
    minor = node.kubernetes.minor
    known = next(pattern for since, pattern in _SINCE if minor >= since)
    for at, name in enumerate(given if isinstance(given, list) else ()):
        if not isinstance(name, str):
            continue
        if len(name) > _LONGEST or not _PATTERN.fullmatch(name):
            message = f"allowedUnsafeSysctls has {name!r}, which is not the name of a sysctl or a pattern such as net.*"
            says = f"sysctl {go.quote(name)} must have at most {_LONGEST} characters and match regex"
        elif not known.fullmatch(asked := normal(name).partition("*")[0]):
            message = (
                f"{name} in allowedUnsafeSysctls holds for the whole node, and pods cannot have their own: leave it "
                "out, and set it on the node"
            )
            one = "sysctl" if minor < 29 and "*" not in name else "sysctls"
            says = f"the {one} {go.quote(asked if minor >= 29 else normal(name))} are not known to be namespaced"
        else:
            continue
        says = f"failed to run Kubelet: failed to create kubelet: {says}"
        yield RULE.finding(message, node.origin("allowedUnsafeSysctls", at), says=says)
        return
