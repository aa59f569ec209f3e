"""Intents for tests of targets: fixed ones, and random ones with texts that want to be code."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from numaconf.kubelet import version
from numaconf.machine import ec2
from numaconf.targets.target import Cluster, Hugepages, Intent

M5 = ec2.instance("m5.24xlarge")
assert M5 is not None
CLUSTER = Cluster("demo", "https://example.com", "Y2VydGlmaWNhdGU=", "172.20.0.0/16")

PACKETS: dict[str, Any] = {
    "cpuManagerPolicy": "static",
    "cpuManagerPolicyOptions": {"full-pcpus-only": "true"},
    "topologyManagerPolicy": "single-numa-node",
    "topologyManagerScope": "pod",
    "memoryManagerPolicy": "Static",
    "kubeReserved": {"ephemeral-storage": "1Gi", "memory": "2Gi"},
    "systemReserved": {"memory": "1Gi"},
    "evictionHard": {"memory.available": "500Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"},
    "reservedMemory": [
        {"numaNode": 0, "limits": {"memory": "1786Mi"}},
        {"numaNode": 1, "limits": {"memory": "1786Mi"}},
    ],
    "reservedSystemCPUs": "0,24,48,72",
}


def intent(target: str, config: dict[str, Any], minor: str = "1.34", **more: Any) -> Intent:
    """An intent for m5.24xlarge."""
    assert M5 is not None
    return Intent("packets", target, version.kubernetes(minor), (M5,), config)._replace(**more)


def packets(target: str, minor: str = "1.34", **more: Any) -> Intent:
    """DPDK workers with everything that a node can have."""
    taints = ({"key": "dedicated", "value": "packets", "effect": "NoSchedule"},)
    pools = (Hugepages(1 << 30, 16, 0), Hugepages(1 << 30, 16, 1))
    whole = {"labels": {"example.com/numa": "true", "a": ""}, "taints": taints, "hugepages": pools}
    return intent(target, PACKETS, minor, **(whole | {"reset_memory_state_on_boot": True} | more))


HOSTILE = st.sampled_from(
    ["'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "EOF", "NUMACONF_END_OF_FILE", "\n--NUMACONF--\n",
     "${HOME}", "%i", "a\nb", "\\", '"', "a b", "# x", "{{ 1 }}", "%{x}", "--//", "\u00e4", "\U0001f600", "- a", "x: y",
     "", "5%"]
)  # fmt: skip
TEXT = HOSTILE | st.text(max_size=12) | st.from_regex(r"[A-Za-z0-9./-]{1,8}", fullmatch=True)
QUANTITY = st.sampled_from(["1Gi", "512Mi", "100Mi", "1500M", "2"])
SIGNALS = ["memory.available", "nodefs.available", "nodefs.inodesFree", "imagefs.available", "pid.available"]

CONFIGS = st.fixed_dictionaries(
    {"kubeReserved": st.fixed_dictionaries({"cpu": QUANTITY, "memory": QUANTITY, "ephemeral-storage": QUANTITY})},
    optional={
        "cpuManagerPolicy": st.sampled_from(["static", "none"]),
        "cpuManagerPolicyOptions": st.dictionaries(
            st.sampled_from(["full-pcpus-only", "align-by-socket"]), st.sampled_from(["true", "false"]), min_size=1
        ),
        "topologyManagerPolicy": st.sampled_from(["restricted", "best-effort", "single-numa-node"]),
        "topologyManagerPolicyOptions": st.just({"prefer-closest-numa-nodes": "true", "max-allowable-numa-nodes": "8"}),
        "systemReserved": st.dictionaries(st.sampled_from(["cpu", "memory"]), QUANTITY, min_size=1),
        "evictionHard": st.dictionaries(st.sampled_from(SIGNALS), st.sampled_from(["5%", "100Mi"]), min_size=1),
        "reservedSystemCPUs": st.sampled_from(["0", "0,48", "0-3"]),
        "reservedMemory": st.just([{"numaNode": 0, "limits": {"memory": "1Gi", "hugepages-1Gi": "1Gi"}}]),
        "featureGates": st.dictionaries(st.sampled_from(["QOSReserved", "NodeSwap"]), st.booleans(), min_size=1),
        "enforceNodeAllocatable": st.sampled_from([["pods"], ["none"]]),
        "podPidsLimit": st.integers(1, 4096),
        "failSwapOn": st.booleans(),
        "clusterDomain": TEXT.filter(bool),
        "resolvConf": TEXT,
        "allowedUnsafeSysctls": st.lists(TEXT, min_size=1, max_size=2),
        "qosReserved": st.dictionaries(TEXT, TEXT, min_size=1, max_size=2),
        "memorySwap": st.just({"swapBehavior": "LimitedSwap"}),
    },
)
"""Configurations as a profile may hold them; kubeReserved is pinned whole."""
