"""A CPU manager policy option that is neither true nor false

What
    A value in `cpuManagerPolicyOptions` is not one of `1 t T TRUE true True 0 f F FALSE false False`.

Why
    The kubelet exits while it builds the CPU manager. (A value without quotes, `true`, is another mistake: the field takes
    strings.)

What the kubelet says
    failed to run Kubelet: new static policy error: bad value for option "full-pcpus-only": strconv.ParseBool: parsing "yes": invalid syntax

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {full-pcpus-only: "yes"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_options.go, NewStaticPolicyOptions
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC205"]


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Every value that the kubelet refuses."""
    for problem in options.problems(node, options.CPU_MANAGER):
        if problem.kind == "value":
            value = node.get("cpuManagerPolicyOptions", problem.name)
            write = fixes.one_option(value, '"true" or "false"')
            yield RULE.finding(
                f"the value {value!r} of the CPU manager policy option {problem.name} is refused; write {write}",
                node.origin("cpuManagerPolicyOptions", problem.name),
                says=f"failed to run Kubelet: {problem.text}",
            )
