"""A feature gate that is on without the gates it depends on

What
    A gate is on, by featureGates or by default, and one that it depends on is off.

Why
    From 1.35 on such dependencies are enforced and the kubelet exits. Dependents are often on by default: switching
    a base gate off *alone* is enough, as `PodLevelResources: false` on 1.36 or `GracefulNodeShutdown: false` from
    1.35 on.

What the kubelet says
    panic: failed to merge global and in-flight KubeletConfiguration while setting defaults, error: InPlacePodLevelResourcesVerticalScaling is enabled, but depends on features that are disabled: [PodLevelResources]

Bad
    ```yaml
    # numaconf: kubernetes=1.36
    featureGates:
      PodLevelResources: false
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.36
    featureGates:
      PodLevelResources: false
      InPlacePodLevelResourcesVerticalScaling: false
    ```

Versions
    1.35 and later.

Source
    kubernetes, pkg/features/kube_features.go; k8s.io/component-base, featuregate
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import gates, reservation
from numaconf.rules.fields import gate_words
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC406"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each dependent gate."""
    given = node.config.get("featureGates") or {}
    for problem in gates.problems(given, node.kubernetes):
        if problem.kind == "dependency":
            unknown = reservation.why_unknown(node, "featureGates")
            if unknown:
                yield RULE.not_checked(unknown)
                return
            yield gate_words.dependency(RULE, node, problem)
