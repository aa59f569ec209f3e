"""A field whose feature gate is off

What
    A field is set that the kubelet accepts only while a feature gate is on, and the gate is off.

Why
    The kubelet knows the field and exits, instead of ignoring it. Some of these gates are on by default: then it is
    a line in featureGates that switches the field off.

What the kubelet says
    invalid configuration: cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {20ms} requires feature gate CustomCPUCFSQuotaPeriod

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    cpuCFSQuotaPeriod: 20ms
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    cpuCFSQuotaPeriod: 20ms
    featureGates:
      CustomCPUCFSQuotaPeriod: true
    ```

Versions
    By field and gate: CustomCPUCFSQuotaPeriod is on by default from 1.36, KubeletCrashLoopBackOffMax and
    KubeletEnsureSecretPulledImages from 1.35, MemoryQoS from 1.37.

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

RULE = BY_CODE["NC409"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each field."""
    return checks.findings(RULE, "gated", node)
