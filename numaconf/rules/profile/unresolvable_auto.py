"""An `auto` that cannot be resolved

What
    `auto` is written where numaconf has nothing to compute it from: a target without a reservation formula, no machine
    or one whose NUMA nodes are unknown, no memory reservation at all, or a share larger than its NUMA node.

Why
    A guessed number is worse than none: the memory manager compares sums to the byte, and a reservation on a NUMA
    node that lacks the memory wraps around without an error.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      kubelet:
        memoryManagerPolicy: Static
        reservedMemory: auto
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
        memoryManagerPolicy: Static
        reservedMemory: auto
    ```

Versions
    All.

Source
    How `auto` is resolved is written in `docs/design.md`.
"""
