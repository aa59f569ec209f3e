"""An invalid taint

What
    registerWithTaints has a key or value that is not a label, an effect that is not one of NoSchedule, PreferNoSchedule
    and NoExecute, or a timeAdded; or a taint without an effect, or the same key and effect twice.

Why
    The kubelet exits. A taint without an effect, or one that appears twice, the kubelet accepts and the API server does
    not: the kubelet tries to register its node forever, and there is no node.

What the kubelet says
    invalid taint: {dedicated packets NoSchedul <nil>}

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    registerWithTaints:
      - {key: dedicated, value: packets, effect: NoSchedul}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    registerWithTaints:
      - {key: dedicated, value: packets, effect: NoSchedule}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go; pkg/util/taints; validateNodeTaints in
    pkg/apis/core/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.findings import Says
from numaconf.kubelet.validation import taints
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC414"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once for each taint."""
    for objection in taints.objections(node):
        yield RULE.finding(f"registerWithTaints: {objection.must}", node.origin(*objection.at), says=objection.says)
    for objection in taints.unregistered(node):
        says = Says("api-server", objection.says)
        yield RULE.finding(f"registerWithTaints: {objection.must}", node.origin(*objection.at), says=says)
