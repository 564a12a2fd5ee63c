#!/usr/bin/env bash
# Fits the calibration that is part of the library: models/calibration.sh DATA
# DATA is the folder of public data, for the texts of CLINC150 and BANKING77. To be run again whenever the shipped embedder or the guards change; half a minute.
set -euo pipefail
data=$(realpath "${1:?DATA}")
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/models/calibration"
dotnet build -v q --nologo "$root/src/Policy.Cli"
optpolicy=$root/src/Policy.Cli/bin/Debug/net10.0/optpolicy
pairs=$(mktemp --suffix .jsonl)
trap 'rm -f "$pairs"' EXIT
node "$root/models/recipes/judged-pairs.mjs" judged-rows.tsv "$data" > "$pairs"

# The curve does not depend on the share; exit code 1 only says that a share was not proven.
"$optpolicy" tune shipped.optpolicy --share 5% --pairs "$pairs" --stream questions/mixed.txt --out "$root/src/Policy.Runtime/Caching/Semantic/Learning/shipped.calibration.json" || [ $? = 1 ]
