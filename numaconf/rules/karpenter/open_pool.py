"""A NodePool that leaves the machine open under settings for one machine

What
    The kubelet gets `reservedMemory` or `reservedSystemCPUs`, which name NUMA nodes and CPUs of one machine, and a
    NodePool of the EC2NodeClass has no requirement on the instance type.

Why
    Karpenter knows no NUMA nodes and takes whatever type is cheapest. On a type with fewer NUMA nodes the kubelet
    does not start; on one with more, or with more CPUs, the reservation is in the wrong place.

Bad
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      kubelet:
        kubeReservedCgroup: ""
        systemReservedCgroup: ""
        kubeReserved: {cpu: "0", memory: 8362Mi, ephemeral-storage: 1Gi}
        systemReserved: {cpu: "4"}
        reservedSystemCPUs: 0,24,48,72
    ---
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata: {name: numa}
    spec:
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: numa}
          requirements: []
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      kubelet:
        kubeReservedCgroup: ""
        systemReservedCgroup: ""
        kubeReserved: {cpu: "0", memory: 8362Mi, ephemeral-storage: 1Gi}
        systemReserved: {cpu: "4"}
        reservedSystemCPUs: 0,24,48,72
    ---
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata: {name: numa}
    spec:
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: numa}
          requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [m5.24xlarge]}]
    ```

Versions
    All.

Source
    sigs.k8s.io/karpenter has no label and no requirement about NUMA nodes
"""
