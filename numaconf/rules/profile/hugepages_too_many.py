"""Hugepages that the machine cannot hold

What
    A profile asks for hugepages on a NUMA node that the machine does not have, or for more of them than fit into the
    node's memory beside what is reserved there.

Why
    The kernel gives as many pages as it can and says nothing. Pods that ask for the rest stay pending.

Bad
    ```yaml
    apiVersion: numaconf/v1
    kind: NumaProfile
    metadata: {name: workers}
    spec:
      kubernetesVersion: "1.34"
      machine:
        instanceTypes: [c5n.18xlarge]
      hugepages:
        - {size: 1Gi, count: 16, numaNode: 2}
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
      hugepages:
        - {size: 1Gi, count: 16, numaNode: 1}
    ```

Versions
    All.

Source
    Linux, Documentation/admin-guide/mm/hugetlbpage.rst: `nr_hugepages` of a node holds what was allocated.
"""
