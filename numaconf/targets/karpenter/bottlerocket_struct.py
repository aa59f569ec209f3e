"""Karpenter's Go struct of `[settings.kubernetes]`: what it cannot decode, and what it does not know and so drops.

Karpenter decodes the user's table into the struct and writes the struct in the table's place. Source:
aws/karpenter-provider-aws 1.0 to 1.15 `pkg/providers/amifamily/bootstrap/bottlerocketsettings.go`; 1.14 and 1.15 were
run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.kubelet.version import Version

STRUCT = "bootstrap.BottlerocketKubernetes"


class Kind(NamedTuple):
    """The Go type of a field. `fields`: those of a struct, `values`: the struct in a map, with its name in Go."""

    go: str
    fields: dict[str, tuple[str, Kind]] = {}  # noqa: RUF012  never mutated
    values: Kind | None = None


_STRING, _INT, _UINT, _BOOL = Kind("string"), Kind("int"), Kind("uint32"), Kind("bool")
_LIST, _MAP = Kind("[]string"), Kind("map[string]string")


def _struct(name: str, **fields: tuple[str, Kind]) -> Kind:
    return Kind(f"bootstrap.{name}", {key.replace("_", "-"): field for key, field in fields.items()})


def _map_of(struct: Kind) -> Kind:
    return Kind(f"map[string]{struct.go}", values=struct)


_TOPOLOGY = _struct(
    "BottlerocketTopologyManagerPolicyOptions",
    prefer_closest_numa_nodes=("PreferClosestNumaNodes", _BOOL),
    max_allowable_numa_nodes=("MaxAllowableNumaNodes", _INT),
)
RESERVED_MEMORY = _struct(
    "BottlerocketMemoryManagerReservedMemory",
    enabled=("Enabled", _BOOL), memory=("Memory", _STRING),
    hugepages_2Mi=("HugePages2Mi", _STRING), hugepages_1Gi=("HugePages1Gi", _STRING),
)  # fmt: skip
_PROVIDER = _struct(
    "BottlerocketCredentialProvider",
    enabled=("Enabled", _BOOL), cache_duration=("CacheDuration", _STRING), image_patterns=("ImagePatterns", _LIST),
    environment=("Environment", _MAP),
)  # fmt: skip
_STATIC_POD = _struct("BottlerocketStaticPod", enabled=("Enabled", _BOOL), manifest=("Manifest", _STRING))

_STRINGS = """
APIServer api-server, CloudProvider cloud-provider, ClusterCertificate cluster-certificate, ClusterName cluster-name,
ClusterDNSIP cluster-dns-ip, ContainerLogMaxSize container-log-max-size, CPUManagerPolicy cpu-manager-policy,
CPUManagerReconcilePeriod cpu-manager-reconcile-period, MemoryManagerPolicy memory-manager-policy,
TopologyManagerScope topology-manager-scope, TopologyManagerPolicy topology-manager-policy,
ImageGCHighThresholdPercent image-gc-high-threshold-percent, ImageGCLowThresholdPercent image-gc-low-threshold-percent,
ShutdownGracePeriod shutdown-grace-period, ShutdownGracePeriodForCriticalPods shutdown-grace-period-for-critical-pods,
ClusterDomain cluster-domain, ContainerLogMonitorInterval container-log-monitor-interval,
HostnameOverrideSource hostname-override-source
"""
_INTS = """
MaxPods max-pods, EvictionMaxPodGracePeriod eviction-max-pod-grace-period, RegistryQPS registry-qps,
RegistryBurst registry-burst, EventQPS event-qps, EventBurst event-burst, KubeAPIQPS kube-api-qps,
KubeAPIBurst kube-api-burst, ContainerLogMaxFiles container-log-max-files, IdsPerPod ids-per-pod,
PodPidsLimit pod-pids-limit, ContainerLogMaxWorkers container-log-max-workers
"""
_BOOLS = """
ServerTLSBootstrap server-tls-bootstrap, CPUCFSQuota cpu-cfs-quota-enforced, SeccompDefault seccomp-default,
DeviceOwnershipFromSecurityContext device-ownership-from-security-context, SingleProcessOOMKill single-process-oom-kill
"""
_MAPS = """
NodeLabels node-labels, EvictionHard eviction-hard, EvictionSoft eviction-soft,
EvictionSoftGracePeriod eviction-soft-grace-period, KubeReserved kube-reserved, SystemReserved system-reserved
"""
_LISTS = "AllowedUnsafeSysctls allowed-unsafe-sysctls, CPUManagerPolicyOptions cpu-manager-policy-options"


def _fields(text: str, kind: Kind) -> dict[str, tuple[str, Kind]]:
    return {key: (name, kind) for name, key in (pair.split() for pair in text.split(","))}


FIELDS: dict[str, tuple[str, Kind]] = {
    **_fields(_STRINGS, _STRING), **_fields(_INTS, _INT), **_fields(_BOOLS, _BOOL), **_fields(_MAPS, _MAP),
    **_fields(_LISTS, _LIST),
    "log-level": ("VerbosityLevel", _UINT),
    "node-taints": ("NodeTaints", Kind("map[string][]string")),
    "credential-providers": ("CredentialProviders", _map_of(_PROVIDER)),
    "static-pods": ("StaticPods", _map_of(_STATIC_POD)),
    "topology-manager-policy-options": ("TopologyManagerPolicyOptions", _TOPOLOGY),
    "memory-manager-reserved-memory": ("MemoryManagerReservedMemory", _map_of(RESERVED_MEMORY)),
}  # fmt: skip
"""Key: the field's name in Go, and its type."""

SINCE: dict[str, tuple[int, int]] = {
    "cpu-manager-policy-options": (1, 9),
    "ids-per-pod": (1, 9),
    "memory-manager-policy": (1, 10),
    "topology-manager-policy-options": (1, 13),
    "memory-manager-reserved-memory": (1, 15),
}
"""The first Karpenter version that passes a key on; the others do since before 1.0."""

LOGGED_SINCE = (1, 9)
"""From this version Karpenter's log names what it drops: `Unknown parameter in userData K8s settings`."""


class Decoded(NamedTuple):
    """What is left of a table. `dropped`: routes below `settings.kubernetes`. `refusal`: where the decoding ends, and
    Karpenter's words; then nothing is launched.
    """

    table: dict[str, Any]
    dropped: tuple[Route, ...] = ()
    refusal: tuple[Route, str] | None = None


def decode(table: dict[str, Any], karpenter: Version) -> Decoded:
    """Decode the user's `[settings.kubernetes]` as a Karpenter version does. Letter case of keys does not matter."""
    known = {key: field for key, field in FIELDS.items() if SINCE.get(key, (1, 0)) <= karpenter[:2]}
    dropped: list[Route] = []
    try:
        found = _struct_of(table, Kind(STRUCT, known), (), dropped)
    except _Refused as error:
        return Decoded({}, (), (error.route, f"toml: {error.text}"))
    return Decoded(found, tuple(dropped))


class _Refused(Exception):
    def __init__(self, route: Route, text: str) -> None:
        self.route, self.text = route, text
        super().__init__(text)


def _struct_of(value: dict[str, Any], kind: Kind, at: Route, dropped: list[Route]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        held = kind.fields.get(key) or kind.fields.get(key.lower())
        if held is None:
            dropped.append((*at, key))
            continue
        name = key if key in kind.fields else key.lower()
        found[name] = _taken(item, held[1], (*at, key), f"struct field {kind.go}.{held[0]} of type ", dropped)
    return found


def _taken(value: Any, kind: Kind, at: Route, field: str, dropped: list[Route]) -> Any:
    """A value as its Go type holds it. `field` is in the error before the type."""
    if kind.fields or kind.values or kind.go.startswith("map["):
        if not isinstance(value, dict):
            raise _Refused(at, f"cannot decode TOML {_toml(value)} into {field}{kind.go}")
        if kind.fields:
            return _struct_of(value, kind, at, dropped)
        inner = kind.values or Kind(kind.go.partition("]")[2])
        return {key: _taken(item, inner, (*at, key), "", dropped) for key, item in value.items()}
    if kind.go.startswith("[]"):
        if not isinstance(value, list):
            raise _Refused(at, f"cannot decode TOML {_toml(value)} into {field}{kind.go}")
        return [_taken(item, Kind(kind.go[2:]), (*at, index), field, dropped) for index, item in enumerate(value)]
    fits: dict[str, type] = {"string": str, "bool": bool, "int": int, "uint32": int}
    if type(value) is not fits[kind.go]:
        raise _Refused(at, f"cannot decode TOML {_toml(value)} into {field}{kind.go}")
    if kind.go == "uint32" and isinstance(value, int) and value < 0:
        raise _Refused(at, f"negative integer value {value} cannot be stored in uint32")
    return value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "float", list: "array", dict: "table"}
    return names.get(type(value), "local date")


def written(table: dict[str, Any]) -> dict[str, Any]:
    """The table as Karpenter writes it: without empty lists and tables, and `enabled` of reserved memory always."""
    found = {key: value for key, value in table.items() if value not in ({}, [])}
    nodes = found.get("memory-manager-reserved-memory")
    if isinstance(nodes, dict):
        found["memory-manager-reserved-memory"] = {
            node: {"enabled": False, **{key: text for key, text in one.items() if text != ""}}
            for node, one in nodes.items()
        }
    return found
