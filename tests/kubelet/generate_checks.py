"""Random fields with values near the bounds of the kubelet's checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields as table

if TYPE_CHECKING:
    import random

_NUMBERS = "-1 0 1 2 5 100 101 -2 65535 65536 31 32 1000 -1000 1001 -1001 80 85 90 20000000".split()
_DURATIONS = "-5s 0s 500ms 999us 1ms 1s 1001ms 2s 3s 5s 100ms 300s 301s 2m 3m 24h -1ns".split()
_BOOLEANS = (
    "runOnce serverTLSBootstrap enableSystemLogQuery enableSystemLogHandler serializeImagePulls cgroupsPerQOS".split()
)
_OTHERS = {
    "hairpinMode": ["x", "none", "hairpin-veth", '""'],
    "memorySwap": [f"{{swapBehavior: {one}}}" for one in ("x", "NoSwap", "UnlimitedSwap", '""', "LimitedSwap")]
    + ["{}"],
    "imagePullCredentialsVerificationPolicy": ["x", "AlwaysVerify", "NeverVerifyAllowlistedImages", '""'],
    "preloadedImagesVerificationAllowlist": ["[a]", "[]", '["a/*"]'],
    "memoryReservationPolicy": ["x", "None", "TieredReservation"],
    "logging": [
        "{format: json}",
        "{format: x}",
        "{flushFrequency: -5s}",
        "{flushFrequency: 0}",
        "{flushFrequency: -7}",
        "{verbosity: 4294967295}",
        "{vmodule: [{filePattern: a, verbosity: 2}]}",
        "{vmodule: [{verbosity: 2}]}",
        '{vmodule: [{filePattern: "a,b", verbosity: 2}]}',
        "{format: json, vmodule: [{filePattern: a, verbosity: 2}]}",
        "{options: {json: {infoBufferSize: 1}}}",
        '{options: {json: {infoBufferSize: "0"}}}',
    ],
    "tracing": [
        "{}",
        "{samplingRatePerMillion: -1}",
        "{samplingRatePerMillion: 2000000}",
        "{endpoint: localhost:4317}",
        '{endpoint: "http://a"}',
        '{endpoint: "unix:///a"}',
    ],
    "podLogsDir": ["/a", "/a/", "/a//b", "/é", "a", "/a/../b", '""'],
    "userNamespaces": [f"{{idsPerPod: {one}}}" for one in (1, 65536, 65537, 4294967296)] + ["{}"],
    "crashLoopBackOff": [f"{{maxContainerRestartPeriod: {one}}}" for one in ("5s", "500ms", "400s")] + ["{}"],
    "memoryThrottlingFactor": ["0.5", "0", "1", "1.5", "-1", "0.9", "1e-9"],
    "registerWithTaints": [
        "[{key: a, effect: NoSchedule}]",
        "[{key: a, effect: x}]",
        '[{key: "-a", effect: NoSchedule}]',
        '[{key: a, value: "-b", effect: NoSchedule}]',
        "[{key: a}]",
    ],
    "enforceNodeAllocatable": [
        "[pods]",
        "[none]",
        "[none, pods]",
        "[]",
        "[system-reserved]",
        "[kube-reserved-compressible]",
        "[kube-reserved, kube-reserved-compressible]",
        "[pods, pods]",
        "[Pods]",
        "[none, none]",
    ],
    "shutdownGracePeriodByPodPriority": ["[]", "[{priority: 1, shutdownGracePeriodSeconds: 5}]"],
    "systemCgroups": ["/a", '""'],
    "cgroupRoot": ["/", '""'],
    "systemReservedCgroup": ["/a", '""'],
    "kubeReservedCgroup": ["/a"],
    "featureGates": [
        "{CustomCPUCFSQuotaPeriod: true}",
        "{GracefulNodeShutdown: false}",
        "{GracefulNodeShutdownBasedOnPodPriority: false}",
        "{NodeSwap: false}",
        "{KubeletCrashLoopBackOffMax: true}",
        "{KubeletEnsureSecretPulledImages: true}",
        "{KubeletTracing: false}",
        "{MemoryQoS: true}",
        "{MemoryQoS: false}",
        "{NodeLogQuery: true}",
        "{LoggingAlphaOptions: true}",
        "{AllBeta: false}",
    ],
}


def fields(rnd: random.Random) -> Any:
    """One to four fields."""
    kinds = {name: table.plain(field.type) for name, field in table.FIELDS.items()}
    numbers = [name for name, kind in kinds.items() if kind in {"int32", "int64"}]
    durations = [name for name, kind in kinds.items() if kind == "Duration"]
    held = {}
    for _ in range(rnd.choice([1, 1, 2, 3, 4])):
        name, values = rnd.choice(
            [
                (rnd.choice(numbers), _NUMBERS),
                (rnd.choice(durations), _DURATIONS),
                (rnd.choice(_BOOLEANS), ["true", "false"]),
                rnd.choice(list(_OTHERS.items())),
                rnd.choice(list(_OTHERS.items())),
            ]
        )
        held[name] = rnd.choice(values)
    return "".join(f"{name}: {value}\n" for name, value in held.items())
