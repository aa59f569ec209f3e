"""Fields that contradict each other. The first of a row's fields is the one to change."""

from __future__ import annotations

from numaconf.kubelet import go
from numaconf.kubelet.validation import INVALID, Check, Values

_ALLOWLIST, _POLICY = "preloadedImagesVerificationAllowlist", "imagePullCredentialsVerificationPolicy"
_TOTAL, _CRITICAL, _BY_PRIORITY = (
    "shutdownGracePeriod",
    "shutdownGracePeriodCriticalPods",
    "shutdownGracePeriodByPodPriority",
)


def _both_shutdowns(values: Values) -> bool:
    by_time = values.time(_TOTAL) > 0 or values.time(_CRITICAL) > 0
    return values.gate("GracefulNodeShutdownBasedOnPodPriority") and bool(values[_BY_PRIORITY]) and by_time


CHECKS: tuple[Check, ...] = (
    Check(
        ("systemCgroups", "cgroupRoot"),
        lambda v: bool(v["systemCgroups"]) and not v["cgroupRoot"],
        f"{INVALID}systemCgroups (--system-cgroups) was specified and cgroupRoot (--cgroup-root) was not specified",
        "needs a cgroupRoot",
    ),
    Check(
        ("imageGCLowThresholdPercent", "imageGCHighThresholdPercent"),
        lambda v: v.number("imageGCLowThresholdPercent") >= v.number("imageGCHighThresholdPercent"),
        f"{INVALID}imageGCLowThresholdPercent (--image-gc-low-threshold) {{0}} must be less than "
        "imageGCHighThresholdPercent (--image-gc-high-threshold) {1}",
        "must be less than imageGCHighThresholdPercent, which is {1}",
    ),
    Check(
        ("imageMaximumGCAge", "imageMinimumGCAge"),
        lambda v: 0 < v.time("imageMaximumGCAge") <= v.time("imageMinimumGCAge"),
        f"{INVALID}imageMaximumGCAge {{t0}} must be greater than imageMinimumGCAge {{t1}}",
        "must be greater than imageMinimumGCAge, which is {t1}",
        since=29,
    ),
    Check(
        ("maxParallelImagePulls", "serializeImagePulls"),
        lambda v: bool(v["serializeImagePulls"]) and v.number("maxParallelImagePulls") > 1,
        f"{INVALID}maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls (--serialize-image-pulls) "
        "is set to false",
        "cannot be larger than 1 unless serializeImagePulls is set to false",
    ),
    Check(
        (_CRITICAL, _TOTAL),
        lambda v: v.gate("GracefulNodeShutdown") and v.time(_CRITICAL) > v.time(_TOTAL),
        f"{INVALID}shutdownGracePeriodCriticalPods {{0}} must be <= shutdownGracePeriod {{1}}",
        "must not be longer than shutdownGracePeriod, which is {t1}",
    ),
    Check(
        (_BY_PRIORITY, _TOTAL, _CRITICAL),
        _both_shutdowns,
        f"{INVALID}Cannot specify both shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time",
        "cannot be combined with shutdownGracePeriod",
    ),
    Check(
        (_ALLOWLIST, _POLICY),
        lambda v: (
            v.gate("KubeletEnsureSecretPulledImages")
            and bool(v[_ALLOWLIST])
            and v[_POLICY] != "NeverVerifyAllowlistedImages"
        ),
        f"{INVALID}can't set `preloadedImagesVerificationAllowlist` if `imagePullCredentialsVertificationPolicy` is "
        'not "NeverVerifyAllowlistedImages"',
        "needs imagePullCredentialsVerificationPolicy: NeverVerifyAllowlistedImages",
        since=33,
    ),
    Check(
        ("logging.vmodule", "logging.format"),
        lambda v: bool(v["logging.vmodule"]) and v["logging.format"] not in {None, "", "text"},
        "logging.vmodule: Forbidden: Only supported for text log format",
        "needs the log format text",
    ),
    Check(
        ("enableSystemLogQuery", "enableSystemLogHandler"),
        lambda v: bool(v["enableSystemLogQuery"]) and v["enableSystemLogHandler"] is False,
        f"{INVALID}enableSystemLogHandler is required for enableSystemLogQuery",
        "needs enableSystemLogHandler",
    ),
    Check(
        ("serverCertificateKeyAlgorithm", "tlsMinVersion"),
        # Another text than these is refused where the TLS options are made, and by that name.
        lambda v: (
            (v["serverCertificateKeyAlgorithm"] or "") in {"ML-DSA-44", "ML-DSA-65", "ML-DSA-87"}
            and (v["tlsMinVersion"] or "") in {"", "VersionTLS10", "VersionTLS11", "VersionTLS12"}
        ),
        lambda v: (
            f"{INVALID}tlsMinVersion {go.quote(v['tlsMinVersion'] or '')} is incompatible with "
            f"serverCertificateKeyAlgorithm {go.quote(v['serverCertificateKeyAlgorithm'])}, "
            "ML-DSA requires VersionTLS13"
        ),
        "needs tlsMinVersion: VersionTLS13",
        since=38,
    ),
)
