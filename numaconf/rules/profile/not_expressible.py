"""A field that a target cannot carry

What
    A profile asks a platform for something that its own configuration has no place for, or that this version of it
    drops.

Why
    The node would start without it, and nothing would report it. numaconf names the field, and the first version that
    can carry it where there is one.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        maxPods: 50
        logging: {verbosity: 4}
      targets:
        bottlerocket: {version: "1.64.0"}
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
      targets:
        bottlerocket: {version: "1.64.0"}
    ```

Versions
    By platform; the message says which.

Source
    The platforms' own settings models and templates.
"""
