"""A kubelet field on the family Custom

What
    With `amiFamily: Custom` Karpenter hands `userData` on as it is and adds nothing. `spec.kubelet` serves its own
    arithmetic alone.

Why
    Karpenter 1.15.0 and later checks the fields and accepts them, and no kubelet ever gets them. Amounts in
    kubeReserved, systemReserved and evictionHard have their use there, if the image's own start-up says the same;
    anything else has not.

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
      kubelet:
        cpuManagerPolicy: static
      userData: |
        #!/bin/sh
        exec /opt/start-kubelet --register-with-taints=karpenter.sh/unregistered:NoExecute
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
    1.15.0 and later. Earlier versions drop the fields on every family (NC602).

Source
    aws/karpenter-provider-aws v1.15.0, pkg/controllers/nodeclass/validation.go, pkg/providers/amifamily/custom.go
"""
