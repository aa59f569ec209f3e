"""A field that the object does not have

What
    An EC2NodeClass or NodePool holds a key that its schema does not know at that place, or (from 1.15.0) a null in
    `spec.kubelet`.

Why
    The API server silently drops it unless the client asks for strict validation, as kubectl does. Old
    manifests have `kubelet` below a NodePool's `template.spec`, where it was until `v1`; the nodes then start
    without any of it.

What the API server says
    strict decoding error: unknown field "spec.template.spec.kubelet"

Bad
    ```yaml
    # numaconf: karpenter=1.15.0
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata: {name: numa}
    spec:
      template:
        spec:
          kubelet:
            systemReserved: {cpu: 500m, memory: 1Gi}
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: numa}
          requirements: []
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
        systemReserved: {cpu: 500m, memory: 1Gi}
    ```

Versions
    All.

Source
    k8s.io/apiextensions-apiserver, pkg/apiserver/schema/pruning; aws/karpenter-provider-aws, pkg/apis/crds
"""
