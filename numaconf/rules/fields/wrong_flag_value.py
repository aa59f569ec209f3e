"""A flag value that the kubelet does not take

What
    A flag has a value of the wrong form: no number, no key=value pair, no quantity, or none at all. Or
    --cloud-provider (on Bottlerocket settings.kubernetes.cloud-provider) names a cloud whose code is no longer part of
    the kubelet.

Why
    The kubelet exits while it reads its command line. The forms differ from flag to flag: thresholds have a less-
    than sign, --reserved-memory has a colon after the node, --cpu-manager-policy-options takes one pair for each
    occurrence. Of the clouds only gce, azure and vsphere were left in 1.27, gce alone in 1.30, and none from 1.31 on;
    from 1.29 on they are off unless the gate DisableCloudProviders is.

What the kubelet says
    failed to parse kubelet flag: invalid argument "memory.available=100Mi" for "--eviction-hard" flag: malformed pair, expect string<string

Bad
    ```sh
    # numaconf: kubernetes=1.34
    kubelet --config=/etc/kubernetes/kubelet.yaml --eviction-hard=memory.available=100Mi
    ```

Good
    ```sh
    # numaconf: kubernetes=1.34
    kubelet --config=/etc/kubernetes/kubelet.yaml --eviction-hard=memory.available<100Mi
    ```

Versions
    All.

Source
    github.com/spf13/pflag; k8s.io/component-base, cli/flag; kubernetes, pkg/util/flag; NewMainKubelet in
    pkg/kubelet/kubelet.go, InitCloudProvider in k8s.io/cloud-provider
"""  # noqa: E501  a log line is quoted as it is printed
