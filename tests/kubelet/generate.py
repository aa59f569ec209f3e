"""Random configuration texts: fields with values of every kind, layers of drop-ins, command lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, gates
from numaconf.kubelet.flag_table import FLAGS

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version

VALUES = [
    *"1 0 -1 5.5 110.0 1e3 1e30 x true false null [] {} [a] [1] [null] [{}] 5s 0s 99999999999 -3m".split(),
    *'1Gi 2147483648 "x" "" "0" "5" "1.5" [pods] .5 on 0x10 0110 1_000 2001-01-01 static'.split(),
    "{a: b}",
    "{a: 1}",
    "{a: null}",
    "{a: true}",
    "{numaNode: 0}",
    "",
    "[[a]]",
    "[{a: 1}]",
    "[none, pods]",
    "{memory.available: 5%}",
    "[{numaNode: 0, limits: {memory: 1Gi}}]",
    "[{numaNode: 0, limits: {memory: 1}}]",
    '[{numaNode: 0, limits: {memory: " 1Gi "}}]',
    "[{numanode: 0}]",
]


def routes(struct: str = "KubeletConfiguration", above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field's route; `k` and 0 stand for keys of maps and elements of lists."""
    for name, field in fields.STRUCTS[struct].items():
        yield (*above, name)
        plain, element = fields.plain(field.type), fields.element(field.type)
        if plain in fields.STRUCTS:
            yield from routes(plain, (*above, name))
        elif element and fields.plain(element) in fields.STRUCTS:
            yield from routes(fields.plain(element), (*above, name, 0))
        elif element:
            yield (*above, name, "k" if plain.startswith("map") else 0)


ROUTES = list(routes())


def single_fields(rnd: random.Random) -> str:
    """One or two fields with any value, sometimes misspelt."""
    seen = {}
    for _ in range(rnd.choice([1, 1, 1, 2])):
        route = [*rnd.choice(ROUTES)]
        if rnd.random() < 0.06:
            at = rnd.choice([at for at, step in enumerate(route) if isinstance(step, str)])
            route[at] = rnd.choice([route[at].lower(), route[at].upper(), route[at] + "s", route[at][:-1]])
        text = rnd.choice(VALUES)
        for step in reversed(route[1:]):
            text = f"[{text}]" if step == 0 else f"{{{step}: {text}}}"
        seen[route[0]] = text
    return "".join(f"{name}: {text}\n" for name, text in seen.items())


LAYERED = {
    "cpuManagerPolicy": ["static", "none", '""', "null"],
    "cpuManagerPolicyOptions": ['{full-pcpus-only: "true"}', "{a: b}", "{}", "null", "{full-pcpus-only: null}"],
    "cpuManagerReconcilePeriod": ["5s", "0s", "null", '""'],
    "topologyManagerPolicy": ["restricted", '""', "null"],
    "topologyManagerPolicyOptions": ["{a: b}", "{}", "null"],
    "memoryManagerPolicy": ["Static", "None", "null"],
    "kubeReserved": [
        '{cpu: "1"}',
        "{memory: 1Gi}",
        "{}",
        "null",
        "{cpu: null}",
        '{cpu: "1", memory: 2Gi}',
        '{CPU: "3"}',
    ],
    "systemReserved": ['{cpu: "1"}', "null", "{memory: 2Gi}"],
    "kubeReservedCgroup": ["/a", '""', "null"],
    "reservedSystemCPUs": ["0-3", '""', "null"],
    "evictionHard": [
        "{memory.available: 5%}",
        "{}",
        "null",
        "{memory.available: null}",
        "{nodefs.available: 1Gi}",
        "{imagefs.inodesFree: 1%}",
    ],
    "evictionSoft": ["{memory.available: 5%}", "null", "{}"],
    "featureGates": ["{MemoryQoS: true}", "{MemoryQoS: null}", "null", "{}", "{KubeletCrashLoopBackOffMax: false}"],
    "reservedMemory": [
        "[]",
        "null",
        "[{numaNode: 0, limits: {memory: 1Gi}}]",
        "[{numaNode: 1, limits: {hugepages-2Mi: 1Gi}}, {numaNode: 0, limits: {memory: 1Gi}}]",
        "[{limits: {memory: null}}]",
        "[{numanode: 3, Limits: {memory: 1Gi}}]",
        "[null]",
    ],
    "maxPods": ["5", "0", "null", "110.0", '"5"', "50"],
    "failSwapOn": ["true", "false", "null"],
    "cgroupDriver": ["systemd", '""', "null"],
    "cgroupsPerQOS": ["false", "true", "null"],
    "mergeDefaultEvictionSettings": ["true", "false", "null"],
    "enforceNodeAllocatable": ["[]", "[none]", "null", "[pods]", "[null]"],
    "memoryThrottlingFactor": ["0.5", "null", "1"],
    "maxParallelImagePulls": ["5", "1", "null"],
    "serializeImagePulls": ["true", "false", "null"],
    "resolvConf": ["/x", "null", "5"],
}


def layer(rnd: random.Random, recased: float = 0.0) -> str:
    """Some NUMA fields; with the chance `recased` each in another letter case."""
    held = {}
    for name in rnd.sample(list(LAYERED), rnd.choice([0, 1, 2, 3, 4])):
        for _ in range(rnd.choice([1, 1, 1, 2])):
            text = rnd.choice(LAYERED[name]) if rnd.random() < 0.97 else rnd.choice(VALUES)
            held.setdefault(_recased(rnd, name) if rnd.random() < recased else name, text)
    return "".join(f"{name}: {text}\n" for name, text in held.items())


def _recased(rnd: random.Random, name: str) -> str:
    mixed = "".join(letter.upper() if rnd.random() < 0.3 else letter for letter in name)
    return rnd.choice([name.lower(), name.upper(), name[:1].upper() + name[1:], mixed])


FLAG_VALUES = {
    "string": ["static", "none", "x", "Static", "restricted", "0-3"],
    "bool": ["true", "false", "x", "1", "T", None, None],
    "int32": ["5", "0x10", "010", "-1", "x", "99999999999", "1_0", "+5"],
    "int64": ["5", "x"],
    "level": ["5", "-1", "x"],
    "duration": ["5s", "0", "x", "5"],
    "quantity": ["1Gi", "x"],
    "ip": ["1.2.3.4", "x", "::", "010.1.1.1"],
    "list": ["pods", "none,pods", "a,,b"],
    "map": ["cpu=1", "cpu=1,memory=2Gi", "x", "a=b=c", ",cpu=2"],
    "map<": ["memory.available<5%", "a<b,c<d", "x"],
    "pair": ["full-pcpus-only=true", "a=true,b=true", "x"],
    "options": ["a=b,c=d", "max-allowable-numa-nodes=9", "x"],
    "gates": [
        "MemoryQoS=true",
        "CPUManagerPolicyAlphaOptions=true,MemoryQoS=false",
        "Foo=true",
        "MemoryQoS=x",
        "MemoryQoS",
    ],
    "headers": ["a:b,c:d", "x"],
    "labels": ["a=b", "kubernetes.io/x=y", "a", "topology.kubernetes.io/zone=x", "-=a"],
    "vmodule": ["a=1", "a", "a=x", "a=1,b=2"],
    "reserved-memory": ["0:memory=1Gi", "0:memory=1Gi,hugepages-2Mi=2Mi", "x", "a:memory=1Gi", "0:foo=1", "0:memory=x"],
    "taints": ["a=b:NoSchedule", "a:NoSchedule", "a", "a=b:Foo", "a=b:NoSchedule,a=c:NoSchedule", "a=b:NoSchedule-"],
}
_SKIPPED = frozenset({"config", "config-dir", "kubeconfig", "bootstrap-kubeconfig", "root-dir"})
"""Flags that name files or folders: the kubelet would read or write there."""


def arguments(rnd: random.Random) -> list[str]:
    """A command line of a few flags. Bare booleans of Go's own flag package are left out: the kubelet's second parse
    takes the word behind them for their value.
    """
    usual = [name for name, flag in FLAGS.items() if flag.type not in {"version", "go bool"} and name not in _SKIPPED]
    numa = [name for name in usual if FLAGS[name].field in LAYERED]
    words = []
    for _ in range(rnd.choice([1, 1, 2, 3, 4])):
        name = rnd.choice(numa if rnd.random() < 0.6 else usual)
        value = rnd.choice(FLAG_VALUES[FLAGS[name].type.removeprefix("go ")])
        if rnd.random() < 0.04:
            name = rnd.choice([name + "x", name[:-1]])
        if rnd.random() < 0.1:
            name = name.replace("-", "_")
        words += (
            [f"--{name}"] if value is None else [f"--{name}={value}"] if rnd.random() < 0.7 else [f"--{name}", value]
        )
    return words


def gate_map(rnd: random.Random, version: Version) -> dict[str, bool]:
    """One to three gates of any version, with any value."""
    known = [*gates.names(version)]
    pool = [*gates._tables()[0], "Foo", "cpuManager", "allAlpha"] if rnd.random() < 0.4 else known
    return {rnd.choice(pool): rnd.random() < 0.5 for _ in range(rnd.choice([1, 1, 1, 2, 3]))}
