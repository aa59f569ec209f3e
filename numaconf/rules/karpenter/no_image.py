"""An AMI alias for which there is no image

What
    The alias is `al2@…`, and the cluster's Kubernetes version is 1.33 or later.

Why
    EKS published its last Amazon Linux 2 images for Kubernetes 1.32. Karpenter finds none and launches nothing.

What Karpenter says
    failed to discover any AMIs for alias

Bad
    ```yaml
    # numaconf: kubernetes=1.33 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.33 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2023@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
    ```

Versions
    Kubernetes 1.33 and later.

Source
    awslabs/amazon-eks-ami, CHANGELOG; aws/karpenter-provider-aws, pkg/providers/amifamily/al2.go
"""
