"""The procedure on a node: in place, by a controller, or by a new node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.targets.boot import merged
from numaconf.targets.registry import rollout
from numaconf.verbs.plan.model import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.kubelet.state.change import Verdict
    from numaconf.targets.rollout import Rollout
    from numaconf.verbs.nodes import InForce
    from numaconf.verbs.plan.model import Change, PodEffect

NODE = "$NODE"
DRAIN = f"kubectl drain {NODE} --ignore-daemonsets --delete-emptydir-data"


def other_hugepages(old: InForce, new: InForce) -> bool:
    """Whether the two documents ask for other hugepages; False where one of them cannot say."""
    if old.hugepages is None or new.hugepages is None:
        return False
    return set(merged(old.hugepages)) != set(merged(new.hugepages))


def steps(
    new: InForce, changes: Sequence[Change], files: dict[str, Verdict], pods: Sequence[PodEffect]
) -> tuple[Step, ...]:
    """What is done, in order; () where nothing is to do."""
    if all(one.takes == "nothing" for one in changes) and all(file.fate == "keep" for file in files.values()):
        return ()
    way = rollout(new.kind, new.path, new.data)
    if way.way == "replaced":
        return tuple(_replaced(new, way))
    if way.way == "rolls":
        return tuple(_rolled(new, way, files))
    return tuple(_in_place(new, way, changes, files, pods))


def in_place_instead(new: InForce, changes: Sequence[Change], files: dict[str, Verdict]) -> str:
    """What a change of a running node would take on a platform that has an API for it; "" elsewhere."""
    running = rollout(new.kind, new.path, new.data).running
    if running is None or all(one.takes == "nothing" for one in changes):
        return ""
    hugepages = any(one.route[:1] == ("hugepages",) for one in changes)
    return running(files["cpu_manager_state"].fate, files["memory_manager_state"].fate, hugepages)


def verify(new: InForce) -> Step:
    """The proof at the end."""
    from shlex import quote

    return Step("verify", f"numaconf verify {quote(new.path)}", "on the node: that it is in force, and holds")


def _replaced(new: InForce, way: Rollout) -> Iterator[Step]:
    why = "a new node comes up empty, so no state file of the old one is in the way"
    yield Step("replace", way.trigger, f"{why}; {way.note}" if way.note else why)
    yield verify(new)


def _rolled(new: InForce, way: Rollout, files: dict[str, Verdict]) -> Iterator[Step]:
    for name, verdict in files.items():
        if verdict.fate == "remove" and name != "cpu_manager_state":
            yield Step(
                "remove",
                f"{way.root_dir}/{name} on each node, at boot, before the kubelet (a MachineConfig with a unit)",
                f"{way.note}; kept, the kubelet says: {verdict.says}",
            )  # fmt: skip
    yield Step("write", way.write, way.trigger)
    yield verify(new)


def _in_place(
    new: InForce, way: Rollout, changes: Sequence[Change], files: dict[str, Verdict], pods: Sequence[PodEffect]
) -> Iterator[Step]:
    takes = {one.takes for one in changes}
    drains = bool(takes & {"drain", "state-file", "reboot"}) or any(file.fate != "keep" for file in files.values())
    drains = drains or any(one.effect in {"loses-pinning", "rejected-on-restart"} for one in pods)
    if drains:
        yield Step("cordon", f"kubectl cordon {NODE}", "no pod arrives in the meantime")
        yield Step("drain", DRAIN, _why_drain(changes, files))
    yield Step("stop-kubelet", way.stop, way.note)
    for name, verdict in files.items():
        if verdict.fate != "keep":
            kept = f"kept, the kubelet says: {verdict.says}" if verdict.says else "; ".join(verdict.why)
            when = "" if verdict.fate == "remove" else "it depends on which pods run; after the drain nothing is lost: "
            yield Step("remove", f"rm -f {way.root_dir}/{name}", when + kept)
    where = f"{way.file} ({way.write})" if way.file else way.write
    yield Step("write", where, f"{new.path} as the new configuration")
    if "reboot" in takes:
        yield Step("reboot", "systemctl reboot", "hugepages, or another machine; the kubelet starts with it")
    else:
        yield Step("start-kubelet", way.start, "it reads the new configuration")
    yield verify(new)
    if drains:
        yield Step("uncordon", f"kubectl uncordon {NODE}", "the scheduler may place pods here again")


def _why_drain(changes: Sequence[Change], files: dict[str, Verdict]) -> str:
    if any(file.fate == "remove" for file in files.values()):
        return "without the state file the kubelet would give CPUs and memory of running containers to other pods"
    if any(file.fate == "depends" for file in files.values()):
        return "a container that runs may hold what the new configuration reserves"
    if any(one.takes == "reboot" for one in changes):
        return "the node reboots"
    return "pods that run are admitted again, and some may be rejected"
