"""A kubelet field that the AMI family does not apply

What
    From 1.15.0 on `spec.kubelet` takes any field, but only AL2023 hands all of them on. On AL2, Bottlerocket and
    Windows Karpenter applies the twelve fields that it always knew, on Bottlerocket without `podsPerCore`, and
    outside AL2023 one `clusterDNS` address.

Why
    Instead of dropping the others Karpenter rejects the EC2NodeClass: ValidationSucceeded=False, and no node is
    launched. On these families NUMA settings belong in `userData`: settings on Bottlerocket, a script on AL2.

What Karpenter says
    UnsupportedKubeletConfiguration: spec.kubelet has fields not applied by the Bottlerocket AMI family that would be silently dropped: cpuManagerPolicy, topologyManagerPolicy

Bad
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: bottlerocket@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      kubelet:
        cpuManagerPolicy: static
        topologyManagerPolicy: restricted
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: bottlerocket@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        [settings.kubernetes]
        cpu-manager-policy = "static"
        topology-manager-policy = "restricted"
    ```

Versions
    1.15.0 and later. Earlier versions drop the fields on every family (NC602).

Source
    aws/karpenter-provider-aws v1.15.0, pkg/controllers/nodeclass/validation.go
"""  # noqa: E501  the text as it is said
