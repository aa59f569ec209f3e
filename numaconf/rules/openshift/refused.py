"""A KubeletConfig that OpenShift refuses

What
    A KubeletConfig has a field that belongs to the cluster: `featureGates`, `cgroupDriver`, `clusterDNS`,
    `clusterDomain`, `staticPodPath`; from 4.21 on `failSwapOn` and `memorySwap.swapBehavior`; `systemReserved` beside
    `autoSizingReserved`; or a value of the wrong type.

Why
    The machine-config-operator gives the object the condition Failure and leaves the pool as it was: no field of it
    has an effect.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: machineconfiguration.openshift.io/v1
    kind: KubeletConfig
    metadata: {name: numa}
    spec:
      machineConfigPoolSelector:
        matchLabels: {custom-kubelet: numa}
      kubeletConfig:
        maxPods: 100
        featureGates: {CPUManagerPolicyAlphaOptions: true}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: machineconfiguration.openshift.io/v1
    kind: KubeletConfig
    metadata: {name: numa}
    spec:
      machineConfigPoolSelector:
        matchLabels: {custom-kubelet: numa}
      kubeletConfig:
        maxPods: 100
    ```

Versions
    OpenShift 4.N has Kubernetes 1.(N + 13): 4.21 has 1.34.

Source
    openshift/machine-config-operator, pkg/controller/kubelet-config/helpers.go, validateUserKubeletConfig
"""
