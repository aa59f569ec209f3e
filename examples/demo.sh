#!/bin/sh
# make demo: every example for every target, what came out, what was refused and why, and one file.
# usage: demo.sh NUMACONF FOLDER
numaconf=$1
out=$2
here=$(dirname "$0")
versions="--bottlerocket-version 1.64.0 --karpenter-version 1.15.0"

for profile in "$here"/*/profile.yaml; do
    name=$(basename "$(dirname "$profile")")
    echo "$name"
    for target in kubelet kubelet-dropin al2 al2023 bottlerocket karpenter minikube kubeadm k3s talos openshift eksctl; do
        rm -rf "${out:?}/$name/$target"
        # shellcheck disable=SC2086  # four words
        if "$numaconf" render -q "$profile" --target "$target" -o "$out/$name/$target/" $versions 2>/dev/null; then
            (cd "$out" && find "$name/$target" -type f | sort | sed 's|^|    |')
        else
            # shellcheck disable=SC2086
            "$numaconf" validate "$profile" --target "$target" --format concise $versions 2>&1 |
                sed "s|^|    no $target: |"
        fi
    done
done
echo
echo "$out/packet-workers/kubelet/kubelet.yaml:"
echo
cat "$out/packet-workers/kubelet/kubelet.yaml"
