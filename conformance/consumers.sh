#!/usr/bin/env bash
# Build the programs that say what kubeadm, OpenShift, k0s, Talos and kind make of kubelet settings, unless they are
# there: consumers/ (kubeadm, OpenShift and k0s, on the Kubernetes modules), talos/ and kind/. The first build of
# consumers/ takes minutes where the Kubernetes modules were not compiled before, the others half a minute.
set -euo pipefail
cd "$(dirname "$0")"
programs=${NUMACONF_ORACLES:-$HOME/.cache/numaconf/oracles}
here=$PWD

command -v go >/dev/null || { echo "no Go here: the tests that ask kubeadm, kind, Talos, k0s and OpenShift will skip"; exit 0; }
mkdir -p "$programs"
export GOTOOLCHAIN=local CGO_ENABLED=0
for name in "${@:-consumers talos kind}"; do
    for one in $name; do
        [ -x "$programs/$one" ] && continue
        if [ "$one" = kind ]; then # its packages are internal: the program is built inside a copy of the module
            source=$(cd kind && go mod download -json sigs.k8s.io/kind | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
            copy=$(mktemp -d)
            trap 'rm -rf "$copy"' EXIT
            cp -r "$source/." "$copy"
            chmod -R u+w "$copy"
            mkdir -p "$copy/pkg/cluster/internal/numaconf"
            cp kind/main.go "$copy/pkg/cluster/internal/numaconf/"
            (cd "$copy" && go build -o "$programs/kind" ./pkg/cluster/internal/numaconf)
        else
            (cd "$here/$one" && go build -o "$programs/$one" .)
        fi
    done
done
