"""CPU manager policy options with their feature gate off

What
    `cpuManagerPolicyOptions` is set, even to `{}`, and the feature gate CPUManagerPolicyOptions is off.

Why
    The kubelet exits before it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: CPU Manager policy options map[] require feature gates "CPUManager", "CPUManagerPolicyOptions" enabled

Bad
    ```yaml
    # numaconf: kubernetes=1.32
    featureGates: {CPUManagerPolicyOptions: false}
    cpuManagerPolicyOptions: {}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.32
    featureGates: {CPUManagerPolicyOptions: false}
    ```

Versions
    1.27 to 1.32; the gate is on by default, and locked from 1.33 on.

Source
    kubernetes, cmd/kubelet/app/server.go, run (1.32)
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import go, options
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC218"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for the whole map."""
    given = node.config.get("cpuManagerPolicyOptions")
    if given is not None and not options.options_on(node, options.CPU_MANAGER):
        unknown = options.gate_unknown(node, "CPUManagerPolicyOptions")
        if unknown:
            yield RULE.not_checked(unknown)
            return
        yield RULE.finding(
            "cpuManagerPolicyOptions needs the feature gate CPUManagerPolicyOptions; "
            "take CPUManagerPolicyOptions: false out",
            node.origin("cpuManagerPolicyOptions"),
            says=f"failed to run Kubelet: CPU Manager policy options {go.mapping(given)} require feature gates "
            '"CPUManager", "CPUManagerPolicyOptions" enabled',
            key=True,
        )
