"""The keys of Bottlerocket's settings, as data: type, and the OS version that brought them.

`SETTINGS` is the model of the aws-k8s variants; `KUBERNETES` its table `settings.kubernetes`. Of sections that have no
bearing on the kubelet only the keys are looked at. Source: bottlerocket-settings-sdk models 0.7.0 to 0.27.0 and their
changelog, the OS repository's migrations and changelog (versions), core-kit's changelog (which kit is in which OS).
"""

from __future__ import annotations

from numaconf.kubelet.version import Version, dotted
from numaconf.targets.bottlerocket import values
from numaconf.targets.bottlerocket.model import (
    Anything,
    Array,
    Boolean,
    Field,
    Integer,
    Since,
    Struct,
    Table,
    Text,
    Type,
    Word,
)
from numaconf.targets.bottlerocket.types import Command, Factor, Limit, OneOrMany, Percent


def _since(version: str, maybe: str = "") -> Since:
    surely, early = (dotted(text, "Bottlerocket") for text in (version, maybe or version))
    return Since(surely, early)


_QUANTITY = Text("KubernetesQuantityValue", values.quantity)
_DURATION = Text("KubernetesDurationValue", values.duration)
_THRESHOLD = Text("KubernetesThresholdValue", values.threshold)
_URL = Text("Url", values.url)
_BASE64 = Text("ValidBase64", values.base64)
_IDENTIFIER = Text("Identifier", values.identifier)
_LINE = Text("SingleLineString", values.single_line)
_ADDRESS = Text("IpAddr", values.ip_address)
_I32 = Integer("i32")

_SIGNALS = Word(
    "memory.available", "nodefs.available", "nodefs.inodesFree",
    "imagefs.available", "imagefs.inodesFree", "pid.available",
)  # fmt: skip
_RESERVED = Table(
    Word(
        "cpu", "memory", "ephemeral-storage", "pid",
        since={"pid": _since("1.50.0")},
        prefix="Unable to deserialize into KubernetesReservedResourceKey: "
        "Invalid input for field Reserved sources key: ",
    ),
    _QUANTITY,
)  # fmt: skip
_LATER_OPTIONS = ("distribute-cpus-across-numa", "prefer-align-cpus-by-uncorecache", "strict-cpu-reservation")


def _words(name: str, message: str, *words: str) -> Text:
    return Text(name, values.one_of(message, *words))


_MEMORY_QOS = _since("1.66.0", maybe="1.65.0")  # core-kit 16.1, which no known changelog ties to an OS version

KUBERNETES = Struct({
    "cluster-name": Field(Text("KubernetesClusterName", values.cluster_name)),
    "cluster-certificate": Field(_BASE64),
    "api-server": Field(_URL),
    "node-labels": Field(Table(
        Text("KubernetesLabelKey", values.label_key), Text("KubernetesLabelValue", values.label_value),
    )),
    "node-taints": Field(Table(
        Text("KubernetesLabelKey", values.label_key),
        OneOrMany(
            Text("KubernetesTaintValue", values.taint_value), "empty taint value", "unsupported taint value type",
        ),
    )),
    "static-pods": Field(Table(_IDENTIFIER, Struct({"enabled": Field(Boolean()), "manifest": Field(_BASE64)}))),
    "authentication-mode": Field(_words(
        "KubernetesAuthenticationMode", "Invalid authentication mode '{}'", "aws", "tls",
    )),
    "bootstrap-token": Field(Text("KubernetesBootstrapToken", values.bootstrap_token)),
    "standalone-mode": Field(Boolean()),
    "eviction-hard": Field(Table(_SIGNALS, _THRESHOLD)),
    "eviction-soft": Field(Table(_SIGNALS, _THRESHOLD), _since("1.14.0")),
    "eviction-soft-grace-period": Field(Table(_SIGNALS, _DURATION), _since("1.14.0")),
    "eviction-max-pod-grace-period": Field(
        Integer("i32", low=0, message="Unable to deserialize into NonNegativeInteger: "
                "number must be great than or equal to 0"), _since("1.14.0"),
    ),
    "kube-reserved": Field(_RESERVED),
    "system-reserved": Field(_RESERVED, _since("1.1.2")),
    "allowed-unsafe-sysctls": Field(Array(_LINE)),
    "server-tls-bootstrap": Field(Boolean(), _since("1.1.0")),
    "cloud-provider": Field(_words("KubernetesCloudProvider", "Invalid cloud provider '{}'", "aws", "external", "")),
    "registry-qps": Field(_I32),
    "registry-burst": Field(_I32),
    "event-qps": Field(_I32),
    "event-burst": Field(_I32),
    "kube-api-qps": Field(_I32),
    "kube-api-burst": Field(_I32),
    "container-log-max-size": Field(_QUANTITY),
    "container-log-max-files": Field(_I32),
    "container-log-max-workers": Field(_I32, _since("1.39.0")),
    "container-log-monitor-interval": Field(_DURATION, _since("1.39.0")),
    "cpu-cfs-quota-enforced": Field(Boolean(), _since("1.14.0")),
    # `Static` and `None` pass and are kept as they are, which no kubelet knows.
    "cpu-manager-policy": Field(_words(
        "CpuManagerPolicy", "Invalid Cpu Manager policy '{}'", "static", "none", "Static", "None",
    ), _since("1.1.3")),
    "cpu-manager-reconcile-period": Field(_DURATION, _since("1.1.3")),
    "cpu-manager-policy-options": Field(
        Array(Word("full-pcpus-only", *_LATER_OPTIONS, since=dict.fromkeys(_LATER_OPTIONS, _since("1.51.0")))),
        _since("1.14.0"),
    ),
    "topology-manager-scope": Field(_words(
        "TopologyManagerScope", "Invalid topology manager scope '{}'", "container", "pod",
    ), _since("1.2.0")),
    "topology-manager-policy": Field(_words(
        "TopologyManagerPolicy", "Invalid topology manager policy '{}'",
        "none", "restricted", "best-effort", "single-numa-node",
    ), _since("1.2.0")),
    "topology-manager-policy-options": Field(Struct({
        "prefer-closest-numa-nodes": Field(Boolean()),
        "max-allowable-numa-nodes": Field(Integer(
            "u32", low=8, message="Invalid Kubernetes max-allowable-numa-nodes value '{}': must be >= 8",
        )),
    }), _since("1.60.0")),
    "pod-pids-limit": Field(Integer("i64"), _since("1.8.0")),
    "image-gc-high-threshold-percent": Field(Percent(), _since("1.9.0")),
    "image-gc-low-threshold-percent": Field(Percent(), _since("1.9.0")),
    "image-minimum-gc-age": Field(_DURATION, _since("1.51.0")),
    "image-maximum-gc-age": Field(_DURATION, _since("1.51.0")),
    "provider-id": Field(_URL, _since("1.8.0")),
    "log-level": Field(Integer("u8"), _since("1.10.0")),
    "credential-providers": Field(Table(_IDENTIFIER, Struct({
        "enabled": Field(Boolean(), required=True),
        "image-patterns": Field(Array(_LINE), required=True),
        "cache-duration": Field(_DURATION),
        "environment": Field(Anything()),
    }, lenient=True)), _since("1.11.0")),
    "server-certificate": Field(_BASE64, _since("1.11.0")),
    "server-key": Field(_BASE64, _since("1.11.0")),
    "shutdown-grace-period": Field(_DURATION, _since("1.14.0")),
    "shutdown-grace-period-for-critical-pods": Field(_DURATION, _since("1.14.0")),
    "memory-manager-reserved-memory": Field(Table(_IDENTIFIER, Struct(
        {"enabled": Field(Boolean(), required=True)},
        rest=Table(Word("memory", "hugepages-2Mi", "hugepages-1Gi"), _QUANTITY),
    )), _since("1.14.0")),
    "memory-manager-policy": Field(
        Word("Static", "static", "None", "none", aliases={"static": "Static", "none": "None"}), _since("1.14.0"),
    ),
    "memory-reservation-policy": Field(Word(
        "None", "none", "TieredReservation", "tiered-reservation",
        aliases={"none": "None", "tiered-reservation": "TieredReservation"},
    ), _MEMORY_QOS),
    "memory-throttling-factor": Field(Factor(), _MEMORY_QOS),
    "reserved-cpus": Field(Text("KernelCpuSetValue", values.cpu_set), _since("1.21.0")),
    "memory-swap-behavior": Field(Word(
        "NoSwap", "no-swap", "LimitedSwap", "limited-swap",
        aliases={"no-swap": "NoSwap", "limited-swap": "LimitedSwap"},
    ), _since("1.42.0")),
    "hostname-override-source": Field(Word("private-dns-name", "instance-id"), _since("1.21.0")),
    "seccomp-default": Field(Boolean(), _since("1.15.0")),
    "device-ownership-from-security-context": Field(Boolean(), _since("1.30.0")),
    "single-process-oom-kill": Field(Boolean(), _since("1.39.0")),
    "static-pods-enabled": Field(Boolean(), _since("1.46.0")),
    "max-pods": Field(Integer("u32")),
    "cluster-dns-ip": Field(OneOrMany(
        _ADDRESS, "", "data did not match any variant of untagged enum KubernetesClusterDnsIp",
    )),
    "cluster-domain": Field(Text("DNSDomain", values.dns_domain)),
    "node-ip": Field(_ADDRESS),
    "pod-infra-container-image": Field(_LINE),
    "hostname-override": Field(Text("ValidLinuxHostname", values.hostname), _since("1.13.4")),
    "ids-per-pod": Field(Integer(
        "i64", high=2**32 - 1, multiple=65536, message="Invalid Kubernetes IDs per pod value '{}'",
    ), _since("1.51.0")),
    "max-parallel-image-pulls": Field(_I32, _since("1.51.0")),
    "container-runtime-endpoint": Field(_URL, _since("1.64.0")),
    # In models 0.18 and 0.19 only, which were in some OS versions between these two.
    "fail-cgroup-v1": Field(Boolean(), _since("1.60.0", maybe="1.52.0"), gone=Version(1, 60, 0)),
})  # fmt: skip
"""`settings.kubernetes`."""

_PARAMETERS = Table(Text("BootConfigKey", values.boot_key), Array(Text("BootConfigValue", values.boot_value)))
BOOT = Struct({
    "reboot-to-reconcile": Field(Boolean(), _since("1.10.0")),
    "kernel-parameters": Field(_PARAMETERS, alias="kernel"),
    "init-parameters": Field(_PARAMETERS, alias="init"),
})  # fmt: skip

HUGEPAGES_SINCE = _since("1.64.0")
KERNEL = Struct({
    "lockdown": Field(_words("Lockdown", "Invalid lockdown mode '{}'", "none", "integrity", "confidentiality")),
    "modules": Field(Table(Text(), Struct({"allowed": Field(Boolean()), "autoload": Field(Boolean())}))),
    "sysctl": Field(Table(Text("SysctlKey", values.sysctl_key), Text())),
    "hugepages": Field(Struct({
        "static": Field(Struct({"essential": Field(Boolean())}, rest=Table(
            Text("HugepageSize", values.page_size),
            Struct({"count": Field(Text("HugepageAllocation", values.page_count), required=True)}, lenient=True),
        ))),
        "transparent": Field(Struct({
            "enabled": Field(Word("never", "madvise", "always")),
            "defrag": Field(Word("always", "defer", "defer+madvise", "madvise", "never")),
        }, lenient=True)),
    }, lenient=True), HUGEPAGES_SINCE),
    # Of the nvidia variants: not in models 0.7 (OS 1.32), in 0.27 (OS 1.66); no changelog says since when.
    "drivers": Field(Anything(), _since("1.66.0", maybe="1.33.0")),
})  # fmt: skip


def _keys(names: str) -> Field:
    """A section that has nothing to do with the kubelet: its keys count, since one that the model does not know keeps
    the node from booting; their values are not looked at. The keys are those of the newest version.
    """
    return Field(Struct(dict.fromkeys(names.split(), Field(Anything()))))


_BOOTSTRAP_MODE = _words("BootstrapMode", "Invalid bootstrap mode '{}'", "off", "once", "always")
SETTINGS = Struct({
    **dict.fromkeys((
        "motd",
        # of some variants, or of versions that no changelog names
        "kubelet-device-plugins", "nvidia-container-runtime", "kubelet-dra-drivers",
    ), Field(Anything())),
    "updates": _keys("metadata-base-url targets-base-url version-lock ignore-waves seed"),
    "ntp": _keys("time-servers options logging"),
    "network": _keys("hostname hosts https-proxy no-proxy disable-ipv6"),
    "aws": _keys("region config credentials profile"),
    "metrics": _keys("metrics-url send-metrics service-checks"),
    "pki": Field(Table(_IDENTIFIER, _keys("data trusted").type)),
    "container-registry": Field(Struct({
        "mirrors": Field(Anything()),
        "credentials": Field(Array(_keys("registry username password auth identitytoken").type), alias="creds"),
    })),
    "oci-hooks": _keys("log4j-hotpatch-enabled"),
    "cloudformation": _keys("should-signal stack-name logical-resource-id"),
    "dns": _keys("name-servers search-list"),
    "container-runtime": _keys(
        "log-level max-container-log-line-size max-concurrent-downloads max-concurrent-unpacks "
        "concurrent-download-chunk-size concurrent-layer-fetch-buffer enable-unprivileged-ports "
        "enable-unprivileged-icmp snapshotter"
    ),
    "autoscaling": _keys("should-wait"),
    "host-containers": Field(Table(_IDENTIFIER, _keys("source enabled superpowered user-data command").type)),
    "kubernetes": Field(KUBERNETES),
    "kernel": Field(KERNEL),
    "boot": Field(BOOT, _since("1.8.0")),
    "bootstrap-containers": Field(Table(_IDENTIFIER, Struct({
        "source": Field(_URL), "mode": Field(_BOOTSTRAP_MODE), "user-data": Field(_BASE64),
        "essential": Field(Boolean()), "command": Field(Array(Text()), _since("1.47.0")),
    }))),
    "bootstrap-commands": Field(Table(_IDENTIFIER, Struct({
        "commands": Field(Array(Command())), "mode": Field(_BOOTSTRAP_MODE), "essential": Field(Boolean()),
    })), _since("1.22.0")),
    "oci-defaults": Field(Struct({
        "capabilities": Field(Table(Text(), Boolean())),
        "resource-limits": Field(Table(Text(), Struct({
            "hard-limit": Field(Limit(), required=True), "soft-limit": Field(Limit(), required=True),
        }))),
    })),
    "container-runtime-plugins": Field(Anything(), _since("1.44.0")),
    "image-verifier-plugins": Field(Anything(), _since("1.52.0")),
    "measurement": Field(Anything(), _since("1.64.0")),
})  # fmt: skip
"""The whole `settings` table."""


def since(*keys: str) -> Version | None:
    """The first OS version that surely knows a key (`"kubernetes", "reserved-cpus"`) or word; None: every one."""
    at: Type = SETTINGS
    found: Version | None = None
    for key in keys:
        if isinstance(at, Array):
            at = at.item
        came: Since | None = None
        if isinstance(at, Struct):
            field = at.fields[key]
            at, came = field.type, field.since
        elif isinstance(at, Word):
            came = at.since.get(key)
        elif isinstance(at, Table):
            came = at.key.since.get(key) if isinstance(at.key, Word) else None
            at = at.item
        found = max(filter(None, (found, came and came.surely)), default=None)
    return found
