"""The fields of kops' `kubelet`, with their Go types, and what kops makes of them.

Source: kubernetes/kops `pkg/apis/kops/v1alpha2/componentconfig.go`, `nodeup/pkg/model/kubelet.go`,
`pkg/model/components/kubelet.go` (2026-08), read.
"""

from __future__ import annotations

from numaconf.documents.source import Route

EVICTION = {
    "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "10%",
    "imagefs.inodesFree": "5%",
}  # fmt: skip
"""Thresholds that kops sets where the cluster gives none."""

_BOOLS = """
allowPrivileged anonymousAuth authenticationTokenWebhook babysitDaemons configureCbr0 cpuCFSQuota
dockerDisableSharedPID enableCadvisorJsonEndpoints enableCustomMetrics enableDebuggingHandlers
experimentalAllocatableIgnoreEviction failSwapOn kernelMemcgNotification protectKernelDefaults reconcileCIDR
registerNode registerSchedulable requireKubeconfig rotateCertificates seccompDefault serializeImagePulls
"""
_NUMBERS = """
containerLogMaxFiles eventBurst eventQPS eventRecordQPS evictionMaxPodGracePeriod imageGCHighThresholdPercent
imageGCLowThresholdPercent kubeAPIQPS logLevel maxParallelImagePulls maxPods networkPluginMTU nodeLeaseDurationSeconds
nvidiaGPUs podPidsLimit readOnlyPort registryBurst registryPullQPS
"""
_DURATIONS = """
authenticationTokenWebhookCacheTtl cpuCFSQuotaPeriod crashLoopBackOffMaxContainerRestartPeriod
evictionPressureTransitionPeriod housekeepingInterval imageMaximumGCAge imageMinimumGCAge imagePullProgressDeadline
nodeStatusUpdateFrequency runtimeRequestTimeout shutdownGracePeriod shutdownGracePeriodCriticalPods
streamingConnectionIdleTimeout volumeStatsAggPeriod
"""
_STRINGS = """
apiServers authorizationMode bootstrapKubeconfig cgroupDriver cgroupRoot clientCaFile cloudProvider clusterDNS
clusterDomain containerLogMaxSize cpuManagerPolicy enforceNodeAllocatable evictionHard evictionMinimumReclaim
evictionSoft evictionSoftGracePeriod hairpinMode hostnameOverride kubeReservedCgroup kubeconfigPath kubeletCgroups
logFormat memorySwapBehavior networkPluginName nonMasqueradeCIDR podCIDR podInfraContainerImage podManifestPath
resolvConf rootDir runtimeCgroups seccompProfileRoot systemCgroups systemReservedCgroup tlsCertFile tlsMinVersion
tlsPrivateKeyFile topologyManagerPolicy volumePluginDirectory
"""
_LISTS = "allowedUnsafeSysctls experimentalAllowedUnsafeSysctls taints tlsCipherSuites"
_MAPS = "featureGates kubeReserved nodeLabels systemReserved"

TYPES: dict[str, str] = {
    name: kind
    for kind, names in (
        ("bool", _BOOLS), ("number", _NUMBERS), ("duration", _DURATIONS), ("string", _STRINGS), ("list", _LISTS),
        ("map", _MAPS),
    )
    for name in names.split()
}  # fmt: skip
"""Every field, and what its JSON value is: of lists and maps the values are strings."""

ROUTES: dict[str, Route] = {
    "anonymousAuth": ("authentication", "anonymous", "enabled"),
    "authenticationTokenWebhook": ("authentication", "webhook", "enabled"),
    "authenticationTokenWebhookCacheTtl": ("authentication", "webhook", "cacheTTL"),
    "authorizationMode": ("authorization", "mode"),
    "clientCaFile": ("authentication", "x509", "clientCAFile"),
    "crashLoopBackOffMaxContainerRestartPeriod": ("crashLoopBackOff", "maxContainerRestartPeriod"),
    "eventQPS": ("eventRecordQPS",),
    "logFormat": ("logging", "format"),
    "logLevel": ("logging", "verbosity"),
    "memorySwapBehavior": ("memorySwap", "swapBehavior"),
    "podManifestPath": ("staticPodPath",),
    "taints": ("registerWithTaints",),
    "volumePluginDirectory": ("volumePluginDir",),
}
"""Where a field of another name goes in the kubelet's configuration."""

PAIRS = {"evictionHard": "<", "evictionSoft": "<", "evictionSoftGracePeriod": "=", "evictionMinimumReclaim": "="}
"""Maps that are one string here: pairs behind commas, with what separates key and value."""

CHOICES = {"topologyManagerPolicy": ("none", "best-effort", "restricted", "single-numa-node")}
"""Fields of which kops looks at the value."""
