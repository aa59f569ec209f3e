"""A value that Bottlerocket's settings model refuses

What
    Types are strict: a number where a string is meant, a string where a boolean is meant, a word or a pattern that the
    type does not know. Quantities are strings, without the exponents `1E3` and `1e+3`; durations need a unit; policy
    names are matched letter by letter.

Why
    User data is taken whole or not at all: the instance starts without a cluster and never joins.

What Bottlerocket says
    invalid type: integer `2`, expected a string

Bad
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "best_effort"

    [settings.kubernetes.kube-reserved]
    cpu = 2
    ```

Good
    ```toml
    # numaconf: kubernetes=1.34 bottlerocket=1.60.0 machine=m5.24xlarge
    [settings.kubernetes]
    cpu-manager-policy = "static"
    topology-manager-policy = "best-effort"

    [settings.kubernetes.kube-reserved]
    cpu = "2"
    ```

Versions
    All. The documentation of `max-allowable-numa-nodes` shows a string; the model wants the integer.

Source
    bottlerocket-settings-sdk, bottlerocket-modeled-types
"""
