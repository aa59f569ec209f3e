"""A feature gate that this kubelet does not know

What
    featureGates names a gate that is not known to the target version: misspelt, not there yet, or removed since it
    was made permanent.

Why
    The kubelet exits, whatever the gate is about and whatever value it has; from 1.32 on with a panic while it loads
    the file. `CPUManager` is unknown from 1.33 on, `MemoryManager` from 1.36 on, `TopologyManager` from 1.29 on: a
    line that was right for years stops the node at the upgrade.

What the kubelet says
    panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: unrecognized feature gate: CPUManager

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates:
      CPUManager: true
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates:
      CPUManagerPolicyAlphaOptions: true
    ```

Versions
    All; up to 1.31 the words are: failed to set feature gates from initial flags-based config: unrecognized feature
    gate: CPUManager

Source
    k8s.io/component-base, featuregate; kubernetes, pkg/kubelet/apis/config/v1beta1/defaults.go
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates
from numaconf.rules.fields import gate_words
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC404"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each gate."""
    for problem in gates.problems(node.config.get("featureGates") or {}, node.kubernetes):
        if problem.kind == "unknown":
            yield gate_words.finding(RULE, node, problem, gate_words.history(problem.name, node.kubernetes))
        elif problem.kind == "undecided":
            newer = node.kubernetes.newer or f"1.{node.kubernetes.minor}"
            yield RULE.not_checked(f"whether Kubernetes {newer} knows the feature gate {problem.name} is not known")
