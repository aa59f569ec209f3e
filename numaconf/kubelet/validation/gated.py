"""Fields that may only be set while a feature gate is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import quantity
from numaconf.kubelet.duration import UNITS
from numaconf.kubelet.validation import INVALID, Check, Values
from numaconf.kubelet.version import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Callable


def _needs(
    gate: str,
    names: tuple[str, ...],
    is_set: Callable[[Values], bool],
    says: str,
    since: int = FIRST,
    last: int = LAST,
) -> Check:
    return Check(names, lambda v: not v.gate(gate) and is_set(v), says, f"needs the feature gate {gate}", since, last)


def _given(name: str) -> Callable[[Values], bool]:
    return lambda values: bool(values[name])


def _buffer(form: str, since: int) -> Check:
    name = f"logging.options.{form}.infoBufferSize"

    def is_set(values: Values) -> bool:
        return values[name] is not None and quantity.from_json(values[name]).nano != 0

    says = f"{name}: Forbidden: Feature LoggingAlphaOptions is disabled"
    return _needs("LoggingAlphaOptions", (name,), is_set, says, since)


def _split(form: str, since: int) -> Check:
    """Of a file splitStream does not arrive at the check, nor at the logger."""
    name = f"logging.options.{form}.splitStream"
    says = f"{name}: Forbidden: Feature LoggingAlphaOptions is disabled"
    return _needs("LoggingAlphaOptions", (name,), lambda v: bool(v[name]) and v.of_flag(name), says, since)


_PULL = "must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled"

CHECKS: tuple[Check, ...] = (
    _needs(
        "CustomCPUCFSQuotaPeriod",
        ("cpuCFSQuotaPeriod",),
        lambda v: v.time("cpuCFSQuotaPeriod") != 100 * UNITS["ms"],
        f"{INVALID}cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {{0}} requires feature gate CustomCPUCFSQuotaPeriod",
    ),
    _needs(
        "ImageMaximumGCAge",
        ("imageMaximumGCAge",),
        lambda v: v.time("imageMaximumGCAge") != 0,
        f"{INVALID}ImageMaximumGCAge feature gate is required for Kubelet configuration option ImageMaximumGCAge",
        since=29,
        last=29,
    ),
    _needs(
        "ImageMaximumGCAge",
        ("imageMaximumGCAge",),
        lambda v: v.time("imageMaximumGCAge") != 0,
        f"{INVALID}ImageMaximumGCAge feature gate is required for Kubelet configuration option imageMaximumGCAge",
        since=30,
    ),
    _needs(
        "DefaultPodSysctls",
        ("defaultPodSysctls",),
        _given("defaultPodSysctls"),
        f"{INVALID}DefaultPodSysctls feature gate is required for Kubelet configuration option defaultPodSysctls",
        since=37,
    ),
    _needs(
        "RotateKubeletServerCertificate",
        ("serverTLSBootstrap",),
        _given("serverTLSBootstrap"),
        f"{INVALID}serverTLSBootstrap {{0}} requires feature gate RotateKubeletServerCertificate",
    ),
    _needs(
        "GracefulNodeShutdown",
        ("shutdownGracePeriod", "shutdownGracePeriodCriticalPods"),
        lambda v: v.time("shutdownGracePeriod") > 0 or v.time("shutdownGracePeriodCriticalPods") > 0,
        f"{INVALID}specifying shutdownGracePeriod or shutdownGracePeriodCriticalPods requires feature gate "
        "GracefulNodeShutdown",
    ),
    _needs(
        "GracefulNodeShutdownBasedOnPodPriority",
        ("shutdownGracePeriodByPodPriority",),
        _given("shutdownGracePeriodByPodPriority"),
        f"{INVALID}Specifying shutdownGracePeriodByPodPriority requires feature gate "
        "GracefulNodeShutdownBasedOnPodPriority",
    ),
    _needs(
        "NodeSwap",
        ("memorySwap.swapBehavior",),
        _given("memorySwap.swapBehavior"),
        f"{INVALID}memorySwap.swapBehavior cannot be set when NodeSwap feature flag is disabled",
    ),
    _needs(
        "KubeletCrashLoopBackOffMax",
        ("crashLoopBackOff.maxContainerRestartPeriod",),
        lambda v: v["crashLoopBackOff.maxContainerRestartPeriod"] is not None,
        f"{INVALID}FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must "
        "not be set",
        since=32,
    ),
    _needs(
        "KubeletEnsureSecretPulledImages",
        ("imagePullCredentialsVerificationPolicy",),
        _given("imagePullCredentialsVerificationPolicy"),
        f"{INVALID}`imagePullCredentialsVerificationPolicy` {_PULL}",
        since=33,
    ),
    _needs(
        "KubeletEnsureSecretPulledImages",
        ("preloadedImagesVerificationAllowlist",),
        _given("preloadedImagesVerificationAllowlist"),
        f"{INVALID}`preloadedImagesVerificationAllowlist` {_PULL}",
        since=33,
    ),
    _buffer("text", 30),
    _buffer("json", FIRST),
    _split("text", 30),
    _split("json", FIRST),
    _needs(
        "KubeletTracing",
        ("tracing",),
        lambda v: v["tracing"] is not None,
        f"{INVALID}tracing should not be configured if KubeletTracing feature flag is disabled.",
        last=33,
    ),
    _needs(
        "MemoryQoS",
        ("memoryThrottlingFactor",),
        # The default of earlier releases may stay.
        lambda v: v["memoryThrottlingFactor"] not in {None, 0.9},
        f"{INVALID}memoryThrottlingFactor must not be set when MemoryQoS feature gate is disabled",
        since=37,
    ),
    _needs(
        "MemoryQoS",
        ("memoryReservationPolicy",),
        lambda v: v["memoryReservationPolicy"] == "TieredReservation",
        f"{INVALID}memoryReservationPolicy {{q}} requires MemoryQoS feature gate to be enabled",
        since=36,
    ),
    _needs(
        "NodeLogQuery",
        ("enableSystemLogQuery",),
        _given("enableSystemLogQuery"),
        f"{INVALID}NodeLogQuery feature gate is required for enableSystemLogHandler",
        last=34,
    ),
    _needs(
        "NodeLogQuery",
        ("enableSystemLogQuery",),
        _given("enableSystemLogQuery"),
        f"{INVALID}NodeLogQuery feature gate is required for enableSystemLogQuery",
        since=35,
    ),
)
