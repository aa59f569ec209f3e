"""A feature gate that is locked to another value

What
    featureGates sets a gate that the target version has locked, to the value that it is not locked to.

Why
    A gate that became permanent is locked for a few releases before its name goes away. Setting it to what it is
    anyway is still allowed; anything else stops the kubelet.

What the kubelet says
    panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: cannot set feature gate MemoryManager to false, feature is locked to true

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    featureGates:
      MemoryManager: false
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    memoryManagerPolicy: None
    ```

Versions
    All; by gate.

Source
    k8s.io/component-base, featuregate
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates
from numaconf.rules.fields import gate_words
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC405"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once for each gate."""
    for problem in gates.problems(node.config.get("featureGates") or {}, node.kubernetes):
        if problem.kind == "locked":
            yield gate_words.finding(
                RULE, node, problem, f"Kubernetes {node.kubernetes} has locked {problem.name}: take the line out"
            )
