"""Random nodes with sequences of pods, as the real kubelet's program takes them and as numaconf does."""

from __future__ import annotations

import random
from typing import Any

from numaconf.kubelet.admission import admit, bits
from numaconf.kubelet.admission.node import Node, State, node
from numaconf.kubelet.admission.pod import Pod, total
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.quantity import ZERO
from numaconf.kubelet.version import Version
from numaconf.machine.model import Devices, Machine, NumaNode
from numaconf.machine.notation import cpu_text
from numaconf.pods.read import Rules, read

GI = 1 << 30
MI = 1 << 20

Json = dict[str, Any]


def machine(rng: random.Random) -> Json:
    """A machine in the form of the oracle: 1 to 8 NUMA nodes, sparse ids, uneven SMT, no SMT, split caches, NUMA nodes
    without CPUs, hugepages, devices with and without NUMA information.
    """
    number = rng.choice([1, 2, 2, 2, 2, 3, 4, 4, 6, 8])
    ids = list(range(number)) if rng.random() < 0.85 else sorted(rng.sample(range(number + 3), number))
    threads = rng.choice([1, 2, 2, 2, 4])
    each = rng.choice([1, 2, 3, 4, 8])
    per_socket = rng.choice([one for one in (1, 2, 4) if number % one == 0])
    near = rng.random() < 0.3
    cores_on = [each if rng.random() < 0.85 else rng.choice([0, 1, each + 2]) for _ in ids]
    cores_on[0] = cores_on[0] or 1
    total = sum(cores_on)
    split = rng.choice([0, 0, 1, 2, 4])
    pages = rng.random() < 0.4
    nodes: list[Json] = []
    core = cache = 0
    for place, (numa, count) in enumerate(zip(ids, cores_on, strict=True)):
        cores = []
        for inner in range(count):
            if (split and inner % split == 0) or (not split and inner == 0):
                cache += 1
            cpus = [core * threads + turn if near else core + turn * total for turn in range(threads)]
            if threads > 1 and rng.random() < 0.03:
                cpus.pop()
            cores.append({"id": inner, "socket": place // per_socket, "cpus": cpus, "l3": cache})
            core += 1
        memory = rng.choice([4, 8, 16, 16, 32]) * GI + rng.choice([0, 0, 123]) * 4096
        one: Json = {"id": numa, "memory": memory, "cores": cores}
        if pages:
            one["hugepages"] = {"2Mi": rng.choice([0, 64, 512]), "1Gi": rng.choice([0, 1, 2])}
        one["distances"] = [10 if other == place else rng.choice([12, 12, 21, 32]) for other in range(number)]
        nodes.append(one)
    found: Json = {"name": "random", "nodes": nodes}
    if rng.random() < 0.4:
        found["devices"] = [
            {"resource": name, "numa": [_on(rng, ids) for _ in range(rng.randint(1, 8))]}
            for name in rng.sample(["nvidia.com/gpu", "example.com/nic"], rng.choice([1, 1, 2]))
        ]
    return found


def _on(rng: random.Random, ids: list[int]) -> list[int]:
    if rng.random() < 0.12:
        return []
    return sorted(rng.sample(ids, min(len(ids), rng.choice([1, 1, 1, 1, 2]))))


def as_machine(described: Json) -> Machine:
    """The same machine as numaconf has it."""
    nodes, cores = [], []
    sockets: dict[int, list[int]] = {}
    caches: dict[int, list[int]] = {}
    for one in described["nodes"]:
        cpus = []
        for core in one["cores"]:
            cores.append(tuple(sorted(core["cpus"])))
            cpus += core["cpus"]
            sockets.setdefault(core["socket"], []).extend(core["cpus"])
            caches.setdefault(core["l3"], []).extend(core["cpus"])
        sizes = {"2Mi": 2 * MI, "1Gi": GI}
        pages = {sizes[size]: count for size, count in one.get("hugepages", {}).items()}
        nodes.append(NumaNode(one["id"], tuple(sorted(cpus)), one["memory"], pages))
    return Machine(
        described["name"],
        tuple(nodes),
        tuple(sorted(cores)),
        tuple(tuple(sorted(sockets[number])) for number in sorted(sockets)),
        tuple(tuple(sorted(caches[number])) for number in sorted(caches)),
        tuple(tuple(one["distances"]) for one in described["nodes"]),
        sum(one["memory"] for one in described["nodes"]),
        tuple(Devices(one["resource"], tuple(map(tuple, one["numa"]))) for one in described.get("devices", ())),
    )


def config(rng: random.Random, described: Json, minor: int) -> Json:
    """A configuration that this kubelet starts with on the machine."""
    found: Json = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
    if minor >= 35:
        found["failCgroupV1"] = False
    nodes = described["nodes"]
    cpus = [cpu for one in nodes for core in one["cores"] for cpu in core["cpus"]]
    gates: Json = {}
    policy = rng.choice(["none", "best-effort", "best-effort", "restricted", "restricted", "single-numa-node"])
    found["topologyManagerPolicy"] = policy
    found["topologyManagerScope"] = rng.choice(["container", "pod"])
    if policy != "none" and rng.random() < 0.25 and minor >= 28:
        found["topologyManagerPolicyOptions"] = {"prefer-closest-numa-nodes": "true"}
    if rng.random() < 0.85:
        found["cpuManagerPolicy"] = "static"
        chosen = _cpu_options(rng, described, minor, policy)
        if chosen:
            found["cpuManagerPolicyOptions"] = dict.fromkeys(chosen, "true")
            gates["CPUManagerPolicyAlphaOptions"] = True
        if rng.random() < 0.6 or len(cpus) < 3:
            found["reservedSystemCPUs"] = ",".join(
                map(str, sorted(rng.sample(cpus, rng.randint(1, min(3, len(cpus))))))
            )
        else:
            found["kubeReserved"] = {"cpu": rng.choice(["1", "2", "500m", "1500m"])}
    memory = rng.choice([100, 100, 356, 612])
    if memory > 100:
        found.setdefault("kubeReserved", {})["memory"] = f"{memory - 100}Mi"
    if rng.random() < 0.7:
        found["memoryManagerPolicy"] = "Static"
        first = memory if len(nodes) == 1 or rng.random() < 0.5 else rng.randint(1, memory - 1)
        shares = [(nodes[0]["id"], first)] + ([(nodes[-1]["id"], memory - first)] if first < memory else [])
        found["reservedMemory"] = [{"numaNode": numa, "limits": {"memory": f"{size}Mi"}} for numa, size in shares]
    if minor >= 36 and rng.random() < 0.15:
        gates["PodLevelResourceManagers"] = True
    if rng.random() < 0.1:
        found["maxPods"] = rng.randint(1, 5)
    if gates:
        found["featureGates"] = gates
    return found


def _cpu_options(rng: random.Random, described: Json, minor: int, policy: str) -> list[str]:
    first = {
        "full-pcpus-only": 22, "distribute-cpus-across-numa": 23, "align-by-socket": 25,
        "distribute-cpus-across-cores": 31, "strict-cpu-reservation": 32, "prefer-align-cpus-by-uncorecache": 32,
    }  # fmt: skip
    chosen = {name for name, since in first.items() if minor >= since and rng.random() < 0.2}
    sockets = {core["socket"] for one in described["nodes"] for core in one["cores"]}
    if policy == "single-numa-node" or len(sockets) > len(described["nodes"]):
        chosen.discard("align-by-socket")
    if "distribute-cpus-across-cores" in chosen:
        chosen -= {"full-pcpus-only", "distribute-cpus-across-numa", "prefer-align-cpus-by-uncorecache"}
    if "distribute-cpus-across-numa" in chosen:
        chosen.discard("prefer-align-cpus-by-uncorecache")
    return sorted(chosen)


def pods(rng: random.Random, described: Json, minor: int, sequences: int) -> list[Json]:
    """Sequences of pods that the API server takes, one after another on the same node: each begins with the end of all
    pods before it. In between a pod ends now and then (`delete`: who ends before this one arrives).
    """
    found: list[Json] = []
    for sequence in range(sequences):
        there = [one["metadata"]["name"] for one in found]
        for place in range(rng.randint(3, 10)):
            one = _pod(rng, described, minor, f"s{sequence}p{place}")
            if place == 0:
                one["delete"] = there
                there = []
            elif there and rng.random() < 0.1:
                one["delete"] = [there.pop(rng.randrange(len(there)))]
            there.append(one["metadata"]["name"])
            found.append(one)
    return found


def _pod(rng: random.Random, described: Json, minor: int, name: str) -> Json:
    spec: Json = {"containers": [_container(rng, described, f"c{n}") for n in range(rng.choice([1, 1, 1, 2, 3]))]}
    if rng.random() < 0.3:
        spec["initContainers"] = []
        for n in range(rng.choice([1, 1, 2])):
            one = _container(rng, described, f"i{n}")
            if minor >= 29 and rng.random() < 0.4:
                one["restartPolicy"] = "Always"
            spec["initContainers"].append(one)
    if minor >= 34 and rng.random() < 0.08:
        spec["resources"] = _whole(rng, spec)
    if rng.random() < 0.05:
        spec["overhead"] = {"cpu": "250m", "memory": "64Mi"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def _cpu(rng: random.Random, described: Json) -> str:
    total = sum(len(core["cpus"]) for one in described["nodes"] for core in one["cores"])
    most = max(1, total // rng.choice([1, 2, 4, 4, 8]))
    return rng.choice(["1", "2", "2", "3", "4", "500m", "1500m", str(rng.randint(1, most)), str(rng.randint(1, most))])


def _memory(rng: random.Random, described: Json) -> str:
    largest = max(one["memory"] for one in described["nodes"]) // MI
    total = sum(one["memory"] for one in described["nodes"]) // MI
    return rng.choice(
        ["64Mi", "1Gi", "1Gi", "2Gi", "1.5Gi", "1500M", "0.1Gi" if rng.random() < 0.1 else "3Gi",
         f"{rng.randint(1, largest)}Mi", f"{rng.randint(1, total)}Mi"]
    )  # fmt: skip


def _container(rng: random.Random, described: Json, name: str) -> Json:
    """An init container asks for one device at most: which of several that it leaves are taken again is random."""
    kind = rng.random()
    cpu, memory = _cpu(rng, described), _memory(rng, described)
    limits: Json = {"cpu": cpu, "memory": memory}
    resources: Json = {"limits": limits}
    if kind < 0.06:
        resources = {"requests": {"cpu": "250m", "memory": "1Mi"}, "limits": dict(limits)}
        resources["limits"]["cpu"] = "2"
    elif kind < 0.1:
        resources = {"requests": {"cpu": cpu}}
    elif kind < 0.14:
        resources = {}
    elif described["nodes"][0].get("hugepages") is not None and rng.random() < 0.35:
        limits[rng.choice(["hugepages-2Mi", "hugepages-1Gi"])] = rng.choice(["1Gi", "2Gi", "3Gi"])
    if kind > 0.1 and "devices" in described and rng.random() < 0.5:
        name_of = rng.choice(described["devices"])["resource"]
        resources.setdefault("limits", {})[name_of] = str(
            rng.choice([0, 1, 1, 1] if name[0] == "i" else [0, 1, 1, 1, 2, 2, 4])
        )
    return {"name": name, "image": "x", "resources": resources}


def _whole(rng: random.Random, spec: Json) -> Json:
    """Resources of the pod that are enough for its containers. All are written out: from 1.37 on it is no longer the
    decoder that fills them in.
    """
    held = read({"metadata": {"name": "p"}, "spec": spec}, Rules(37)).pod.containers
    inside, most = total(held), total(held, limits=True)
    requests, limits = {}, {}
    for name in ("cpu", "memory", *(one for one in most if one.startswith("hugepages-"))):
        asked = max(inside.get(name, ZERO).milli, most.get(name, ZERO).milli)
        more = (
            0 if name.startswith("hugepages-") else rng.choice([0, 0, 1000, 500]) * (1 if name == "cpu" else 256 * MI)
        )
        requests[name] = limits[name] = f"{max(asked, 1000) + more}m"
    if rng.random() < 0.2:
        for name in ("cpu", "memory"):
            limits[name] = f"{2 * int(limits[name][:-1])}m"
    return {"requests": requests, "limits": limits}


def case(seed: int, minor: int, sequences: int = 1) -> Json:
    """One node with its pods."""
    rng = random.Random(seed)
    described = machine(rng)
    settings = config(rng, described, minor)
    if len(described["nodes"]) > 6 and settings["topologyManagerPolicy"] in ("best-effort", "restricted"):
        described.pop("devices", None)  # the real kubelet would take minutes
    return {
        "machine": described,
        "config": settings,
        "pods": pods(rng, described, minor, sequences),
    }


def answers(one: Json, minor: int) -> tuple[list[Json], Json]:
    """What numaconf says to a case: each pod, and the node afterwards."""
    effective = EffectiveConfig("kubelet", one["config"], {}, Version(1, minor), as_machine(one["machine"]))
    return ask(node(effective), one["pods"])


def ask(of: Node, written: list[Json]) -> tuple[list[Json], Json]:
    """What numaconf says to pods on a node that is empty, and the node afterwards.

    It ends where the kubelet panics, and where what comes next is random, with an empty node: under best-effort a hint
    can give a container one NUMA node of a group, and how much memory is given back when both have ended depends on
    who is first in a Go map.
    """
    state = of.start
    found: list[Json] = []
    running: dict[str, tuple[Pod, admit.Answer]] = {}
    for manifest in written:
        for name in manifest.get("delete", ()):
            if name in running:
                gone, had = running.pop(name)
                state = admit.end_pod(state, gone, had)
        pod = read(manifest, Rules(of.minor, of.minor >= 29, of.pod_level)).pod
        answer = admit.admit(of, state, pod)
        if not answer.admitted and answer.state.memory != state.memory:
            return found, {}
        state = answer.state
        if answer.admitted:
            running[pod.name] = pod, answer
        found.append(_told(pod.qos, pod.name, answer))
        if answer.panic or _mixed(running):
            return found, {}
    return found, _after(state)


def _mixed(running: dict[str, tuple[Pod, admit.Answer]]) -> bool:
    """Whether a NUMA node serves two different groups."""
    masks = {block.mask for _, one in running.values() for given in one.containers for block in given.memory}
    return any(one != other and one & other for one in masks for other in masks)


def _told(qos: str, name: str, answer: admit.Answer) -> Json:
    return {
        "name": name,
        "qosClass": qos,
        "verdict": "admitted" if answer.admitted else "panic" if answer.panic else "rejected",
        "reason": answer.reason,
        "message": None if answer.panic else answer.message,
        "refusedBy": answer.by,
        "containers": [
            {
                "name": one.name,
                "exclusiveCpus": cpu_text(bits.members(one.cpus)),
                "memory": sorted([block.resource, bits.members(block.mask), block.size] for block in one.memory),
                "devices": {name: bits.members(found) for name, found in sorted(one.devices.items()) if found},
                "hint": None if one.hint.mask is None else [bits.members(one.hint.mask), one.hint.preferred],
            }
            for one in answer.containers
        ],
    }


def _after(state: State) -> Json:
    return {
        "sharedCpus": cpu_text(bits.members(state.shared)),
        "free": {
            str(numa): {name: table.free for name, table in sorted(one.tables.items())}
            for numa, one in state.memory.items()
        },
    }


def same(got: Json, want: Json) -> bool:
    """Whether two answers to a pod are the same. Of several resources that are short the kubelet names any one."""
    if got == want:
        return True
    reasons = {one["reason"] or "" for one in (got, want)}
    scalars = all(one.startswith("OutOfhugepages-") or (one.startswith("OutOf") and "/" in one) for one in reasons)
    devices = all("requested number of devices unavailable" in (one["message"] or "") for one in (got, want))
    return scalars or devices


def recorded(said: Json) -> tuple[list[Json], Json]:
    """What the real kubelet's program said, in the same form."""
    found = []
    for one in said.get("admission") or []:
        panic = bool(one.get("panic"))
        found.append(
            {
                "name": one["pod"],
                "qosClass": one["qos"],
                "verdict": "panic" if panic else "admitted" if one["admit"] else "rejected",
                "reason": one["reason"] or None,
                "message": None if panic else one["message"] or None,
                "refusedBy": None if one["admit"] else one.get("refused_by", "allocation"),
                "containers": [_container_said(each) for each in one["containers"]] if one["admit"] else [],
            }
        )
        if panic:
            break
    after = said["node"]
    free = {
        numa: {name: table["free"] for name, table in sorted(held["memoryMap"].items())}
        for numa, held in (after.get("memory_state_after") or {}).items()
    }
    return found, {"sharedCpus": after.get("default_cpuset_after", ""), "free": free}


def _container_said(each: Json) -> Json:
    return {
        "name": each["container"],
        "exclusiveCpus": each.get("exclusive_cpus") or "",
        "memory": sorted([one["type"], one["numaAffinity"], one["size"]] for one in each.get("memory_blocks") or []),
        "devices": {
            name: sorted(int(one.removeprefix("dev")) for one in ids)
            for name, ids in sorted((each.get("devices") or {}).items())
        },
        "hint": [each["hint_nodes"], each["hint_preferred"]] if each.get("hint_nodes") else None,
    }
