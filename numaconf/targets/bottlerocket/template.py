"""The kubelet-config template: the KubeletConfiguration text that Bottlerocket writes from `settings.kubernetes`.

It writes text, as Bottlerocket does, because some values are in it without quotes and YAML then takes them for
something else (`reserved-cpus = "0"` becomes the integer 0). Source: bottlerocket-core-kit
`packages/kubernetes-1.NN/kubelet-config`, kits 3.1 to 17.0, and its helpers `kube_reserve_cpu`, `kube_reserve_memory`;
what they write was recorded for Kubernetes 1.24 to 1.37.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import gates
from numaconf.kubelet.version import Version
from numaconf.named import NamedTuple
from numaconf.targets.bottlerocket import tables

if TYPE_CHECKING:
    from numaconf.documents.source import Route

EVICTION = {
    "eviction-hard": "evictionHard",
    "eviction-soft": "evictionSoft",
    "eviction-soft-grace-period": "evictionSoftGracePeriod",
}


class Configuration(NamedTuple):
    """What the template wrote.

    `origins` maps routes of the configuration to routes below `settings.kubernetes`, `computed` those that the
    template itself fills in to how. `unknown`: routes whose value depends on what is not known, with the reason.
    `dropped`: settings that were given and not written, with the reason.
    """

    text: str
    origins: dict[Route, Route]
    computed: dict[Route, str]
    unknown: dict[Route, str]
    dropped: dict[Route, str]


def kube_reserved_cpu(cpus: int) -> str:
    """kubeReserved.cpu for a number of online CPUs: 60m, 70m, 75m, 80m, then 2.5m more for each, rounded down."""
    return f"{(60, 70, 75, 80)[cpus - 1] if cpus <= 4 else 80 + (5 * (cpus - 4)) // 2}m"


def kube_reserved_memory(max_pods: int) -> str:
    """kubeReserved.memory for the value of `max-pods`."""
    return f"{11 * max_pods + 255}Mi"


def write(settings: dict[str, Any], kubernetes: Version, os: Version | None, cpus: int | None) -> Configuration:
    """The configuration from accepted settings (as stored, platform defaults among them).

    `os` None is the newest version. `cpus` None: the number of online CPUs is not known.
    """
    out = _Writer(settings, kubernetes.minor, os or tables.NEWEST)
    out.head()
    for setting, field in EVICTION.items():
        out.quoted_map(setting, field)
    out.reservations(cpus)
    out.cpu()
    out.topology()
    out.reserved_memory()
    for row in tables.ROWS:
        out.row(row)
    out.constants()
    return Configuration("\n".join([*out.lines, ""]), out.origins, out.computed, out.unknown, out.dropped)


_ESCAPES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "`": "&#x60;", "=": "&#x3D;",
})  # fmt: skip


def _shown(value: Any) -> str:
    """A value as handlebars prints it: HTML-escaped, and lists in brackets."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value).translate(_ESCAPES)


class _Writer:
    """The template's text as it grows."""

    def __init__(self, settings: dict[str, Any], minor: int, os: Version) -> None:
        self.settings, self.minor, self.os = settings, minor, os
        self.lines: list[str] = ["---", "kind: KubeletConfiguration", "apiVersion: kubelet.config.k8s.io/v1beta1"]
        self.origins: dict[Route, Route] = {}
        self.computed: dict[Route, str] = {}
        self.unknown: dict[Route, str] = {}
        self.dropped: dict[Route, str] = {}

    def drop(self, route: Route, what: str, others: str = "") -> None:
        more = f"; {others} does" if others else ""
        self.dropped[route] = f"the kubelet template of Kubernetes 1.{self.minor} does not write {what}{more}"

    def line(self, text: str, route: Route = (), origin: Route = ()) -> None:
        self.lines.append(text)
        if route:
            self.origins[route] = origin

    def head(self) -> None:
        if self.settings.get("standalone-mode"):
            self.lines += [
                "address: 127.0.0.1",
                "authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}",
                "authorization: {mode: AlwaysAllow}",
            ]
        else:
            self.lines += [
                "address: 0.0.0.0",
                "authentication: {anonymous: {enabled: false}, webhook: {cacheTTL: 2m0s, enabled: true},"
                " x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}",
                "authorization: {mode: Webhook, webhook: {cacheAuthorizedTTL: 5m0s, cacheUnauthorizedTTL: 30s}}",
            ]
        self.line(
            f"clusterDomain: {_shown(self.settings.get('cluster-domain', ''))}", ("clusterDomain",), ("cluster-domain",)
        )
        if addresses := self.settings.get("cluster-dns-ip"):
            self.line("clusterDNS:", ("clusterDNS",), ("cluster-dns-ip",))
            self.lines += [f"- {_shown(address)}" for address in addresses]
        if sysctls := self.settings.get("allowed-unsafe-sysctls"):
            origin = "allowed-unsafe-sysctls"
            self.line(f"allowedUnsafeSysctls: {_shown(sysctls)}", ("allowedUnsafeSysctls",), (origin,))

    def quoted_map(self, setting: str, field: str) -> bool:
        table = self.settings.get(setting)
        if not table:
            return False
        self.line(f"{field}:", (field,), (setting,))
        for key in sorted(table):
            self.line(f'  {key}: "{_shown(table[key])}"', (field, key), (setting, key))
        return True

    def reservations(self, cpus: int | None) -> None:
        given: dict[str, str] = self.settings.get("kube-reserved", {})
        self.lines.append("kubeReserved:")
        amounts: dict[str, tuple[str, str]] = {"ephemeral-storage": ("1Gi", "Bottlerocket reserves that much")}
        if cpus:
            amounts["cpu"] = kube_reserved_cpu(cpus), f"Bottlerocket computes kubeReserved.cpu from {cpus} CPUs"
        if pods := self.settings.get("max-pods"):
            note = f"Bottlerocket computes kubeReserved.memory from max-pods as 11 × {pods} + 255 MiB"
            amounts["memory"] = (kube_reserved_memory(pods), note)
        for key in ("cpu", "memory", "ephemeral-storage", "pid"):
            if key in given:
                self.line(f'  {key}: "{_shown(given[key])}"', ("kubeReserved", key), ("kube-reserved", key))
            elif amount := amounts.get(key):
                self.lines.append(f'  {key}: "{amount[0]}"')
                self.computed["kubeReserved", key] = amount[1]
            elif key == "cpu":
                self.unknown["kubeReserved", key] = "machine unknown: Bottlerocket computes it from the number of CPUs"
        reserves = self.quoted_map("system-reserved", "systemReserved")
        if not self.settings.get("reserved-cpus"):
            # Named by the template because reservedSystemCPUs forbids them, and never enforced.
            self.lines.append("kubeReservedCgroup: /runtime")
            if reserves:
                self.lines.append("systemReservedCgroup: /system")

    def cpu(self) -> None:
        quota = self.settings.get("cpu-cfs-quota-enforced", True)
        self.line(f"cpuCFSQuota: {_shown(quota)}", ("cpuCFSQuota",), ("cpu-cfs-quota-enforced",))
        policy = self.settings.get("cpu-manager-policy", "none")
        self.line(f"cpuManagerPolicy: {_shown(policy)}", ("cpuManagerPolicy",), ("cpu-manager-policy",))
        setting, field = "cpu-manager-policy-options", "cpuManagerPolicyOptions"
        options: list[str] = self.settings.get(setting, [])
        if not options:
            return
        self.line(f"{field}:", (field,), (setting,))
        for index, option in enumerate(options):
            if option in tables.from_minor(tables.CPU_OPTIONS, self.minor):
                self.line(f'    {option}: "true"', (field, option), (setting, index))
            else:
                first = next(minor for minor, names in tables.CPU_OPTIONS.items() if option in names)
                self.drop((setting, index), option, f"1.{first}")

    def topology(self) -> None:
        setting, field = "topology-manager-policy-options", "topologyManagerPolicyOptions"
        # `prefer-closest-numa-nodes = false` is never written, and is the kubelet's default.
        options = {key: value for key, value in self.settings.get(setting, {}).items() if value}
        names = (
            tables.from_minor(tables.TOPOLOGY_OPTIONS, self.minor) if self.os >= tables.TOPOLOGY_OPTIONS_SINCE else ()
        )
        if not options:
            return
        if names is None:
            self.unknown[field,] = f"it is not known whether the template of Kubernetes 1.{self.minor} writes {setting}"
            return
        written = [key for key in options if key in names]
        if written:
            self.line(f"{field}:", (field,), (setting,))
        for key in sorted(written):
            self.line(f'  {key}: "{_shown(options[key])}"', (field, key), (setting, key))
        for key in sorted(set(options) - set(written)):
            others = {"prefer-closest-numa-nodes": "1.33 to 1.35", "max-allowable-numa-nodes": "1.35"}
            self.drop((setting, key), key, f"that of {others[key]}")

    def reserved_memory(self) -> None:
        setting, policy = "memory-manager-reserved-memory", self.settings.get("memory-manager-policy")
        nodes: dict[str, dict[str, Any]] = self.settings.get(setting, {})
        enabled = [key for key in sorted(nodes) if nodes[key].get("enabled")]
        if not enabled:
            if policy and policy != "None":
                why = f"{setting} has no enabled entry, and without one the policy is not written"
                self.dropped["memory-manager-policy",] = f"the kubelet keeps memoryManagerPolicy None: {why}"
            return
        if policy:
            self.line(f"memoryManagerPolicy: {policy}", ("memoryManagerPolicy",), ("memory-manager-policy",))
        self.line("reservedMemory:", ("reservedMemory",), (setting,))
        for index, key in enumerate(enabled):
            at: Route = ("reservedMemory", index)
            self.line(f"  - numaNode: {key}", at, (setting, key))
            self.line("    limits:", (*at, "limits"), (setting, key))
            for resource in ("memory", "hugepages-1Gi", "hugepages-2Mi"):
                if resource not in nodes[key]:
                    continue
                origin: Route = (setting, key, resource)
                if resource != "memory" and self.os >= tables.HUGEPAGES_DROPPED:
                    self.dropped[origin] = (
                        f"Bottlerocket {tables.HUGEPAGES_DROPPED} and later does not write {resource} there"
                    )
                    continue
                self.line(f"      {resource}: {_shown(nodes[key][resource])}", (*at, "limits", resource), origin)

    def row(self, row: tables.Row) -> None:
        value = self.settings.get(row.setting)
        if value is None or (row.when == "truthy" and not value):
            return
        if self.minor < row.since:
            self.drop((row.setting,), row.field[-1], f"1.{row.since}")
            return
        if row.field == ("idsPerPod",):
            self.dropped[row.setting,] = "the kubelet template writes idsPerPod where the kubelet does not look for it"
        for depth, step in enumerate(row.field[:-1]):
            self.lines.append("  " * depth + f"{step}:")
        indent = "  " * (len(row.field) - 1)
        self.line(f"{indent}{row.field[-1]}: {_shown(value)}", row.field, (row.setting,))

    def constants(self) -> None:
        pods, pids = self.settings.get("max-pods", 110), self.settings.get("pod-pids-limit", 1048576)
        self.line(f"maxPods: {pods}", ("maxPods",), ("max-pods",))
        self.line(f"podPidsLimit: {pids}", ("podPidsLimit",), ("pod-pids-limit",))
        seccomp = _shown(self.settings.get("seccomp-default", False))
        self.line(f"seccompDefault: {seccomp}", ("seccompDefault",), ("seccomp-default",))
        if self.settings.get("server-certificate") and self.settings.get("server-key"):
            pki = "/etc/kubernetes/pki"
            self.line(f"tlsCertFile: {pki}/kubelet-server.crt", ("tlsCertFile",), ("server-certificate",))
            self.line(f"tlsPrivateKeyFile: {pki}/private/kubelet-server.key", ("tlsPrivateKeyFile",), ("server-key",))
        else:
            bootstrap = _shown(self.settings.get("server-tls-bootstrap", ""))
            self.line(f"serverTLSBootstrap: {bootstrap}", ("serverTLSBootstrap",), ("server-tls-bootstrap",))
        if self.settings.get("static-pods-enabled", True):
            self.lines.append("staticPodPath: /etc/kubernetes/static-pods/")
        fixed = dict(tables.FIXED)
        newer = self.os >= tables.SWAP_TOLERATED
        if newer:
            fixed["failSwapOn"] = False
        if self.minor >= 35:
            fixed["failCgroupV1"] = False
        self.lines += [f"{field}: {_shown(value)}" for field, value in fixed.items()]
        self.lines.append("tlsCipherSuites:")
        self.lines += [f"- TLS_ECDHE_{name}" for name in tables.CIPHERS[: None if newer else 1]]
        on = gates.known_to(tables.from_minor(tables.FEATURE_GATES, self.minor), Version(1, self.minor))
        if self.minor == 29 and self.os < tables.IMAGE_GC_GATE:
            on = ()
        if on:
            self.lines += ["featureGates:", *(f"  {gate}: true" for gate in on)]
