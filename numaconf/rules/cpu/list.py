"""reservedSystemCPUs that is not a list of CPUs

What
    `reservedSystemCPUs` is not a list of decimal numbers and ranges joined by commas: it has blanks, a reversed range, a
    stride (`0-6:2`) or a comma at its end.

Why
    The kubelet refuses the configuration.

What the kubelet says
    invalid configuration: unable to parse reservedSystemCPUs (--reserved-cpus) 0, 48, error: strconv.Atoi: parsing " 48": invalid syntax

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0, 48"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    reservedSystemCPUs: "0,48"
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go; k8s.io/utils/cpuset
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import cpuset
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC210"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Parsed as the kubelet does."""
    text = node.config.get("reservedSystemCPUs")
    try:
        cpuset.parse(text or "")
    except cpuset.CpuSetError as error:
        origin = node.origin("reservedSystemCPUs")
        meant = _meant(text or "")
        yield RULE.finding(
            f"reservedSystemCPUs {text!r} is not a list of CPUs; write {meant or 'for example 0-3,8'}",
            origin,
            says=f"invalid configuration: unable to parse reservedSystemCPUs (--reserved-cpus) {text}, error: {error}",
            fix=fixes.replace(origin, meant, "safe") if meant else None,
        )


def _meant(text: str) -> str | None:
    """The list without blanks and commas at its ends."""
    bare = "".join(text.split()).strip(",")
    try:
        return bare if cpuset.parse(bare) else None
    except cpuset.CpuSetError:
        return None
