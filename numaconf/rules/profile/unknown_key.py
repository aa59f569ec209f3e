"""A key that a profile does not have

What
    A profile holds a key that numaconf does not know: misspelt, in the wrong letter case, or in the wrong place.

Why
    Dropping it silently would give a node that does not do what the profile says. Kubelet fields keep the spelling of
    the KubeletConfiguration, where a misspelt key is silently dropped.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        maxpods: 50
    ```

Good
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        maxPods: 50
    ```

Versions
    All.

Source
    `numaconf schema profile`.
"""
