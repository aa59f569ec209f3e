"""Numbers and durations outside their range, in the order of the kubelet's source."""

from __future__ import annotations

from numaconf.kubelet.duration import UNITS
from numaconf.kubelet.validation import INVALID, Check, Values

_MS, _S = UNITS["ms"], UNITS["s"]
_INT32 = (1 << 31) - 1


def _not_negative(name: str, flag: str) -> Check:
    says = f"{INVALID}{name} ({flag}) {{0}} must not be a negative number"
    return Check((name,), lambda v: v.number(name) < 0, says, "must not be negative")


def _within(name: str, flag: str, least: int, most: int, also: int | None = None) -> Check:
    """`also`: a value outside the range that is legal too."""

    def wrong(values: Values) -> bool:
        return not least <= values.number(name) <= most and values.number(name) != also

    says = f"{INVALID}{name} ({flag}) {{0}} must be between {least} and {most}, inclusive"
    may = f", or {also}" if also is not None else ""
    return Check((name,), wrong, says, f"must be between {least} and {most}{may}")


def _grace(name: str) -> Check:
    def wrong(values: Values) -> bool:
        return values.gate("GracefulNodeShutdown") and (values.time(name) < 0 or 0 < values.time(name) < _S)

    says = f"{INVALID}{name} {{0}} must be either zero or otherwise >= 1 sec"
    return Check((name,), wrong, says, "must be 0s or at least 1s")


CHECKS: tuple[Check, ...] = (
    Check(
        ("nodeLeaseDurationSeconds",),
        lambda v: v.number("nodeLeaseDurationSeconds") <= 0,
        f"{INVALID}nodeLeaseDurationSeconds must be greater than 0",
        "must be greater than 0",
    ),
    _not_negative("eventBurst", "--event-burst"),
    _not_negative("eventRecordQPS", "--event-qps"),
    Check(
        ("healthzPort",),
        lambda v: not 0 <= v.number("healthzPort") <= 65535,
        f"{INVALID}healthzPort (--healthz-port) {{0}} must be between 1 and 65535, inclusive",
        "must be a port, or 0 for none",
    ),
    Check(
        ("cpuCFSQuotaPeriod",),
        lambda v: v.gate("CustomCPUCFSQuotaPeriod") and not _MS <= v.time("cpuCFSQuotaPeriod") <= _S,
        f"{INVALID}cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {{0}} must be between 1ms and 1sec, inclusive",
        "must be between 1ms and 1s",
    ),
    _within("imageGCHighThresholdPercent", "--image-gc-high-threshold", 0, 100),
    _within("imageGCLowThresholdPercent", "--image-gc-low-threshold", 0, 100),
    Check(
        ("imageMinimumGCAge",),
        lambda v: v.time("imageMinimumGCAge") < 0,
        f"{INVALID}imageMinimumGCAge {{t0}} must not be negative",
        "must not be negative",
        since=36,
    ),
    Check(
        ("imageMaximumGCAge",),
        lambda v: v.time("imageMaximumGCAge") < 0,
        f"{INVALID}imageMaximumGCAge {{t0}} must not be negative",
        "must not be negative",
        since=29,
    ),
    _within("iptablesDropBit", "--iptables-drop-bit", 0, 31),
    _within("iptablesMasqueradeBit", "--iptables-masquerade-bit", 0, 31),
    _not_negative("kubeAPIBurst", "--kube-api-burst"),
    _not_negative("kubeAPIQPS", "--kube-api-qps"),
    Check(
        ("nodeStatusMaxImages",),
        lambda v: v.number("nodeStatusMaxImages") < -1,
        f"{INVALID}nodeStatusMaxImages (--node-status-max-images) {{0}} must be -1 or greater",
        "must be -1 or greater",
    ),
    _not_negative("maxOpenFiles", "--max-open-files"),
    _not_negative("maxPods", "--max-pods"),
    _within("oomScoreAdj", "--oom-score-adj", -1000, 1000),
    _not_negative("podsPerCore", "--pods-per-core"),
    _within("port", "--port", 1, 65535),
    Check(
        ("readOnlyPort",),
        lambda v: not 0 <= v.number("readOnlyPort") <= 65535,
        f"{INVALID}readOnlyPort (--read-only-port) {{0}} must be between 0 and 65535, inclusive",
        "must be a port, or 0 for none",
    ),
    _not_negative("registryBurst", "--registry-burst"),
    _not_negative("registryPullQPS", "--registry-qps"),
    Check(
        ("maxParallelImagePulls",),
        lambda v: v["maxParallelImagePulls"] is not None and v.number("maxParallelImagePulls") < 1,
        f"{INVALID}maxParallelImagePulls {{0}} must be a positive number",
        "must be at least 1",
    ),
    _grace("shutdownGracePeriod"),
    _grace("shutdownGracePeriodCriticalPods"),
    Check(
        ("crashLoopBackOff.maxContainerRestartPeriod",),
        lambda v: (
            v.gate("KubeletCrashLoopBackOffMax")
            and not 1000 <= int(v.time("crashLoopBackOff.maxContainerRestartPeriod") / _MS) <= 300_000
        ),
        f"{INVALID}CrashLoopBackOff.MaxContainerRestartPeriod (got: {{seconds}} seconds) must be set between 1s and "
        "300s",
        "must be between 1s and 300s",
        since=32,
    ),
    Check(
        ("userNamespaces.idsPerPod",),
        lambda v: v["userNamespaces.idsPerPod"] is not None and v["userNamespaces.idsPerPod"] < 65536,
        f"{INVALID}userNamespaces.idsPerPod must not be less than 65536",
        "must be at least 65536",
        since=33,
    ),
    Check(
        ("userNamespaces.idsPerPod",),
        lambda v: (v["userNamespaces.idsPerPod"] or 0) >= 65536 and v["userNamespaces.idsPerPod"] % 65536 != 0,
        f"{INVALID}userNamespaces.idsPerPod must be a multiple of 65536",
        "must be a multiple of 65536",
        since=33,
    ),
    Check(
        ("userNamespaces.idsPerPod",),
        lambda v: (v["userNamespaces.idsPerPod"] or 0) >= 1 << 32 and v["userNamespaces.idsPerPod"] % 65536 == 0,
        f"{INVALID}userNamespaces.idsPerPod must not be more than 4294967295",
        "must be below 2³²",
        since=33,
    ),
    Check(
        ("logging.flushFrequency",),
        lambda v: v.time("logging.flushFrequency") < 0,
        "panic: non-positive interval for NewTicker",
        "must be greater than zero",
        last=34,
    ),
    Check(
        ("logging.flushFrequency",),
        lambda v: v.time("logging.flushFrequency") < 0,
        "logging.flushFrequency: Invalid value: {j}: Must be greater than zero",
        "must be greater than zero",
        since=35,
    ),
    Check(
        ("logging.verbosity",),
        lambda v: v.number("logging.verbosity") > _INT32,
        "logging.verbosity: Invalid value: {x}: Must be <= 2147483647",
        "must be at most 2147483647",
    ),
    Check(
        ("tracing.samplingRatePerMillion",),
        lambda v: v.gate("KubeletTracing") and v.number("tracing.samplingRatePerMillion") < 0,
        "tracing.samplingRatePerMillion: Invalid value: {0}: sampling rate must be positive",
        "must not be negative",
    ),
    Check(
        ("tracing.samplingRatePerMillion",),
        lambda v: v.gate("KubeletTracing") and v.number("tracing.samplingRatePerMillion") > 1_000_000,
        "tracing.samplingRatePerMillion: Invalid value: {0}: sampling rate per million must be less than or equal to "
        "one million",
        "must be at most 1000000",
    ),
    Check(
        ("memoryThrottlingFactor",),
        lambda v: v["memoryThrottlingFactor"] is not None and not 0 < v["memoryThrottlingFactor"] <= 1,
        f"{INVALID}memoryThrottlingFactor {{0}} must be greater than 0 and less than or equal to 1.0",
        "must be greater than 0 and at most 1",
    ),
    Check(
        ("containerLogMaxWorkers",),
        lambda v: v.number("containerLogMaxWorkers") < 1,
        f"{INVALID}containerLogMaxWorkers must be greater than or equal to 1",
        "must be at least 1",
        since=30,
    ),
    Check(
        ("containerLogMonitorInterval",),
        lambda v: v.time("containerLogMonitorInterval") < 3 * _S,
        f"{INVALID}containerLogMonitorInterval must be a positive time duration greater than or equal to 3s",
        "must be at least 3s",
        since=30,
    ),
    Check(
        ("containerLogMaxFiles",),
        lambda v: v.number("containerLogMaxFiles") <= 1,
        f"{INVALID}containerLogMaxFiles must be greater than 1",
        "must be greater than 1",
        since=33,
    ),
)
