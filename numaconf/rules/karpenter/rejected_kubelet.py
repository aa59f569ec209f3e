"""Karpenter's controller rejects spec.kubelet

What
    From 1.15.0 on the API server takes any map as `spec.kubelet`, and Karpenter's controller decodes it strictly as a
    KubeletConfiguration: an unknown or misspelt field, a value of the wrong type, an unknown resource or eviction
    signal, an invalid threshold, a soft threshold without a grace period, or `registerWithTaints`, which is
    Karpenter's own.

Why
    `kubectl apply` succeeds. The EC2NodeClass gets the condition ValidationSucceeded=False, and no node is launched;
    pods stay pending. Values of fields that Karpenter only passes on are not checked: a policy that does not exist
    gets as far as the kubelet.

What Karpenter says
    InvalidKubeletConfiguration: spec.kubelet: json: cannot unmarshal bool into Go struct field KubeletConfiguration.cpuManagerPolicyOptions of type string

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
        cpuManagerPolicy: static
        cpuManagerPolicyOptions: {full-pcpus-only: true}
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
        cpuManagerPolicy: static
        cpuManagerPolicyOptions: {full-pcpus-only: "true"}
    ```

Versions
    1.15.0 and later, which decode against the kubelet 1.37.

Source
    aws/karpenter-provider-aws v1.15.0, pkg/apis/v1/kubeletconfiguration_validation.go
"""  # noqa: E501  the text as it is said
