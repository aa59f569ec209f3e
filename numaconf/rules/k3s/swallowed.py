"""An item that k3s takes for a value

What
    An item of `kubelet-arg` has no equals sign, and another one follows it.

Why
    Looking for `config` and `config-dir`, k3s of 1.32 and later takes an item without an equals sign for a flag whose
    value is the next item, and passes only the first on. The next one is silently lost.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - protect-kernel-defaults
    - max-pods=200
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    kubelet-arg:
    - protect-kernel-defaults=true
    - max-pods=200
    ```

Versions
    From 1.32 on; read in the source of that time, not run.

Source
    k3s-io/k3s, pkg/daemons/agent/agent.go, extractConfigArgs
"""
