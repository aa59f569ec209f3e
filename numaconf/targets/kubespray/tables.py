"""The role's template, as far as it is about the kubelet's behaviour: which variable goes where, and its default.

Source: kubernetes-sigs/kubespray `roles/kubernetes/node/templates/kubelet-config.v1beta1.yaml.j2`, the defaults of
`roles/kubernetes/node` and of `roles/kubespray_defaults` (2026-08), read.
"""

from __future__ import annotations

from typing import Any

from numaconf.documents.source import Route

EXTRA = ("kubelet_config_extra_args", "kubelet_node_config_extra_args")
"""Maps that are pasted into the text (the second one by releases before 2.26, into that of workers)."""
FLAGS = ("kubelet_custom_flags", "kubelet_node_custom_flags")
"""Lists of words after `kubelet`, which win over the file."""

RESOURCES = {
    "cpu": "cpu", "memory": "memory", "ephemeral_storage": "ephemeral-storage", "pid": "pid",
}  # fmt: skip
_AMOUNTS = {"kube": ("100m", "256Mi", "500Mi", "1000"), "system": ("500m", "512Mi", "500Mi", "1000")}
RESERVED: dict[str, tuple[Route, str]] = {
    f"{scope}_{name}_reserved": ((f"{scope}Reserved", resource), default)
    for scope, defaults in _AMOUNTS.items()
    for (name, resource), default in zip(RESOURCES.items(), defaults, strict=True)
}
"""Amounts, which the template always writes, each as a string."""

CGROUPS = {
    "kube_reserved": ("kubeReservedCgroup", "kube_reserved_cgroups", "/kube.slice"),
    "system_reserved": ("systemReservedCgroup", "system_reserved_cgroups", "/system.slice"),
}
"""A switch, the field that is written where it is on, the variable with its value, and that one's default."""

ABOVE: dict[str, tuple[Route, Any]] = {
    "kubelet_status_update_frequency": (("nodeStatusUpdateFrequency",), "10s"),
    "kubelet_fail_swap_on": (("failSwapOn",), True),
    "kubelet_enforce_node_allocatable": (("enforceNodeAllocatable",), None),
    "kubelet_cgroup_driver": (("cgroupDriver",), "systemd"),
    "kubelet_logfiles_max_nr": (("containerLogMaxFiles",), 5),
    "kubelet_logfiles_max_size": (("containerLogMaxSize",), "10Mi"),
    "kubelet_max_pods": (("maxPods",), 110),
    "kubelet_pod_pids_limit": (("podPidsLimit",), -1),
    "kubelet_kubelet_cgroups": (("kubeletCgroups",), "/system.slice/kubelet.service"),
    "kubelet_protect_kernel_defaults": (("protectKernelDefaults",), True),
    "kubelet_rotate_certificates": (("rotateCertificates",), True),
    "kubelet_rotate_server_certificates": (("serverTLSBootstrap",), False),
    "eviction_hard": (("evictionHard",), None),
}
"""What is above the pasted text, beside the reservations. None: it is not written by default."""

BELOW: dict[str, tuple[Route, Any]] = {
    "kubelet_feature_gates": (("featureGates",), None),
    "kubelet_event_record_qps": (("eventRecordQPS",), 50),
    "kubelet_shutdown_grace_period": (("shutdownGracePeriod",), "60s"),
    "kubelet_shutdown_grace_period_critical_pods": (("shutdownGracePeriodCriticalPods",), "20s"),
    "kubelet_image_gc_high_threshold": (("imageGCHighThresholdPercent",), None),
    "kubelet_image_gc_low_threshold": (("imageGCLowThresholdPercent",), None),
    "kubelet_seccomp_default": (("seccompDefault",), None),
    "kubelet_cpu_manager_policy": (("cpuManagerPolicy",), None),
    "kubelet_cpu_manager_policy_options": (("cpuManagerPolicyOptions",), None),
    "kubelet_topology_manager_policy": (("topologyManagerPolicy",), None),
    "kubelet_topology_manager_scope": (("topologyManagerScope",), None),
    "kubelet_max_parallel_image_pulls": (("maxParallelImagePulls",), 1),
}
"""What is below it."""

SWITCHES = frozenset({
    "kubelet_protect_kernel_defaults", "kubelet_rotate_certificates", "kubelet_rotate_server_certificates",
})  # fmt: skip
"""Booleans that the template writes only where they are on."""

IF_ANY = frozenset({"eviction_hard", "kubelet_feature_gates"})
"""Lists and maps that the template leaves out where they are empty."""

STRONG = frozenset({
    *EXTRA, *RESERVED, "kubelet_custom_flags", "kubelet_node_custom_flags", "kubelet_enforce_node_allocatable",
    "kubelet_max_pods", "kubelet_pod_pids_limit", "kubelet_fail_swap_on",
    *(name for name in BELOW if "manager" in name),
})  # fmt: skip
"""Names that nobody else has: a file with one of them is Kubespray's."""
