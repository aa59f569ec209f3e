"""A share of memory as eviction threshold

What
    `memory.available` in evictionHard is a percentage, and Karpenter launches the node.

Why
    Karpenter takes the share of a capacity that it has guessed. Once it has seen a node of that type it replaces the
    capacity by the real one, and keeps the amount that it took for the share: what it counts with is then too high,
    and it launches nodes on which the pod does not fit, one after the other. An absolute amount is right from the
    start.

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
        evictionHard: {memory.available: 5%}
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
        evictionHard: {memory.available: 500Mi}
    ```

Versions
    All up to 1.15.1.

Source
    aws/karpenter-provider-aws, pkg/providers/instancetype/types.go; issues 8367 and 9455
"""
