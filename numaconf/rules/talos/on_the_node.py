"""A field at which a Talos node gives up

What
    `extraConfig` has a field that the kubelet of that version does not know, or spells one in another letter case; or
    `extraArgs` has a flag that Talos sets itself.

Why
    `talosctl validate` takes the document. The node decodes the fields strictly, and does not configure its kubelet;
    only its log says why.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    version: v1alpha1
    machine:
      type: worker
      kubelet:
        extraConfig:
          maxpods: 200
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    version: v1alpha1
    machine:
      type: worker
      kubelet:
        extraConfig:
          maxPods: 200
    ```

Versions
    All.

Source
    siderolabs/talos, internal/app/machined/pkg/controllers/k8s/kubelet_spec.go, prepareExtraConfig
"""
