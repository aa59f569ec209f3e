"""An API version or kind that Karpenter no longer serves

What
    The object is a Provisioner or AWSNodeTemplate (up to 0.32), or a NodePool or EC2NodeClass of `v1beta1`.

Why
    Karpenter 1.0 served `v1beta1` for the last time, through a conversion that needs a webhook; 1.1.0 and later know
    `v1` alone. The object cannot be applied, and what is in a `v1beta1` NodePool's `kubelet` has moved to the
    EC2NodeClass.

What the API server says
    no matches for kind "NodePool" in version "karpenter.sh/v1beta1"

Bad
    ```yaml
    # numaconf: karpenter=1.15.0
    apiVersion: karpenter.sh/v1beta1
    kind: NodePool
    metadata: {name: numa}
    spec:
      template:
        spec:
          kubelet: {maxPods: 110}
          nodeClassRef: {apiVersion: karpenter.k8s.aws/v1beta1, kind: EC2NodeClass, name: numa}
          requirements: []
    ```

Good
    ```yaml
    # numaconf: karpenter=1.15.0
    apiVersion: karpenter.sh/v1
    kind: NodePool
    metadata: {name: numa}
    spec:
      template:
        spec:
          nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: numa}
          requirements: []
    ```

Versions
    1.1.0 and later; `v1beta1` was served by 0.32 to 1.0.

Source
    Karpenter's v1 migration guide; aws/karpenter-provider-aws, pkg/apis/crds
"""
