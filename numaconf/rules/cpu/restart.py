"""full-pcpus-only loses running pods when the kubelet restarts

What
    The option `full-pcpus-only` is true on Kubernetes 1.36 or older.

Why
    When the kubelet restarts it admits the running pods again, and with this option it asks once more whether there are
    enough free CPUs for each, as if the pod had none yet. A running pod with more CPUs than are free at that moment
    fails, and is gone. With pods of more than half of the machine that is certain. Drain the node before a restart, or
    leave as many CPUs free as the largest pod has.

Bad
    ```yaml
    # numaconf: kubernetes=1.36 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    kubeReserved: {cpu: "2"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.37 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    kubeReserved: {cpu: "2"}
    ```

Versions
    Up to 1.36.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_static.go, Allocate; issue 129078, pull request 129079
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, reservation
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC219"]

FIXED = 37


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """The size from which on a pod is lost for certain comes from the machine."""
    given = node.config.get("cpuManagerPolicyOptions")
    if options.cpu_policy(node) != "static" or not options.on(given, options.FULL_PCPUS):
        return
    if node.kubernetes.minor >= FIXED:
        return
    cpus = node.machine.cpu_count if node.machine else None
    if cpus is None:
        yield RULE.not_checked(reservation.no_machine(node, "CPUs"))
        return
    yield RULE.finding(
        f"with full-pcpus-only a kubelet before 1.{FIXED} loses running pods when it restarts (SMTAlignmentError): "
        f"those with more CPUs than are free then, on {reservation.machine_name(node)} certainly those with more than "
        f"{cpus // 2}; drain the node before a restart",
        node.origin("cpuManagerPolicyOptions", options.FULL_PCPUS),
        key=True,
    )
