#!/usr/bin/env bash
# Writes optpolicy-VERSION.vsix into this folder. With --offline it uses the node_modules that are there.
set -euo pipefail
cd "$(dirname "$0")"
if [ "${1:-}" != "--offline" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --silent
fi
cp ../../LICENSE LICENSE
npm run --silent build
npm run --silent test
rm -f ./*.vsix
npm run --silent package
