"""A machine configuration that Talos refuses

What
    A field of the kubelet that Talos protects, a key that it does not know, or a key that appears twice.

Why
    `talosctl validate` and `talosctl apply-config` refuse the document.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    version: v1alpha1
    machine:
      type: worker
      kubelet:
        extraConfig:
          maxPods: 200
          protectKernelDefaults: false
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
    siderolabs/talos, pkg/machinery/kubelet/kubelet.go, pkg/machinery/config/types/v1alpha1
"""
