"""A value of a profile that is not what its key takes

What
    A value has the wrong type, is not one of the allowed words, or is not a quantity, CPU list, duration or label; or a
    key that must be there is missing.

Why
    Nothing can be rendered from it. Types are those of the KubeletConfiguration; booleans may stand for `"true"` and
    `"false"` in option maps, and whole numbers for quantities.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        cpuManagerPolicy: Static
        kubeReserved: {cpu: 1}
    ```

Good
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        cpuManagerPolicy: static
        kubeReserved: {cpu: 1}
    ```

Versions
    All.

Source
    `numaconf schema profile`.
"""
