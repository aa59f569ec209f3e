"""A key that Bottlerocket's settings do not have

What
    Below `settings` only the keys of Bottlerocket's own model are allowed, spelled with dashes. The kubelet's field
    names (`cpuManagerPolicy`), flags and everything else that the model lacks (`pods-per-core`, `feature-gates`,
    `enforce-node-allocatable`) are refused.

Why
    User data is taken whole or not at all. One unknown key, and nothing of it is applied: the instance starts without a
    cluster and never joins. Only its console says why.

What Bottlerocket says
    unknown field `cpuManagerPolicy`, expected one of `cluster-name`, `cluster-certificate`, …

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpuManagerPolicy = "static"
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    ```

Versions
    All. One model holds for all Kubernetes versions of an OS release.

Source
    bottlerocket-settings-sdk, `deny_unknown_fields` on every struct; bottlerocket issue 4778.
"""
