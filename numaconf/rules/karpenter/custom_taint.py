"""A node of the family Custom without the unregistered taint

What
    With `amiFamily: Custom` the user's start-up has to register the node with the taint
    `karpenter.sh/unregistered:NoExecute`, and nothing in `userData` names it.

Why
    On the other families Karpenter writes the taint. It keeps pods away until Karpenter has put labels and taints of
    the NodePool on the node; without it pods that do not belong there may come first.

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
      amiFamily: Custom
      userData: |
        #!/bin/sh
        exec /opt/start-kubelet --cpu-manager-policy=static
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
      amiFamily: Custom
      userData: |
        #!/bin/sh
        exec /opt/start-kubelet --cpu-manager-policy=static --register-with-taints=karpenter.sh/unregistered:NoExecute
    ```

Versions
    All.

Source
    Karpenter's documentation, NodeClasses, spec.amiFamily; sigs.k8s.io/karpenter, pkg/apis/v1/taints.go
"""
