"""Every KubeletConfiguration field: its Go type, the minor it appeared in, and its default.

Source: `k8s.io/kubelet/config/v1beta1/types.go` and `SetDefaults_KubeletConfiguration` in kubernetes
`pkg/kubelet/apis/config/v1beta1/defaults.go`, Kubernetes 1.27 and later; logging, tracing and taints from
`k8s.io/component-base` and `k8s.io/api`. In that range no field went away and, but for `logging.flushFrequency`, no
type changed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.version import FIRST
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route


class Field(NamedTuple):
    """One field. `type`: its Go type without the package (`*int32`, `map[string]string`, `[]MemoryReservation`); a
    pointer tells an explicit zero from an absent value. `since`: the first minor that knows it. `default`: the JSON
    value that the kubelet fills in, None where it fills in none; `later`: from which minor on it is another one.
    """

    type: str
    since: int = FIRST
    default: Any = None
    later: tuple[int, Any] | None = None

    def default_in(self, minor: int) -> Any:
        """The value that the kubelet of this minor fills in, or None."""
        return self.later[1] if self.later and minor >= self.later[0] else self.default


STRUCTS: dict[str, dict[str, Field]] = {
    "KubeletConfiguration": {
        "enableServer": Field("*bool", default=True),
        "staticPodPath": Field("string"),
        "podLogsDir": Field("string", since=30, default="/var/log/pods"),
        "syncFrequency": Field("Duration", default="1m"),
        "fileCheckFrequency": Field("Duration", default="20s"),
        "httpCheckFrequency": Field("Duration", default="20s"),
        "staticPodURL": Field("string"),
        "staticPodURLHeader": Field("map[string][]string"),
        "address": Field("string", default="0.0.0.0"),  # noqa: S104  the kubelet's own
        "port": Field("int32", default=10250),
        "readOnlyPort": Field("int32"),
        "tlsCertFile": Field("string"),
        "tlsPrivateKeyFile": Field("string"),
        "tlsCipherSuites": Field("[]string"),
        "tlsCurvePreferences": Field("[]int32", since=36),
        "tlsMinVersion": Field("string"),
        "rotateCertificates": Field("bool"),
        "serverTLSBootstrap": Field("bool"),
        "clientCertificateKeyAlgorithm": Field("*CertificateKeyAlgorithmType", since=38, default="ECDSA-P256"),
        "serverCertificateKeyAlgorithm": Field("*CertificateKeyAlgorithmType", since=38, default="ECDSA-P256"),
        "authentication": Field("KubeletAuthentication"),
        "authorization": Field("KubeletAuthorization"),
        "registryPullQPS": Field("*int32", default=5),
        "registryBurst": Field("int32", default=10),
        "imagePullCredentialsVerificationPolicy": Field("ImagePullCredentialsVerificationPolicy", since=33),
        "preloadedImagesVerificationAllowlist": Field("[]string", since=33),
        "eventRecordQPS": Field("*int32", default=50),
        "eventBurst": Field("int32", default=100),
        "enableDebuggingHandlers": Field("*bool", default=True),
        "enableContentionProfiling": Field("bool"),
        "healthzPort": Field("*int32", default=10248),
        "healthzBindAddress": Field("string", default="127.0.0.1"),
        "oomScoreAdj": Field("*int32", default=-999),
        "clusterDomain": Field("string"),
        "clusterDNS": Field("[]string"),
        "streamingConnectionIdleTimeout": Field("Duration", default="4h"),
        "nodeStatusUpdateFrequency": Field("Duration", default="10s"),
        "nodeStatusReportFrequency": Field("Duration", default="5m"),
        "nodeLeaseDurationSeconds": Field("int32", default=40),
        "imageMinimumGCAge": Field("Duration", default="2m"),
        "imageMaximumGCAge": Field("Duration", since=29),
        "imageGCHighThresholdPercent": Field("*int32", default=85),
        "imageGCLowThresholdPercent": Field("*int32", default=80),
        "volumeStatsAggPeriod": Field("Duration", default="1m"),
        "kubeletCgroups": Field("string"),
        "systemCgroups": Field("string"),
        "cgroupRoot": Field("string"),
        "cgroupsPerQOS": Field("*bool", default=True),
        "cgroupDriver": Field("string", default="cgroupfs"),
        "cpuManagerPolicy": Field("string", default="none"),
        "singleProcessOOMKill": Field("*bool", since=32),
        "cpuManagerPolicyOptions": Field("map[string]string"),
        "cpuManagerReconcilePeriod": Field("Duration", default="10s"),
        "memoryManagerPolicy": Field("string", default="None"),
        "topologyManagerPolicy": Field("string", default="none"),
        "topologyManagerScope": Field("string", default="container"),
        "topologyManagerPolicyOptions": Field("map[string]string"),
        "qosReserved": Field("map[string]string"),
        "runtimeRequestTimeout": Field("Duration", default="2m"),
        "hairpinMode": Field("string", default="promiscuous-bridge"),
        "maxPods": Field("int32", default=110),
        "podCIDR": Field("string"),
        "podPidsLimit": Field("*int64", default=-1),
        "resolvConf": Field("*string", default="/etc/resolv.conf"),
        "runOnce": Field("bool"),
        "cpuCFSQuota": Field("*bool", default=True),
        "cpuCFSQuotaPeriod": Field("*Duration", default="100ms"),
        "nodeStatusMaxImages": Field("*int32", default=50),
        "maxOpenFiles": Field("int64", default=1000000),
        "contentType": Field("string", default="application/vnd.kubernetes.protobuf"),
        "kubeAPIQPS": Field("*int32", default=50),
        "kubeAPIBurst": Field("int32", default=100),
        "serializeImagePulls": Field("*bool", default=True),
        "maxParallelImagePulls": Field("*int32"),
        "evictionHard": Field("map[string]string"),
        "evictionSoft": Field("map[string]string"),
        "evictionSoftGracePeriod": Field("map[string]string"),
        "evictionPressureTransitionPeriod": Field("Duration", default="5m"),
        "evictionMaxPodGracePeriod": Field("int32"),
        "evictionMinimumReclaim": Field("map[string]string"),
        "mergeDefaultEvictionSettings": Field("*bool", since=33, default=False),
        "podsPerCore": Field("int32"),
        "enableControllerAttachDetach": Field("*bool", default=True),
        "protectKernelDefaults": Field("bool"),
        "makeIPTablesUtilChains": Field("*bool", default=True),
        "iptablesMasqueradeBit": Field("*int32", default=14),
        "iptablesDropBit": Field("*int32", default=15),
        "featureGates": Field("map[string]bool"),
        "failSwapOn": Field("*bool", default=True),
        "memorySwap": Field("MemorySwapConfiguration"),
        "containerLogMaxSize": Field("string", default="10Mi"),
        "containerLogMaxFiles": Field("*int32", default=5),
        "containerLogMaxWorkers": Field("*int32", since=30, default=1),
        "containerLogMonitorInterval": Field("*Duration", since=30, default="10s"),
        "configMapAndSecretChangeDetectionStrategy": Field("ResourceChangeDetectionStrategy", default="Watch"),
        "systemReserved": Field("map[string]string"),
        "kubeReserved": Field("map[string]string"),
        "reservedSystemCPUs": Field("string"),
        "showHiddenMetricsForVersion": Field("string"),
        "systemReservedCgroup": Field("string"),
        "kubeReservedCgroup": Field("string"),
        "enforceNodeAllocatable": Field("[]string", default=["pods"]),
        "allowedUnsafeSysctls": Field("[]string"),
        "defaultPodSysctls": Field("map[string]string", since=37),
        "volumePluginDir": Field("string", default="/usr/libexec/kubernetes/kubelet-plugins/volume/exec/"),
        "providerID": Field("string"),
        "kernelMemcgNotification": Field("bool"),
        "logging": Field("LoggingConfiguration"),
        "enableSystemLogHandler": Field("*bool", default=True),
        "enableSystemLogQuery": Field("*bool"),
        "shutdownGracePeriod": Field("Duration"),
        "shutdownGracePeriodCriticalPods": Field("Duration"),
        "shutdownGracePeriodByPodPriority": Field("[]ShutdownGracePeriodByPodPriority"),
        "crashLoopBackOff": Field("CrashLoopBackOffConfig", since=32),
        "reservedMemory": Field("[]MemoryReservation"),
        "enableProfilingHandler": Field("*bool", default=True),
        "enableDebugFlagsHandler": Field("*bool", default=True),
        "seccompDefault": Field("*bool", default=False),
        "memoryThrottlingFactor": Field("*float64", default=0.9, later=(37, None)),
        "memoryReservationPolicy": Field("MemoryReservationPolicy", since=36, default="None"),
        "registerWithTaints": Field("[]Taint"),
        "registerNode": Field("*bool", default=True),
        "tracing": Field("*TracingConfiguration"),
        "localStorageCapacityIsolation": Field("*bool", default=True),
        "containerRuntimeEndpoint": Field("string", default="unix:///run/containerd/containerd.sock"),
        "imageServiceEndpoint": Field("string"),
        "failCgroupV1": Field("*bool", since=31, default=False, later=(35, True)),
        "userNamespaces": Field("*UserNamespaces", since=33),
    },
    "KubeletAuthorization": {
        "mode": Field("KubeletAuthorizationMode", default="Webhook"),
        "webhook": Field("KubeletWebhookAuthorization"),
    },
    "KubeletWebhookAuthorization": {
        "cacheAuthorizedTTL": Field("Duration", default="5m"),
        "cacheUnauthorizedTTL": Field("Duration", default="30s"),
    },
    "KubeletAuthentication": {
        "x509": Field("KubeletX509Authentication"),
        "webhook": Field("KubeletWebhookAuthentication"),
        "anonymous": Field("KubeletAnonymousAuthentication"),
    },
    "KubeletX509Authentication": {
        "clientCAFile": Field("string"),
    },
    "KubeletWebhookAuthentication": {
        "enabled": Field("*bool", default=True),
        "cacheTTL": Field("Duration", default="2m"),
    },
    "KubeletAnonymousAuthentication": {
        "enabled": Field("*bool", default=False),
    },
    "MemoryReservation": {
        "numaNode": Field("int32"),
        "limits": Field("ResourceList"),
    },
    "ShutdownGracePeriodByPodPriority": {
        "priority": Field("int32"),
        "shutdownGracePeriodSeconds": Field("int64"),
    },
    "MemorySwapConfiguration": {
        "swapBehavior": Field("string"),
    },
    "CrashLoopBackOffConfig": {
        "maxContainerRestartPeriod": Field("*Duration"),
    },
    "UserNamespaces": {
        "idsPerPod": Field("*int64"),
    },
    "LoggingConfiguration": {
        "format": Field("string", default="text"),
        # In 1.27 a number of nanoseconds and nothing else.
        "flushFrequency": Field("TimeOrMetaDuration", default=5_000_000_000, later=(28, "5s")),
        "verbosity": Field("VerbosityLevel"),
        "vmodule": Field("VModuleConfiguration"),
        "options": Field("FormatOptions"),
    },
    "VModuleItem": {
        "filePattern": Field("string"),
        "verbosity": Field("VerbosityLevel"),
    },
    "FormatOptions": {
        "text": Field("TextOptions", since=30),
        "json": Field("JSONOptions"),
    },
    "TextOptions": {
        "splitStream": Field("bool"),
        "infoBufferSize": Field("QuantityValue"),
    },
    "JSONOptions": {
        "splitStream": Field("bool"),
        "infoBufferSize": Field("QuantityValue"),
    },
    "TracingConfiguration": {
        "endpoint": Field("*string"),
        "samplingRatePerMillion": Field("*int32"),
    },
    "Taint": {
        "key": Field("string"),
        "value": Field("string"),
        "effect": Field("TaintEffect"),
        "timeAdded": Field("*Time"),
    },
}
"""The fields of each Go struct, in the order of the source. `KubeletConfiguration` is the root."""

FIELDS = STRUCTS["KubeletConfiguration"]

NAMED: dict[str, str] = {
    "KubeletAuthorizationMode": "string",
    "ResourceChangeDetectionStrategy": "string",
    "ImagePullCredentialsVerificationPolicy": "string",
    "MemoryReservationPolicy": "string",
    "CertificateKeyAlgorithmType": "string",
    "TaintEffect": "string",
    "VerbosityLevel": "uint32",
    "VModuleConfiguration": "[]VModuleItem",
    "ResourceList": "map[string]Quantity",
}
"""Go types that stand for a plainer one."""

_V1 = frozenset(
    "LoggingConfiguration VModuleItem VModuleConfiguration VerbosityLevel FormatOptions TextOptions JSONOptions"
    " TracingConfiguration Taint TaintEffect ResourceList".split()
)


def go_name(type_: str) -> str:
    """A type as Go's messages name it: without the pointer, with its package (`[]v1beta1.MemoryReservation`)."""
    bare = type_.lstrip("*")
    if bare.startswith("[]"):
        return "[]" + go_name(bare[2:])
    if bare in _V1:
        return f"v1.{bare}"
    return f"v1beta1.{bare}" if bare in STRUCTS or bare in NAMED else bare


def plain(type_: str) -> str:
    """A type without pointer and name: `string`, `[]VModuleItem`, `map[string]Quantity`."""
    bare = type_.lstrip("*")
    return NAMED.get(bare, bare)


def element(type_: str) -> str | None:
    """What a list or map holds, None for any other type."""
    bare = plain(type_)
    if bare.startswith("[]"):
        return bare[2:]
    return bare[len("map[string]") :] if bare.startswith("map[string]") else None


@lru_cache(1024)
def find(route: Route) -> Field | None:
    """The field at a route (`("reservedMemory", 0, "limits")`; elements of lists and maps have their own type)."""
    found = Field("KubeletConfiguration")
    for step in route:
        inner = element(found.type)
        if inner is not None:
            found = found._replace(type=inner, default=None, later=None)
            continue
        fields = STRUCTS.get(plain(found.type))
        if fields is None or step not in fields:
            return None
        following = fields[str(step)]
        found = following._replace(since=max(found.since, following.since))
    return found


def default(route: Route, minor: int) -> Any:
    """What the kubelet of this minor fills in for a single absent field, or None. Defaults that depend on other fields
    are in `defaults.py`, those of evictionHard in `eviction.py`.
    """
    field = find(route)
    return None if field is None or field.since > minor else field.default_in(minor)


@lru_cache(1024)
def changes(names: frozenset[str]) -> frozenset[int]:
    """The minors from which on a configuration with those top-level fields may be decoded in another way than by the
    minor before: a field appears in them, or its default changes.
    """
    return frozenset[int]().union(
        *(_changes(folded("KubeletConfiguration").get(name.casefold(), "")) for name in names)
    )


@lru_cache(256)
def _changes(name: str) -> frozenset[int]:
    found: set[int] = set()
    waiting = [FIELDS[name]] if name in FIELDS else []
    while waiting:
        field = waiting.pop()
        found |= {field.since} | ({field.later[0]} if field.later else set())
        type_ = field.type
        while (inner := element(type_)) is not None:
            type_ = inner
        if plain(type_) == "TimeOrMetaDuration":
            found.add(28)  # in 1.27 it was a plain duration
        waiting += STRUCTS.get(plain(type_), {}).values()
    return frozenset(found)


@lru_cache(64)
def folded(struct: str) -> dict[str, str]:
    """The fields of a struct by their name in lower case, for what was written in another case."""
    return {name.casefold(): name for name in STRUCTS[struct]}


@lru_cache(512)
def suggest(name: str, struct: str = "KubeletConfiguration") -> str | None:
    """The field that a misspelt name most likely means."""
    same = folded(struct).get(name.casefold())
    if same:
        return same
    from numaconf.suggest import nearest

    return nearest(name, STRUCTS[struct], 0.75) or None
