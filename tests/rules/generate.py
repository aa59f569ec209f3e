"""Random kubelet configurations, legal ones and ones with a fault or two, in every way of writing a quantity."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import eviction, gates, options, quantity, reservation
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.machine.model import Machine, NumaNode
from tests import real

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from numaconf.kubelet.version import Version

    Config = dict[str, Any]

GI, MI, KI = 2**30, 2**20, 2**10


@lru_cache
def machine(name: str) -> Machine:
    """A machine of the kubelet oracle, as numaconf sees it."""
    described = real.machine(name)
    nodes, cores, sockets = [], [], {}
    for one in described["nodes"]:
        mine = [tuple(core["cpus"]) for core in one["cores"]]
        cores += mine
        for core in one["cores"]:
            sockets.setdefault(core["socket"], []).extend(core["cpus"])
        pages = {quantity.parse(size).bytes: count for size, count in one.get("hugepages", {}).items()}
        nodes.append(NumaNode(one["id"], tuple(sorted(sum(mine, ()))), one["memory"], pages))
    capacity = described.get("memory_capacity") or sum(node.memory or 0 for node in nodes)
    return Machine(
        name, tuple(nodes), tuple(cores), tuple(tuple(sorted(cpus)) for cpus in sockets.values()),
        memory_capacity=capacity,
    )  # fmt: skip


def names() -> list[str]:
    """The oracle's machines, without the one whose missing distances no configuration could tell of."""
    return sorted(name for name in real.recorded("oracle-machines.json") if name != "two-numa-96-no-slit")


def spelled(amount: int, rnd: random.Random, *, whole: bool = False) -> str:
    """One of the ways to write a number of bytes (with `whole`: one that reservedMemory takes)."""
    ways = [str(amount), quantity.binary(amount), f"+{amount}", f"0{amount}"]
    for suffix, factor in (("Ki", KI), ("Mi", MI), ("Gi", GI), ("k", 1000), ("M", 10**6), ("G", 10**9)):
        if amount % factor == 0:
            ways += [f"{amount // factor}{suffix}"] * 2
    for zeros in (3, 6, 9):
        if amount % 10**zeros == 0:
            ways += [f"{amount // 10**zeros}e{zeros}", f"{amount // 10**zeros}E{zeros}"]
    if not whole:
        ways += [f"{amount}000m", f"{amount}.0", f"{amount / GI!r}Gi" if amount * 4 % GI == 0 else f"{amount}.00"]
    ways = [way for way in ways if len(way) < 18]
    return rnd.choice(ways or [quantity.binary(amount)])


def cpu(rnd: random.Random, most: int) -> str:
    """An amount of CPU up to `most`."""
    amount = rnd.randint(1, max(1, min(most, 8)))
    return rnd.choice(
        [str(amount), f"{amount}000m", f"{amount * 1000 - rnd.randint(0, 999)}m", f"{amount}.0", f"{amount}e0"]
    )


def memory(rnd: random.Random) -> str:
    """Some memory."""
    amount = rnd.choice([rnd.randint(1, 4) * GI, rnd.randint(100, 4000) * MI, rnd.randint(10**5, 10**10), 10**9])
    return spelled(amount, rnd)


def base(rnd: random.Random, version: Version, where: Machine) -> Config:
    """A configuration that should start."""
    config: Config = {}
    count = where.cpu_count or 1
    for field in ("kubeReserved", "systemReserved"):
        if rnd.random() < 0.7:
            config[field] = {}
            if rnd.random() < 0.7:
                config[field]["memory"] = memory(rnd)
            if rnd.random() < 0.6:
                config[field]["cpu"] = cpu(rnd, count // 2)
            if rnd.random() < 0.2:
                config[field]["ephemeral-storage"] = "1Gi"
            if rnd.random() < 0.1:
                config[field]["pid"] = "1000"
    if rnd.random() < 0.55:
        hard = {}
        if rnd.random() < 0.7:
            share = f"{rnd.choice([1, 2, 5, 10, 3.5, 0.7])}%"
            hard["memory.available"] = rnd.choice([memory(rnd), share, share, "0%", "100%", "100Mi"])
        others = (("nodefs.available", "10%"), ("imagefs.inodesFree", "5%"), ("pid.available", "1k"))
        hard |= {signal: text for signal, text in others if rnd.random() < 0.4}
        config["evictionHard"] = hard
    if rnd.random() < 0.15:
        config["mergeDefaultEvictionSettings"] = rnd.random() < 0.7
    if rnd.random() < 0.15:
        config["evictionSoft"] = {"memory.available": memory(rnd)}
        config["evictionSoftGracePeriod"] = {"memory.available": rnd.choice(["1m", "90s", "1.5h", "0s"])}
    given: dict[str, bool] = {}
    for gate in ("CPUManagerPolicyAlphaOptions", "CPUManagerPolicyBetaOptions", "TopologyManagerPolicyBetaOptions",
                 "TopologyManagerPolicyAlphaOptions", "TopologyManagerPolicyOptions", "CPUManagerPolicyOptions",
                 "MemoryManager"):  # fmt: skip
        state = gates.state(gate, version)
        if state and rnd.random() < (0.4 if "Alpha" in gate else 0.1):
            given[gate] = rnd.random() < (0.8 if "Alpha" in gate else 0.5)
            if state.locked:
                given[gate] = state.default
    if given:
        config["featureGates"] = given
    if rnd.random() < 0.2 and where.cpus:
        config["reservedSystemCPUs"] = ",".join(map(str, rnd.sample(sorted(where.cpus), min(count, rnd.randint(1, 4)))))
    _policies(config, rnd, version, where)
    return config


def _policies(config: Config, rnd: random.Random, version: Version, where: Machine) -> None:
    if rnd.random() < 0.5:
        config["cpuManagerPolicy"] = rnd.choice(["static", "static", "none"])
        if config["cpuManagerPolicy"] == "static" and not reservation.cpu(effective(config, version, where)).amount:
            config.setdefault("kubeReserved", {})["cpu"] = "1"
    if config.get("cpuManagerPolicy") == "static" and rnd.random() < 0.5:
        known = [name for name, option in options.CPU.items() if option.stage(version)]
        chosen = rnd.sample(known, rnd.randint(1, min(3, len(known))))
        config["cpuManagerPolicyOptions"] = {name: rnd.choice(["true", "true", "false", "1", "F"]) for name in chosen}
    if rnd.random() < 0.6:
        config["topologyManagerPolicy"] = rnd.choice(options.TOPOLOGY_POLICIES)
    if rnd.random() < 0.3:
        config["topologyManagerScope"] = rnd.choice(options.TOPOLOGY_SCOPES)
    if rnd.random() < 0.3:
        config["topologyManagerPolicyOptions"] = rnd.choice(
            [{}, {options.CLOSEST: "true"}, {options.MAX_NODES: "16"}, {options.CLOSEST: "f", options.MAX_NODES: "+8"}]
        )
    if rnd.random() < 0.6:
        config["memoryManagerPolicy"] = rnd.choice(["Static", "Static", "Static", "None"])
        kept = reservation.memory(effective(config, version, where)).amount
        if kept and kept.nano > 0 and kept.nano % quantity.NANO == 0:
            config["reservedMemory"] = split(kept.bytes, where, rnd)


def split(total: int, where: Machine, rnd: random.Random) -> list[Config]:
    """A list of reservedMemory that adds up to `total` bytes."""
    ids = list(where.node_ids or (0,))
    rnd.shuffle(ids)
    ids = ids[: rnd.randint(1, min(4, len(ids)))]
    entries, rest = [], total
    for number in ids[1:]:
        part = rnd.choice([rest // 3 // MI * MI, rest // 2 // KI * KI, rnd.randint(0, rest // 2)])
        if part:
            entries.append((number, part))
            rest -= part
    entries.append((ids[0], rest))
    return [_entry(number, spelled(part, rnd, whole=True), rnd) for number, part in entries]


def _entry(number: int, text: str, rnd: random.Random) -> Config:
    value = int(text) if text.isdigit() and not text.startswith("0") and rnd.random() < 0.3 else text
    limits = {"memory": value if isinstance(value, int) or rnd.random() < 0.9 else f" {value} "}
    return {"limits": limits} if number == 0 and rnd.random() < 0.3 else {"numaNode": number, "limits": limits}


def effective(config: Config, version: Version, where: Machine | None) -> EffectiveConfig:
    """The configuration as rules see it, without places; fields of later versions are left out as the decoder does."""
    known = dict(config)
    if version.minor < eviction.MERGE_SINCE:
        known.pop("mergeDefaultEvictionSettings", None)
    return EffectiveConfig("kubelet", known, {}, version, where)


def _set(field: str, *values: Any) -> Callable[[Config, random.Random, Machine], None]:
    def change(config: Config, rnd: random.Random, _: Machine) -> None:
        config[field] = rnd.choice(values)

    return change


def _put(field: str, *pairs: tuple[str, str]) -> Callable[[Config, random.Random, Machine], None]:
    def change(config: Config, rnd: random.Random, _: Machine) -> None:
        key, value = rnd.choice(pairs)
        config[field] = {**config.get(field, {}), key: value}

    return change


def _wrong_sum(config: Config, rnd: random.Random, where: Machine) -> None:
    if not config.get("reservedMemory"):
        config["memoryManagerPolicy"] = "Static"
        config["reservedMemory"] = split(rnd.choice([100 * MI, GI, 10**9]), where, rnd)
        return
    entry = rnd.choice(config["reservedMemory"])
    old = quantity.from_json(entry["limits"].get("memory", "100Mi")).bytes
    entry["limits"]["memory"] = spelled(max(1, old + rnd.choice([1, -1, MI, -MI, 100 * MI, KI])), rnd, whole=True)


def _fraction(config: Config, rnd: random.Random, where: Machine) -> None:
    for entry in config.get("reservedMemory", ()):
        old = quantity.from_json(entry["limits"].get("memory", 0)).bytes
        entry["limits"]["memory"] = rnd.choice([f"{old // MI}.0Mi", f"{old}000m", f"{old}.0", f"{old}.", f"{old}e0"])


def _other_entry(config: Config, rnd: random.Random, where: Machine) -> None:
    last = max(where.node_ids or (0,))
    limits = rnd.choice(
        [{"memory": "0"}, {"memory": "1Gi"}, {"hugepages-1Gi": "1Gi"}, {"hugepages-2MB": "2M"}, {"cpu": "1"},
         {"Memory": 1}, {"memory": "-1Gi"}, {}, {"hugepages-2Mi": "0"}]
    )  # fmt: skip
    entry = {"numaNode": rnd.choice([0, last, last + 1, -1]), "limits": limits}
    config["reservedMemory"] = [*config.get("reservedMemory", ()), entry]


def _negative_pair(config: Config, rnd: random.Random, where: Machine) -> None:
    ids = where.node_ids or (0,)
    if len(ids) > 1 and len(config.get("reservedMemory", ())) == 1:
        total = quantity.from_json(config["reservedMemory"][0]["limits"].get("memory", 0)).bytes
        config["reservedMemory"] = [
            {"numaNode": ids[0], "limits": {"memory": str(total + GI)}},
            {"numaNode": ids[1], "limits": {"memory": "-1Gi"}},
        ]


FAULTS: tuple[Callable[[Config, random.Random, Machine], None], ...] = (
    _wrong_sum, _wrong_sum, _fraction, _other_entry, _other_entry, _negative_pair,
    lambda config, rnd, where: config.pop("reservedMemory", None),
    lambda config, rnd, where: config.pop("kubeReserved", None),
    _set("memoryManagerPolicy", "static", "none", "BestEffort", "STATIC", "", "Static", "None"),
    _set("cpuManagerPolicy", "Static", "None", "", "static", "none"),
    _set("topologyManagerPolicy", "single-numa", "Restricted", "", "restricted", "single-numa-node"),
    _set("topologyManagerScope", "Pod", "node", "", "pod"),
    _set("reservedSystemCPUs", "0-1", "0, 1", "1-0", "0-9999", "00-01", "0,0", "+1", "0-1,", "", "x", "1-2-3", "0-3:2"),
    _set("kubeReservedCgroup", "/a", ""), _set("systemReservedCgroup", "/b", ""),
    _set("evictionHard", {}, {"memory.available": "0"}, {"nodefs.available": "5%"}),
    _set("kubeReserved", {}, {"cpu": "0"}, {"cpu": "1u"}, {"cpu": "499u"}, {"cpu": "500u"}, {"cpu": "0.0001"}),
    _set("cpuManagerPolicyOptions", {}, {"full-pcpus-only": "yes"}, {"full-pcpus-only": ""}, {"x": "true"}),
    _put("cpuManagerPolicyOptions", ("distribute-cpus-across-cores", "true"), ("align-by-socket", "true"),
         ("distribute-cpus-across-numa", "true"), ("prefer-align-cpus-by-uncorecache", "true"),
         ("full-pcpus-only", "true"), ("strict-cpu-reservation", "true"), ("Full-pcpus-only", "true")),
    _put("topologyManagerPolicyOptions", ("max-allowable-numa-nodes", "7"), ("max-allowable-numa-nodes", "8.0"),
         ("max-allowable-numa-nodes", "9"), ("max-allowable-numa-nodes", ""), ("prefer-closest-numa-nodes", "yes"),
         ("prefer-most-allocated", "true"), ("max-allowable-numa-nodes", "1000")),
    _put("featureGates", ("CPUManagerPolicyAlphaOptions", True)),
    _put("featureGates", ("CPUManagerPolicyAlphaOptions", True)),
    _put("kubeReserved", ("memory", "1.5Gi "), ("memory", "-1Gi"), ("memory", "1GB"), ("cpu", "x"), ("cpu", "-1"),
         ("hugepages-2Mi", "2Mi"), ("Memory", "1Gi"), ("memory", "9000Gi"), ("cpu", "97"), ("cpu", "300"),
         ("memory", "0.5"), ("memory", "1e30"), ("cpu", "16"), ("cpu", "8"), ("pid", "-1"), ("memory", "")),
    _put("systemReserved", ("memory", "1Gi"), ("cpu", "1e3"), ("storage", "1Gi"), ("memory", "Gi"), ("cpu", "9e10")),
    _put("evictionHard", ("memory.available", "5 %"), ("memory.available", "101%"), ("memory.available", "-1%"),
         ("memory.available", "x"), ("memory.available", "-1Mi"), ("Memory.available", "1Mi"),
         ("containerfs.available", "5%"), ("nodefs.available", "0"),
         ("memory.available", "50%"), ("memory.available", "")),
    _put("evictionSoft", ("memory.available", "1Gi"), ("nodefs.available", "0%"), ("pid.available", "x"), ("bad", "1")),
    _put("evictionSoftGracePeriod", ("memory.available", "90"), ("memory.available", "-1s"), ("bad", "1s"),
         ("nodefs.available", "1m")),
    _put("evictionMinimumReclaim", ("memory.available", "0%"), ("memory.available", "-1"), ("memory.available", "1Gi"),
         ("nodefs.available", "x"), ("bad", "1"), ("memory.available", "0")),
    _put("qosReserved", ("memory", "50%"), ("memory", "50"), ("cpu", "50%"), ("memory", "101%"), ("memory", "x%")),
)  # fmt: skip


def case(rnd: random.Random, version: Version) -> tuple[Config, Machine]:
    """One configuration with no, one or two faults, and the machine it is for."""
    where = machine(rnd.choice(names()))
    config = base(rnd, version, where)
    for fault in rnd.sample(FAULTS, rnd.choice([0, 0, 1, 1, 1, 2])):
        fault(config, rnd, where)
    return config, where
