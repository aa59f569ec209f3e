"""A Bottlerocket setting that Karpenter drops

What
    Karpenter decodes `[settings.kubernetes]` of the user data into a table of its own and writes that table in the
    place of the user's. What its version does not know is gone: `reserved-cpus` in every version,
    `cpu-manager-policy-options` below 1.9, `memory-manager-policy` below 1.10, `topology-manager-policy-options`
    below 1.13, `memory-manager-reserved-memory` below 1.15.

Why
    Bottlerocket itself would refuse an unknown setting; here nothing refuses it, and nothing shows on the
    EC2NodeClass. Since 1.9 Karpenter's log has a line. A memory manager whose reservation was dropped is not
    configured by Bottlerocket at all.

What Karpenter says
    Unknown parameter in userData K8s settings

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
      userData: |
        [settings.kubernetes]
        cpu-manager-policy = "static"
        reserved-cpus = "0,48"
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
    ```

Versions
    All; the keys by version as above.

Source
    aws/karpenter-provider-aws, pkg/providers/amifamily/bootstrap/bottlerocketsettings.go; issues 8861, 8896, 9143;
    pull request 9427
"""
