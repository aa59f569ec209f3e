#!/usr/bin/env bash
# Fetch the YAML language server that editors use, from npm, unless it is there. Without npm or a network the tests that ask
# it skip.
set -euo pipefail
folder=${NUMACONF_ORACLES:-$HOME/.cache/numaconf/oracles}/yaml-language-server
[ -x "$folder/node_modules/.bin/yaml-language-server" ] && exit 0
command -v npm >/dev/null || { echo "no npm here: the tests that ask the YAML language server will skip"; exit 0; }
mkdir -p "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" yaml-language-server@1 ||
    echo "npm has no yaml-language-server for us: the tests that ask it will skip"
