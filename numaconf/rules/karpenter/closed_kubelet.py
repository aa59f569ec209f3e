"""A kubelet field that this version's EC2NodeClass does not have

What
    Below Karpenter 1.15.0 `spec.kubelet` has twelve fields: clusterDNS, maxPods, podsPerCore, kubeReserved,
    systemReserved, evictionHard, evictionSoft, evictionSoftGracePeriod, evictionMaxPodGracePeriod,
    imageGCHighThresholdPercent, imageGCLowThresholdPercent and cpuCFSQuota. None of them is about NUMA.

Why
    kubectl asks for strict validation and is refused. Clients that do not ask for it (many controllers and pipelines)
    are obeyed: the object is stored without the field, and the node starts with the kubelet's default policy. What
    counts is the version of the custom resource definition: the `karpenter` chart installs it once and never upgrades
    it, the chart `karpenter-crd` does.

What the API server says
    strict decoding error: unknown field "spec.kubelet.cpuManagerPolicy", unknown field "spec.kubelet.topologyManagerPolicy"

Bad
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.14.3
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
        topologyManagerPolicy: restricted
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34 karpenter=1.14.3
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
              cpuManagerPolicy: static
              topologyManagerPolicy: restricted
    ```

Versions
    1.0.0 to 1.14.3. From 1.15.0 on `spec.kubelet` takes any field, on AL2023 only.

Source
    aws/karpenter-provider-aws, pkg/apis/crds of v1.0.0 to v1.15.0; issues 5559 and 6435
"""  # noqa: E501  the text as it is said
