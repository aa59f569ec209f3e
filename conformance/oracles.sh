#!/usr/bin/env bash
# Build the kubelet programs that tests ask, for the minors given (default 1.34), unless they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${NUMACONF_SHARED:-../shared}
oracles=${NUMACONF_ORACLES:-$HOME/.cache/numaconf/oracles}
build=$shared/tools/kubelet-oracle/build.py

[ -f "$build" ] || { echo "no sources of the kubelet programs here: their tests will skip"; exit 0; }
command -v go >/dev/null || { echo "no Go here: the tests that ask real kubelets will skip"; exit 0; }
mkdir -p "$oracles"
for minor in "${@:-1.34}"; do
    [ -x "$oracles/kubelet-oracle-$minor" ] || python3 "$build" --out "$oracles" --work "$oracles/build" "$minor"
done
