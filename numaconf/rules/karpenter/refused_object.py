"""The API server refuses the object

What
    The EC2NodeClass or NodePool breaks its schema: a value of the wrong type, a required field that is missing, a
    value that is not allowed, or one of the rules that go with the fields (exactly one of `role` and
    `instanceProfile`).

Why
    Nothing is stored, so Karpenter never learns of the object and launches nothing for it. The most frequent causes
    are a bare number as an amount (`cpu: 2`), and a `nodeClassRef` that was only half migrated: in `v1` it has
    `group`, `kind` and `name`, and `apiVersion` is dropped.

What the API server says
    spec.kubelet.kubeReserved.cpu: Invalid value: "integer": spec.kubelet.kubeReserved.cpu in body must be of type string: "integer"

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
        kubeReserved: {cpu: 2, memory: 2Gi}
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
      kubelet:
        kubeReserved: {cpu: "2", memory: 2Gi}
    ```

Versions
    All. From 1.15.0 on `spec.kubelet` is not in the schema; what is wrong there the controller says (NC605).

Source
    aws/karpenter-provider-aws, pkg/apis/crds; k8s.io/apiextensions-apiserver
"""  # noqa: E501  the text as it is said
