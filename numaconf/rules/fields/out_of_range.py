"""A number or duration outside its range

What
    A field holds a number or a duration that the kubelet does not take: a negative amount, a port above 65535, a
    percentage above 100.

Why
    The kubelet checks every such field when it starts, whether it needs it or not, and exits on the first that is
    outside its range.

What the kubelet says
    invalid configuration: oomScoreAdj (--oom-score-adj) -1001 must be between -1000 and 1000, inclusive

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    oomScoreAdj: -1001
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    oomScoreAdj: -999
    ```

Versions
    All; containerLogMaxFiles is checked from 1.33 on, imageMinimumGCAge from 1.36 on.

Source
    kubernetes, pkg/kubelet/apis/config/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.rules.fields import checks
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC407"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each field."""
    return checks.findings(RULE, "ranges", node)
