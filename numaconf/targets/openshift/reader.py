"""A KubeletConfig over a pool's own file.

Keys count in any letter case, unknown ones vanish. Empty values change nothing, maps merge, lists replace. The cpu,
memory and ephemeral-storage of systemReserved are taken out and reach the kubelet beside the file, all three as soon as
one is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import value_at
from numaconf.findings import Says
from numaconf.kubelet import decode, fields, letter_case, tree
from numaconf.kubelet.effective import Lost, Origin, origin_at
from numaconf.kubelet.patch import note_lost
from numaconf.kubelet.rewrite import rewritten
from numaconf.kubelet.tree import Node
from numaconf.named import NamedTuple
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems, started
from numaconf.targets.openshift import pool
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "openshift"
GROUP = "machineconfiguration.openshift.io"
CONFIG: Route = ("spec", "kubeletConfig")
_FORBIDDEN = ("cgroupDriver", "clusterDNS", "clusterDomain", "featureGates", "staticPodPath")


class Given(NamedTuple):
    """The fields of a KubeletConfig as the operator decodes them."""

    root: Node
    problems: tuple[tuple[Problem, Origin], ...] = ()


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What comes into force in the pool."""
    value = source.document.value
    held = value_at(value, CONFIG)
    if held is None:
        return Reading(None)
    if not isinstance(held, dict):
        return Reading(None, (_refused("spec.kubeletConfig is not a map", Origin("document", source, CONFIG)),))
    given = decoded(held, Origin("document", source, CONFIG), version)
    said = [one for one in given.problems if one[0].kind != "recased"]
    findings = [_misfit(problem, origin) for problem, origin in said if problem.kind == "type"]
    findings += _refusals(given.root, value_at(value, ("spec",)), version)
    dropped = [one for one in said if one[0].kind != "type"]
    findings += problems.by("OpenShift", problems.of_places(dropped, CONFIG))
    if any(one.code == "NC560" for one in findings):
        return Reading(None, tuple(findings))
    automatic = value_at(value, ("spec", "autoSizingReserved"))
    files = merged(given.root, version, machine, automatic is True, _is_worker(value))
    lost = [Lost(origin, "the machine-config-operator drops it") for _, origin in dropped]
    files = files._replace(lost=(*files.lost, *lost), findings=tuple(findings))
    return started.start(KIND, files, (), version, machine)


def decoded(held: dict[str, Any], origin: Origin, version: Version) -> Given:
    """The fields that arrive, each under its own name, nulls and header left out."""
    found: list[tuple[Problem, Origin]] = []
    node = letter_case.canonical(tree.from_layer(held, origin), "KubeletConfiguration", version.minor, found)
    config, origins = tree.to_config(node)
    config = {key: value for key, value in config.items() if value is not None and key not in decode.HEADER}
    if version.minor >= pool.TAGGED_SINCE:
        config = _tagged(config, "KubeletConfiguration")
    made = decode.main_file(config, (), version, header=False)
    found += [(problem, origin_at(origins, problem.route)) for problem in made.problems]
    return Given(tree.from_config(made.config, origins), tuple(found))


def _tagged(value: Any, type_: str) -> Any:
    """A value with numbers and booleans turned into strings where the field is one."""
    bare = fields.plain(type_)
    if isinstance(value, dict):
        struct = fields.STRUCTS.get(bare)
        if struct is not None:
            return {key: _tagged(held, struct[key].type) if key in struct else held for key, held in value.items()}
        inner = fields.element(type_) or ""
        return {key: _tagged(held, inner) for key, held in value.items()}
    if isinstance(value, list):
        return [_tagged(held, fields.element(type_) or "") for held in value]
    if bare == "string" and isinstance(value, bool | int):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def _refused(message: str, origin: Origin, says: str = "", *, key: bool = False) -> Finding:
    return BY_CODE["NC560"].finding(message, origin, says=Says("openshift", says) if says else None, key=key)


def _misfit(problem: Problem, origin: Origin) -> Finding:
    says = f"KubeletConfig could not be unmarshalled, err: {problem.text.removeprefix('failed to decode: ')}"
    return _refused("this value has the wrong type, and the operator refuses the whole object", origin, says)


def _refusals(root: Node, spec: Any, version: Version) -> Iterator[Finding]:
    """What the operator refuses: the object gets the condition Failure, and the pool stays as it was."""
    names = [*_FORBIDDEN, *(["failSwapOn"] if version.minor >= pool.SWAP_REFUSED_SINCE else [])]
    for name in names:
        held = root.value.get(name)
        if held is not None and (held.value not in ("", [], {}) or name == "failSwapOn"):
            where = "; set gates in a FeatureGate object" if name == "featureGates" else "; leave it out"
            message = f"OpenShift refuses a KubeletConfig with {name}, and the pool stays as it was{where}"
            yield _refused(message, held.origin, f"KubeletConfiguration: {name} is not allowed to be set", key=True)
    swap = root.value.get("memorySwap")
    behavior = swap.value.get("swapBehavior") if swap is not None and isinstance(swap.value, dict) else None
    if behavior is not None and version.minor >= pool.SWAP_REFUSED_SINCE:
        message = "OpenShift refuses a KubeletConfig with memorySwap.swapBehavior, and the pool stays as it was"
        yield _refused(
            message, behavior.origin, "KubeletConfiguration: swapBehavior is not allowed to be set", key=True
        )
    reserved = root.value.get("systemReserved")
    if reserved is not None and reserved.value and isinstance(spec, dict) and spec.get("autoSizingReserved") is True:
        says = "KubeletConfiguration: autoSizingReserved and systemdReserved cannot be set together"
        message = (
            "systemReserved and autoSizingReserved exclude each other, and OpenShift refuses the object; leave one out"
        )
        yield _refused(message, reserved.origin, says, key=True)


def _is_worker(value: Any) -> bool | None:
    """Whether the pool is one of workers, as far as its selector tells; None where it does not."""
    labels = value_at(value, ("spec", "machineConfigPoolSelector", "matchLabels"))
    text = " ".join(f"{key} {held}" for key, held in labels.items()) if isinstance(labels, dict) else ""
    if "master" in text or "arbiter" in text:
        return False
    return True if "worker" in text else None


def merged(
    given: Node, version: Version, machine: Machine | None, automatic: bool, worker: bool | None
) -> started.Files:
    """The pool's file with the fields of the object over it, and what the node reserves beside it."""
    lost: list[Lost] = []
    reserved = given.value.get("systemReserved")
    given = Node({name: held for name, held in given.value.items() if name != "systemReserved"}, given.origin)
    amounts: dict[str, Node] = dict(reserved.value) if reserved is not None else {}
    own = {key: amounts.pop(key) for key in pool.DEFAULT_RESERVED if key in amounts}
    root = tree.from_layer(pool.fields(version.minor), pool.ORIGIN)
    left = rewritten(tree.to_config(given)[0])
    for name, held in given.value.items():
        if name not in left:
            if held.value in ({}, [], "") or held.value == 0:
                lost.append(Lost(held.origin, "an empty value changes nothing in a KubeletConfig"))
            if name == "protectKernelDefaults":
                root.value.pop(name, None)
            continue
        before = root.value.get(name)
        if before is not None and isinstance(before.value, dict) and isinstance(held.value, dict):
            before.value.update(held.value)
            before.origin = held.origin
        else:
            if before is not None:
                note_lost(before, held.origin, lost)
            if not isinstance(held.value, dict):
                held.value = left[name]
            root.value[name] = held
    _without_cgroup(root, given, version)
    unknown = _reserve(root, own, reserved, version, machine, automatic, worker)
    if amounts and version.minor >= pool.DROPIN_SINCE:
        root.value["systemReserved"].value.update(amounts)
    else:
        why = "the flag --system-reserved takes the place of the whole map"
        lost += (Lost(one.origin, why) for one in amounts.values())
    config, origins = tree.to_config(root)
    made = decode.main_file(config, (), version, header=False)
    unknown |= dict.fromkeys(made.unreadable, "its value has the wrong type")
    return started.Files(made.config, origins, unknown, tuple(lost))


def _without_cgroup(root: Node, given: Node, version: Version) -> None:
    """From 4.22 on: reservedSystemCPUs takes the pool's cgroup for systemReserved back."""
    if version.minor < pool.CGROUP_SINCE:
        return
    enforced = given.value.get("enforceNodeAllocatable")
    system = {"system-reserved", "system-reserved-compressible"}
    named = "systemReservedCgroup" in given.value
    if enforced is not None and enforced.value and not named and not system & set(enforced.value):
        root.value.pop("systemReservedCgroup", None)
    listed = root.value.get("reservedSystemCPUs")
    if listed is None or not listed.value:
        return
    root.value.pop("systemReservedCgroup", None)
    held = root.value.get("enforceNodeAllocatable")
    if held is not None and isinstance(held.value, list):
        left = [one for one in held.value if one not in system]
        held.value = left if "pods" in left else ["pods", *left]


def _reserve(
    root: Node,
    own: dict[str, Node],
    reserved: Node | None,
    version: Version,
    machine: Machine | None,
    automatic: bool,
    worker: bool | None,
) -> dict[Route, str]:
    """Put in systemReserved as the node starts the kubelet with it; what of it is not known."""
    sized = not own and (automatic or (version.minor >= pool.SIZING_SINCE and worker is not False))
    note = Origin("platform-default", note="what OpenShift reserves where systemReserved does not say it")
    amounts = tree.from_layer(pool.DEFAULT_RESERVED, note)
    if reserved is not None:
        amounts.origin = reserved.origin
    amounts.value.update(own)
    root.value["systemReserved"] = amounts
    if not sized:
        return {}
    why = "the node sizes it by itself from its memory and CPUs (autoSizingReserved); set systemReserved to fix it"
    cpus = machine.cpu_count if machine else None
    found: dict[Route, str] = {("systemReserved", "memory"): why}
    if cpus is None:
        found["systemReserved", "cpu"] = why
    else:
        amounts.value["cpu"] = Node(f"{pool.auto_cpu_milli(cpus)}m", note)
    del amounts.value["memory"]
    return found
