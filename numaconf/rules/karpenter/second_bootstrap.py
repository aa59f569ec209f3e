"""A call of bootstrap.sh beside Karpenter's own

What
    A script in the user data of the family AL2 calls `/etc/eks/bootstrap.sh`. Karpenter appends a part that calls it
    too.

Why
    The kubelet starts with the arguments of the first call, joins without Karpenter's taints and labels, and is
    configured again by the second one. What the first call sets by flags is gone afterwards.

Bad
    ```yaml
    # numaconf: kubernetes=1.30 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        #!/bin/bash
        /etc/eks/bootstrap.sh demo --kubelet-extra-args '--cpu-manager-policy=static'
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.30 karpenter=1.15.0
    apiVersion: karpenter.k8s.aws/v1
    kind: EC2NodeClass
    metadata: {name: numa}
    spec:
      role: KarpenterNodeRole-demo
      amiSelectorTerms: [{alias: al2@latest}]
      subnetSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: demo}}]
      userData: |
        #!/bin/bash
        touch /tmp/hello
    ```

Versions
    All.

Source
    aws/karpenter-provider-aws, pkg/providers/amifamily/bootstrap/eksbootstrap.go
"""
