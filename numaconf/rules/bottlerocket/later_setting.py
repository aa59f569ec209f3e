"""A setting that this Bottlerocket version does not have yet

What
    The key, or the word in it, came with a later version of the OS than the one that is stated.

Why
    To an older version it is an unknown key: the whole user data is refused, and the instance never joins.

What Bottlerocket says
    unknown field `topology-manager-policy-options`, expected one of `cluster-name`, `cluster-certificate`, …

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.54.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "restricted"

    [settings.kubernetes.topology-manager-policy-options]
    prefer-closest-numa-nodes = true
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "restricted"

    [settings.kubernetes.topology-manager-policy-options]
    prefer-closest-numa-nodes = true
    ```

Versions
    `memory-manager-*` and `cpu-manager-policy-options` since 1.14.0, `reserved-cpus` 1.21.0, `pid` in the reservations
    1.50.0, options other than `full-pcpus-only` 1.51.0, `topology-manager-policy-options` 1.60.0, `kernel.hugepages`
    1.64.0.

Source
    Migrations and changelog of the Bottlerocket repository, changelog of bottlerocket-settings-sdk
"""
