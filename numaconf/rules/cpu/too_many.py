"""The static CPU policy with more reserved CPUs than the machine has

What
    With `cpuManagerPolicy: static` the `cpu` amounts of `kubeReserved` and `systemReserved`, rounded up, are more than the
    machine's CPUs.

Why
    The kubelet cannot pick so many CPUs to keep back, and exits while it builds the CPU manager.

What the kubelet says
    failed to run Kubelet: new static policy error: [cpumanager] unable to reserve the required amount of CPUs (size of  did not equal 97)

Bad
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "97"}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 machine=numa:2 core:24 pu:2 memory:192Gi
    cpuManagerPolicy: static
    kubeReserved: {cpu: "2"}
    ```

Versions
    All.

Source
    kubernetes, pkg/kubelet/cm/cpumanager/policy_static.go, NewStaticPolicy
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import options, quantity, reservation
from numaconf.rules import related
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC214"]


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Amounts only; a list is compared with the machine by a rule of its own."""
    if options.cpu_policy(node) != "static":
        return
    kept = reservation.cpu(node)
    count = node.machine.cpu_count if node.machine else None
    if kept.unknown and count is not None and sum(part.amount.nano for part in kept.parts) > count * quantity.NANO:
        yield RULE.not_checked(kept.unknown)
    whole = kept.whole
    if whole is None or kept.cpus is not None:
        return
    if count is None:
        if whole > 1:
            yield RULE.not_checked(reservation.no_machine(node, "number of CPUs"))
    elif whole > count:
        yield RULE.finding(
            f"the static policy would have to keep {whole} CPUs back ({kept}), and "
            f"{reservation.machine_name(node)} has {count}: reserve fewer",
            kept.parts[0].origin,
            says="failed to run Kubelet: new static policy error: [cpumanager] unable to reserve the required amount "
            f"of CPUs (size of  did not equal {whole})",
            related=related.terms(kept.parts),
        )
