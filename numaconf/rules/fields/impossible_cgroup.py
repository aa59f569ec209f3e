"""An enforcement that cannot be set up

What
    enforceNodeAllocatable has system-reserved or kube-reserved (or one of the -compressible variants), and either the
    reservation itself is empty, or cgroupDriver is systemd and the cgroup is named like a service.

Why
    The kubelet limits a cgroup that exists to the amounts of the reservation. Without amounts it gives up, with a
    cgroup that is not there as well. With the systemd driver it takes the last part of the name for a slice:
    /system.slice/kubelet.service becomes kubelet.service.slice, which does not exist. The kubelet exits each time that
    it starts, after a few seconds.

What the kubelet says
    Failed to enforce Kube Reserved Cgroup Limits on "/kube.slice": ["kube"] cgroup is not configured properly

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    enforceNodeAllocatable: [pods, kube-reserved]
    kubeReservedCgroup: /kube.slice
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cgroupDriver: systemd
    enforceNodeAllocatable: [pods, system-reserved]
    systemReservedCgroup: /system.slice
    systemReserved: {cpu: 500m, memory: 1Gi}
    ```

Versions
    All; the -compressible variants from 1.32 on. Whether another slice exists is known on the node only.

Source
    kubernetes, pkg/kubelet/cm/node_container_manager_linux.go, enforceExistingCgroup; cgroup_manager_linux.go,
    ParseSystemdToCgroupName
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import reservation
from numaconf.kubelet.validation import enforcement
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding, NotChecked
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC430"]

_UNITS = (".service", ".scope", ".socket", ".mount", ".target")
_EVERYWHERE = frozenset({"system", "user", "machine"})
"""Slices that systemd itself has."""


def check(node: EffectiveConfig) -> Iterator[Finding | NotChecked]:
    """Once for each reservation that is enforced."""
    asked = node.get("enforceNodeAllocatable")
    known = enforcement.words(node.kubernetes.minor)
    for index, word in enumerate(asked if isinstance(asked, list) else ()):
        base = str(word).removesuffix("-compressible")
        if word in known and base in enforcement.RESERVED:
            yield from _enforced(node, index, str(word), base)


def _enforced(node: EffectiveConfig, index: int, word: str, base: str) -> Iterator[Finding | NotChecked]:
    field, cgroup = base.replace("-reserved", "Reserved"), enforcement.RESERVED[base][0]
    unknown = reservation.why_unknown(node, field) or reservation.why_unknown(node, cgroup)
    name = node.get(cgroup)
    if unknown or not isinstance(name, str) or not name:  # without a name NC412 speaks
        if unknown:
            yield RULE.not_checked(unknown)
        return
    kind = "Kube" if base == "kube-reserved" else "System"
    compressible = " Compressible" if word != base else ""
    says = f'Failed to enforce {kind} Reserved{compressible} Cgroup Limits on "{name}": '
    last = name.rpartition("/")[2]
    if not node.config.get(field):
        yield RULE.finding(
            f"enforceNodeAllocatable: {word} limits {name} to {field}, which is empty; write {field}, "
            f"or leave {word} out",
            node.origin("enforceNodeAllocatable", index),
            says=says.rstrip(": "),
        )
    elif node.get("cgroupDriver") == "systemd" and last.endswith(_UNITS):
        yield RULE.finding(
            f"with cgroupDriver systemd {name} stands for the slice {last}.slice, which does not exist; name a slice, "
            "such as /system.slice",
            node.origin(cgroup),
            says=says.rstrip(": "),
        )
    elif last.removesuffix(".slice") not in _EVERYWHERE:
        yield RULE.not_checked(f"whether the cgroup {name} exists is known on the node only: numaconf verify")
