"""An intent as Bottlerocket's settings, and what in it no setting can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.documents.yaml import scalars
from numaconf.kubelet import cpuset, go
from numaconf.kubelet.version import Version
from numaconf.targets.bottlerocket import kernel, settings, tables, template, toml_write
from numaconf.targets.target import Inexpressible

if TYPE_CHECKING:
    from collections.abc import Callable

    from numaconf.documents.source import Route
    from numaconf.targets.target import Intent

VARIANTS: dict[int, tuple[Version | None, Version | None]] = {
    27: (None, Version(1, 52, 0)),
    28: (None, Version(1, 52, 0)),
    29: (None, Version(1, 60, 0)),
    30: (None, Version(1, 66, 0)),
    36: (Version(1, 61, 0), None),
    37: (Version(1, 66, 0), None),
}
"""Kubernetes minors that not all OS versions have: the first that surely has it, the first that surely has not."""

COPIED: dict[str, str] = {row.field[0]: row.setting for row in tables.ROWS if len(row.field) == 1} | {
    "cpuCFSQuota": "cpu-cfs-quota-enforced",
    "cpuManagerPolicy": "cpu-manager-policy",
    "memoryManagerPolicy": "memory-manager-policy",
    "maxPods": "max-pods",
    "podPidsLimit": "pod-pids-limit",
    "seccompDefault": "seccomp-default",
    "serverTLSBootstrap": "server-tls-bootstrap",
    "clusterDomain": "cluster-domain",
    "clusterDNS": "cluster-dns-ip",
    "allowedUnsafeSysctls": "allowed-unsafe-sysctls",
    "kubeReserved": "kube-reserved",
    "systemReserved": "system-reserved",
    **{field: setting for setting, field in template.EVICTION.items()},
}
"""Kubelet fields whose value is the setting's."""
del COPIED["idsPerPod"]


TRUTHY = frozenset(row.field[0] for row in tables.ROWS if row.when == "truthy")


class Draft:
    """Settings in the making. `fields` names, for each route below `settings`, what in the profile it came from."""

    def __init__(self, intent: Intent, os: Version) -> None:
        self.intent, self.os = intent, os
        self.kubernetes: dict[str, Any] = {}
        self.cluster: dict[str, Any] = {}
        self.others: dict[str, Any] = {}
        self.fields: dict[Route, str] = {}
        self.refused: list[Inexpressible] = []
        self.warnings: list[str] = []

    def settings(self) -> dict[str, Any]:
        """The whole `settings` table, keys in the order of the model."""
        merged = {**self.kubernetes, **self.cluster}
        ordered = {key: merged[key] for key in settings.KUBERNETES.fields if key in merged}
        return {"kubernetes": ordered, **self.others}

    def pasted(self) -> str:
        """The same for below a header; whoever writes the header writes the cluster's keys too."""
        ordered = {key: self.kubernetes[key] for key in settings.KUBERNETES.fields if key in self.kubernetes}
        return toml_write.below_header(ordered, self.others)

    def refuse(self, field: str, reason: str, remedy: str = "") -> None:
        self.refused.append(Inexpressible(field, reason, remedy))

    def put(self, setting: str, value: Any, field: str) -> None:
        self.kubernetes[setting] = value
        self.fields["kubernetes", setting] = field

    def fill(self) -> None:
        """All settings from the intent."""
        self.variant()
        for field, value in self.intent.config.items():
            if field in WRITERS:
                WRITERS[field](self, value)
            elif field in TRUTHY and not value:
                why = f"Bottlerocket never writes {str(value).lower()} there"
                self.refuse(f"kubelet.{field}", why, "leave the field out")
            elif field in COPIED:
                self.put(COPIED[field], value, f"kubelet.{field}")
        self.node()
        self.cluster_block()
        self.hugepages()
        if self.intent.reset_memory_state_on_boot:
            self.refuse(
                "node.resetMemoryManagerState",
                "Bottlerocket removes cpu_manager_state at each boot, and no setting removes memory_manager_state",
                "replace nodes, or run a bootstrap container that removes "
                "/.bottlerocket/rootfs/var/lib/kubelet/memory_manager_state",
            )

    def variant(self) -> None:
        number = self.intent.kubernetes.minor
        first, gone = VARIANTS.get(number, (None, None))
        minor = f"1.{number}"
        if number > max(VARIANTS) and self.os <= tables.NEWEST and not self.os.newer:
            why = f"Bottlerocket {self.os} has no variant for Kubernetes {minor}"
            self.refuse("kubernetesVersion", why, f"no version up to {tables.NEWEST} has one")
        if first and self.os < first:
            why = f"Bottlerocket {self.os} has no variant for Kubernetes {minor}"
            self.refuse("kubernetesVersion", why, f"{first} is the first version that has it")
        if gone and self.os >= gone:
            why = f"Bottlerocket {self.os} has no variant for Kubernetes {minor} any more"
            self.refuse("kubernetesVersion", why, f"take a version before {gone}")

    def cpu_options(self, options: dict[str, str]) -> None:
        for option, value in options.items():
            if not _is_true(value):
                why = "Bottlerocket can only switch options on, and takes their names"
                self.refuse(f"kubelet.cpuManagerPolicyOptions[{option}]", why, "leave the option out")
        self.put("cpu-manager-policy-options", list(options), "kubelet.cpuManagerPolicyOptions")
        for index, option in enumerate(options):
            route: Route = ("kubernetes", "cpu-manager-policy-options", index)
            self.fields[route] = f"kubelet.cpuManagerPolicyOptions[{option}]"

    def topology_options(self, options: dict[str, str]) -> None:
        table: dict[str, Any] = {}
        setting, closest = "topology-manager-policy-options", "prefer-closest-numa-nodes"
        for option, value in options.items():
            field = f"kubelet.topologyManagerPolicyOptions[{option}]"
            self.fields["kubernetes", setting, option] = field
            if option == closest and not _is_true(value):
                self.refuse(field, "Bottlerocket never writes false, the kubelet's default", "leave the option out")
            table[option] = True if option == closest else whole(value) if value.isdecimal() else value
        if table:
            self.put(setting, table, "kubelet.topologyManagerPolicyOptions")

    def reserved_memory(self, entries: list[dict[str, Any]]) -> None:
        nodes: dict[str, dict[str, Any]] = {}
        for entry in entries:
            node = nodes.setdefault(str(entry.get("numaNode", 0)), {"enabled": True})
            for kind, amount in entry.get("limits", {}).items():
                if kind != "memory":
                    why = (
                        f"Bottlerocket {tables.HUGEPAGES_DROPPED} and later drops {kind}, which no kubelet starts with"
                    )
                    self.refuse(f"kubelet.reservedMemory[{kind}]", why, "allocate pages by spec.hugepages")
                elif kind in node:
                    self.refuse("kubelet.reservedMemory", f"NUMA node {entry.get('numaNode', 0)} appears twice")
                node[kind] = str(amount)
        if nodes:
            self.put("memory-manager-reserved-memory", nodes, "kubelet.reservedMemory")

    def reserved_cpus(self, cpus: str) -> None:
        if not isinstance(scalars.PLAIN[cpus], str):
            # The template writes the list without quotes: one CPU has to look like a range.
            cpu = min(cpuset.parse(cpus))
            cpus = f"{cpu}-{cpu}"
        if cpus:
            self.put("reserved-cpus", cpus, "kubelet.reservedSystemCPUs")

    def memory_swap(self, swap: dict[str, Any]) -> None:
        if swap.get("swapBehavior"):
            self.put("memory-swap-behavior", swap["swapBehavior"], "kubelet.memorySwap")

    def register_with_taints(self, taints: list[dict[str, str]]) -> None:
        self.taint(taints, "kubelet.registerWithTaints")

    def taint(self, taints: list[dict[str, str]] | tuple[dict[str, str], ...], field: str) -> None:
        table: dict[str, list[str]] = self.kubernetes.setdefault("node-taints", {})
        for taint in taints:
            table.setdefault(taint["key"], []).append(f"{taint.get('value', '')}:{taint['effect']}")
            self.fields["kubernetes", "node-taints", taint["key"]] = f"{field}[{taint['key']}]"

    def node(self) -> None:
        if self.intent.labels:
            self.put("node-labels", dict(sorted(self.intent.labels.items())), "node.labels")
            for key in self.intent.labels:
                self.fields["kubernetes", "node-labels", key] = f"node.labels[{key}]"
        if self.intent.taints:
            self.taint(self.intent.taints, "node.taints")

    def cluster_block(self) -> None:
        cluster = self.intent.cluster
        if cluster is None:
            return
        keys = {
            "cluster-name": ("name", cluster.name),
            "api-server": ("apiServerEndpoint", cluster.api_server_endpoint),
            "cluster-certificate": ("certificateAuthority", cluster.certificate_authority),
        }
        for setting, (field, value) in keys.items():
            if value:
                self.cluster[setting] = value
                self.fields["kubernetes", setting] = f"cluster.{field}"
        if cluster.cidr and "cluster-dns-ip" not in self.kubernetes:
            # EKS gives its DNS service the tenth address of the service range, and so do nodeadm and bootstrap.sh.
            import ipaddress

            try:
                address = ipaddress.ip_network(cluster.cidr)[10]
            except (ValueError, IndexError) as error:
                self.refuse("cluster.cidr", f"no range with a tenth address: {error}")
                return
            self.cluster["cluster-dns-ip"] = [str(address)]
            self.fields["kubernetes", "cluster-dns-ip"] = "cluster.cidr"

    def hugepages(self) -> None:
        pools = self.intent.hugepages
        first = settings.since("kernel", "hugepages")
        if not pools or first is None:
            return
        self.fields["kernel",] = self.fields["boot",] = "hugepages"
        if self.os >= first:
            mixed = {pool.size for pool in pools if pool.numa_node is None}
            if any(pool.size in mixed for pool in pools if pool.numa_node is not None):
                why = "Bottlerocket takes pages of one size either by NUMA node or without"
                self.refuse("hugepages", why, "give each count a numaNode")
            self.others["kernel"] = {"hugepages": {"static": {"essential": True, **kernel.static(pools)}}}
            return
        remedy = f"{first} is the first version that has settings.kernel.hugepages"
        if any(pool.numa_node is not None for pool in pools):
            self.refuse("hugepages", f"Bottlerocket {self.os} cannot allocate hugepages by NUMA node", remedy)
        elif len(pools) > 1:
            self.refuse("hugepages", f"Bottlerocket {self.os} can allocate one size of hugepages only", remedy)
        elif pools[0].size == kernel.DEFAULT_SIZE:
            self.others["kernel"] = {"sysctl": {kernel.SYSCTL: str(pools[0].pages)}}
            self.warnings.append("hugepages by sysctl: nothing checks on the node whether the kernel gave all pages")
        else:
            name = kernel.size_text(pools[0].size).removesuffix("i")
            self.others["boot"] = {
                "reboot-to-reconcile": True,
                "kernel-parameters": {"default_hugepagesz": [name], "hugepages": [str(pools[0].pages)]},
            }
            self.warnings.append("hugepages by kernel parameters: each new node reboots once before it joins")

    def field(self, route: Route) -> str:
        """What in the profile a route below `settings` came from."""
        for length in range(len(route), 0, -1):
            if name := self.fields.get(route[:length]):
                return name
        return "spec"


WRITERS: dict[str, Callable[[Draft, Any], None]] = {
    "cpuManagerPolicyOptions": Draft.cpu_options,
    "topologyManagerPolicyOptions": Draft.topology_options,
    "reservedMemory": Draft.reserved_memory,
    "reservedSystemCPUs": Draft.reserved_cpus,
    "memorySwap": Draft.memory_swap,
    "registerWithTaints": Draft.register_with_taints,
}
"""Kubelet fields that their settings spell in another way."""


def _is_true(value: str) -> bool:
    try:
        return go.parse_bool(value)
    except ValueError:
        return False
