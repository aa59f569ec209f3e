"""Fields that contradict each other

What
    Two fields are each legal, and not together: a low threshold above the high one, parallel image pulls while
    pulls are serialized, a grace period for critical pods longer than the whole one.

Why
    The kubelet exits. In a drop-in directory the main file's defaults count as given: `maxParallelImagePulls` in a
    drop-in meets `serializeImagePulls: true`, which was filled in before.

What the kubelet says
    invalid configuration: imageGCLowThresholdPercent (--image-gc-low-threshold) 90 must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 85

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    imageGCLowThresholdPercent: 90
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    imageGCLowThresholdPercent: 90
    imageGCHighThresholdPercent: 95
    ```

Versions
    All; by field.

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

RULE = BY_CODE["NC410"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each pair."""
    return checks.findings(RULE, "clashes", node)
