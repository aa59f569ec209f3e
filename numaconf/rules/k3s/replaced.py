"""A list of arguments that a later file replaces

What
    A file in `config.yaml.d`, or a Rancher machineSelectorConfig, has `kubelet-arg` as well.

Why
    A later `kubelet-arg` takes the place of the whole list, not of single flags: what it does not repeat is no longer
    set. `kubelet-arg+` adds to the list.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: provisioning.cattle.io/v1
    kind: Cluster
    metadata: {name: demo}
    spec:
      rkeConfig:
        machineGlobalConfig:
          kubelet-arg: [max-pods=200]
        machineSelectorConfig:
        - config:
            kubelet-arg: [topology-manager-policy=restricted]
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: provisioning.cattle.io/v1
    kind: Cluster
    metadata: {name: demo}
    spec:
      rkeConfig:
        machineSelectorConfig:
        - config:
            kubelet-arg: [max-pods=200, topology-manager-policy=restricted]
    ```

Versions
    All.

Source
    k3s-io/k3s, pkg/configfilearg/parser.go; rancher/rancher, pkg/capr/planner/config.go
"""
