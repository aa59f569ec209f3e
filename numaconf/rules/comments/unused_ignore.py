"""An ignore comment that silences nothing

What
    A `# numaconf: ignore[…]` or `ignore-file[…]` comment whose codes match no remark.

Why
    The trouble it once silenced is gone, or the code is mistyped, or the comment is on the wrong line. Left in
    place it would hide the next mistake. It is not remarked on while the rule that it names cannot be judged (version
    or machine unknown), nor with `--select` or `--ignore`.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: none  # numaconf: ignore[NC201] left from last year
    ```

Good
    ```yaml
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    cpuManagerPolicy: none
    ```

Versions
    All.

Source
    numaconf itself.
"""
