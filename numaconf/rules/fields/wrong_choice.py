"""A value that is not one of the words a field takes

What
    A field takes one of a few words, or text of a certain form, and this is not one of them. Letter case counts.

Why
    The kubelet exits on it.

What the kubelet says
    invalid configuration: option "bridge" specified for hairpinMode (--hairpin-mode). Valid options are "none", "hairpin-veth" or "promiscuous-bridge"

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    hairpinMode: bridge
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    hairpinMode: hairpin-veth
    ```

Versions
    All; swapBehavior UnlimitedSwap is taken up to 1.29, NoSwap from 1.30 on; runOnce is refused from 1.32 on.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.fields import checks
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC408"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each field."""
    return checks.findings(RULE, "choices", node)
