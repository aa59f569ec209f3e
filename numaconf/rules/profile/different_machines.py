"""Instance types for which no single rendering is right

What
    A profile names several instance types, and what has to be written differs between them: other NUMA nodes, other
    CPUs, another reservation by the platform's formula.

Why
    One launch template, NodePool or user data serves all types that are named. A reservedMemory that is right on one
    of them stops the kubelet on the others.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      machine:
        instanceTypes: [c5n.18xlarge, c5n.9xlarge]
      kubelet:
        cpuManagerPolicy: static
        reservedSystemCPUs: auto
    ```

Good
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      machine:
        instanceTypes: [c5n.18xlarge]
      kubelet:
        cpuManagerPolicy: static
        reservedSystemCPUs: auto
    ```

Versions
    All.

Source
    The machine table (`numaconf machine show`).
"""
