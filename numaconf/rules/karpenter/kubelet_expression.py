"""An amount that Karpenter takes for an expression

What
    In `kubeReserved` and `systemReserved` Karpenter 1.15.0 and later takes a value that is not a quantity for a CEL
    expression (`11 * max_pods + 255`), and so a string in `maxPods`.

Why
    Expressions are evaluated only behind the feature gate NodeClassCEL, which is off by default; with the gate off
    nothing is launched. A typo such as `100MB` ends the same way, and the message speaks of CEL. An expression that is
    meant is suspicious only, since the gate may be on; with the Static memory manager it is wrong all the same, since
    the amount differs from one instance type to the next.

What Karpenter says
    KubeletExpressionsDisabled: spec.kubelet contains a CEL expression, but the NodeClassCEL feature gate is disabled

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
        kubeReserved: {memory: 100MB}
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
        kubeReserved: {memory: 100M}
    ```

Versions
    1.15.0 and later. Earlier versions refuse the value (NC601).

Source
    aws/karpenter-provider-aws v1.15.0, pkg/apis/v1/kubeletconfiguration.go, pkg/controllers/nodeclass/validation.go
"""
