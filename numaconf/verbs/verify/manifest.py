"""Pods to prove a configuration with: a regular one, and one that may have CPUs and memory to itself.

What the second one sees is computed as `fit` does it, on an empty node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.errors import Problem
from numaconf.kubelet import options, quantity
from numaconf.named import NamedTuple
from numaconf.verbs.verify.facts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.verbs.nodes import InForce

REGULAR, ELIGIBLE = "numaconf-regular", "numaconf-eligible"
IMAGE = "busybox:stable"
LOOK = "grep -E 'Cpus_allowed_list|Mems_allowed_list' /proc/1/status"


class Expected(NamedTuple):
    """What the pod gets on an empty node. None: the machine is not known well enough, or nobody gives it any.
    `rejected`: what the kubelet says.
    """

    cpus: frozenset[int] | None
    nodes: frozenset[int] | None
    why_unknown: str = ""
    rejected: str = ""


def manifest(side: InForce) -> str:
    """The pods as YAML, with what to run and what success looks like as comments. Raises Problem where the kubelet
    does not start, or rejects the pod even on an empty node.
    """
    if side.fatal:
        raise Problem("the kubelet does not start with this:\n  " + "\n  ".join(side.fatal), place=side.path)
    config = _on_machine(side)
    for limits in _attempts(_limits(config, side)):
        expected = _expected(config, limits)
        if not expected.rejected:
            break
    else:
        raise Problem(
            f"the kubelet rejects even a small pod on an empty node: {expected.rejected}", place=side.path,
            remedy="numaconf fit --why says more",
        )  # fmt: skip
    return (
        "\n".join([*_head(config, expected), "---", *_pod(REGULAR, {}, side), "---", *_pod(ELIGIBLE, limits, side)])
        + "\n"
    )


def _on_machine(side: InForce) -> EffectiveConfig:
    if side.node.machine is None:
        return side.node
    from numaconf.verbs.fit import on_its_machine

    return on_its_machine(side)


def _limits(config: EffectiveConfig, side: InForce) -> dict[str, str]:
    """What the eligible pod asks for: two whole cores, some memory, a page of each size of hugepages, one of each
    device.
    """
    machine = config.machine
    threads = (machine.threads_per_core if machine else None) or 2
    found = {"cpu": str(2 * threads), "memory": "1Gi"}
    sizes = {pool.size for pool in side.hugepages or () if pool.pages} | _pages(machine)
    found |= {f"hugepages-{quantity.binary(size)}": quantity.binary(max(size, 2 << 20)) for size in sorted(sizes)}
    if machine is not None:
        found |= {one.resource: "1" for one in machine.devices or ()}
    return found


def _pages(machine: Machine | None) -> set[int]:
    nodes = machine.nodes if machine else None
    return {size for node in nodes or () for size, count in (node.hugepages or {}).items() if count}


def _attempts(limits: dict[str, str]) -> Iterator[dict[str, str]]:
    """All of it, then without what may be on other NUMA nodes than the rest."""
    yield limits
    more = [name for name in limits if name not in {"cpu", "memory"}]
    for name in more:
        yield {key: value for key, value in limits.items() if key != name}
    if more:
        yield {key: value for key, value in limits.items() if key not in more}


def _expected(config: EffectiveConfig, limits: dict[str, str]) -> Expected:
    from numaconf.kubelet.admission import bits
    from numaconf.kubelet.admission.admit import admit
    from numaconf.kubelet.admission.hints import TooMany
    from numaconf.kubelet.admission.node import Missing, node
    from numaconf.pods.read import read
    from numaconf.verbs.fit import rules_of

    try:
        here = node(config)
        pod = read({"metadata": {"name": ELIGIBLE}, "spec": {"containers": [{
            "name": "app", "resources": {"limits": limits}}]}}, rules_of(config)).pod  # fmt: skip
        answer = admit(here, here.start, pod)
    except Missing as missing:
        return Expected(None, None, str(missing))
    except TooMany:
        return Expected(None, None, "too many sets of NUMA nodes are possible")
    if not answer.admitted:
        return Expected(None, None, "", f"{answer.reason}: {answer.message}")
    (given,) = answer.containers
    cpus = frozenset(bits.members(given.cpus)) if given.cpus else None
    nodes = frozenset(number for block in given.memory for number in bits.members(block.mask)) or None
    return Expected(cpus, nodes)


def _head(config: EffectiveConfig, expected: Expected) -> Iterator[str]:
    policy = (
        f"topology manager {options.topology_policy(config)}, CPU manager {options.cpu_policy(config)}, memory manager "
    )
    yield f"# For Kubernetes {config.kubernetes}, {policy}{options.memory_policy(config)}."
    yield "# Apply this, then look into both pods:"
    for name in (REGULAR, ELIGIBLE):
        yield f"#   kubectl exec {name} -- {LOOK}"
    if expected.why_unknown:
        yield f"# What the second one should see cannot be said: {expected.why_unknown}."
        yield "# Give --machine to have it computed."
    else:
        yield "# Success in the second one, on a node without other such pods:"
        shared = "every CPU that no container has to itself: no CPU manager pins it"
        yield f"#   Cpus_allowed_list:\t{text(expected.cpus) if expected.cpus else shared}"
        every = _every(config.machine)
        yield f"#   Mems_allowed_list:\t{text(expected.nodes) if expected.nodes else f'{every} (memory manager None)'}"
    yield "# The first one sees the shared CPUs, which the second one's are missing from."
    yield f"# On the node: numaconf verify --pod default/{ELIGIBLE}"
    if config.config.get("topologyManagerScope") == "pod":
        yield "# Scope pod: all containers of a pod are kept on the same NUMA nodes."


def _every(machine: Machine | None) -> str:
    ids = machine.node_ids if machine else None
    return text(frozenset(ids)) if ids else "all"


def _pod(name: str, limits: dict[str, str], side: InForce) -> Iterator[str]:
    from json import dumps

    yield "apiVersion: v1"
    yield "kind: Pod"
    yield "metadata:"
    yield f"  name: {name}"
    yield "spec:"
    if side.labels:
        yield "  nodeSelector:"
        yield from (f"    {dumps(key)}: {dumps(value)}" for key, value in sorted(side.labels.items()))
    if side.taints:
        yield "  tolerations:"
        for taint in side.taints:
            given = {"key": taint["key"], "operator": "Exists", "effect": taint.get("effect", "")}
            yield f"  - {dumps({key: value for key, value in given.items() if value})}"
    pages = [resource for resource in limits if resource.startswith("hugepages-")]
    yield "  containers:"
    yield "  - name: app"
    yield f"    image: {IMAGE}"
    yield '    command: ["sleep", "infinity"]'
    if limits:
        yield "    resources:"
        yield "      limits:  # requests are equal by default, so the pod is Guaranteed"
        yield from (f"        {resource}: {dumps(amount)}" for resource, amount in limits.items())
    if pages:
        yield "    volumeMounts:"
        for resource in pages:
            size = resource.removeprefix("hugepages-")
            yield f"    - {{name: {resource.lower()}, mountPath: /{resource.lower()}}}" if size else ""
        yield "  volumes:"
        for resource in pages:
            size = resource.removeprefix("hugepages-")
            yield f"  - {{name: {resource.lower()}, emptyDir: {{medium: HugePages-{size}}}}}"


def of_node(root: str, version: Version | None) -> InForce:
    """The node below a root as a side: its own configuration on its own machine. Raises Problem."""
    from numaconf.verbs.nodes import InForce
    from numaconf.verbs.verify.facts import facts

    found = facts(root, version, None)
    if found.config is None:
        raise Problem(found.why_no_config, place=root, remedy="name a profile or a configuration")
    return InForce(root, "kubelet", b"", found.config)
