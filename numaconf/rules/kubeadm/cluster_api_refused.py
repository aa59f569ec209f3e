"""An object that Cluster API or EKS Anywhere refuses

What
    Extra arguments of the wrong type (a map in v1beta1, a list of `{name, value}` in v1beta2), a name twice in the
    list, or a field in EKS Anywhere's `kubeletConfiguration` that the kubelet does not have.

Why
    The API server, or `eksctl anywhere`, refuses the object.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
    kind: KubeadmConfigTemplate
    metadata: {name: workers}
    spec:
      template:
        spec:
          joinConfiguration:
            nodeRegistration:
              kubeletExtraArgs:
                max-pods: "50"
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
    kind: KubeadmConfigTemplate
    metadata: {name: workers}
    spec:
      template:
        spec:
          joinConfiguration:
            nodeRegistration:
              kubeletExtraArgs:
              - name: max-pods
                value: "50"
    ```

Versions
    All.

Source
    kubernetes-sigs/cluster-api, api/bootstrap/kubeadm; aws/eks-anywhere, pkg/api/v1alpha1/cluster.go
"""
