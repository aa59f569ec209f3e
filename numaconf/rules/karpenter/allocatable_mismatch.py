"""The node offers something else than Karpenter counts with

What
    Karpenter computes what a node will offer to pods from `spec.kubelet` and its own guesses: kubeReserved of 11 MiB
    for each pod plus 255 MiB and a share of the CPUs, 100Mi for eviction, no systemReserved. It reads no user data.
    The node that comes out of the file keeps back another amount of CPU or memory.

Why
    If the node offers less, Karpenter launches it for a pod that does not fit; the pod stays pending, and Karpenter
    launches the next one, and the next. If it offers more, what is more is never used for a launch.
    `reservedSystemCPUs` is such a case by itself: the kubelet reserves as many CPUs as the list has, and forgets the
    cpu amounts, while Karpenter only knows the amounts.

    Put reservations and thresholds into `spec.kubelet`, from where both get them. With `reservedSystemCPUs` write the
    number of its CPUs as systemReserved cpu, and kubeReserved cpu "0".

Bad
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.14.3 machine=m5.24xlarge
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        apiVersion: node.eks.aws/v1alpha1
        kind: NodeConfig
        spec:
          kubelet:
            config:
              systemReserved: {memory: 4Gi}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.14.3 machine=m5.24xlarge
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      kubelet:
        systemReserved: {memory: 4Gi}
    ```

Versions
    All. The severity is *suspicious* where the node offers more than Karpenter counts with.

Source
    aws/karpenter-provider-aws, pkg/providers/instancetype/types.go; issues 5104, 6665, 8367;
    kubernetes-sigs/karpenter issue 2531
"""
