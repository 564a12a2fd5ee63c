#!/usr/bin/env bash
# Trains the verifier of question pairs and converts it: models/verifier.sh DATA EMBEDDER OUT
# EMBEDDER is the folder that models/embedder.sh wrote: the verifier starts from its base. About half an hour of one core.
# A run that was stopped goes on where it was.
set -euo pipefail
data=$(realpath "${1:?DATA}") embedder=$(realpath "${2:?EMBEDDER}") out=${3:?OUT}
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
dotnet build -c Release -v q "$root/src/Policy.Cli"
train=$root/src/Policy.Compression.Tool/bin/Release/net10.0/optpolicy-train
optpolicy=$root/src/Policy.Cli/bin/Release/net10.0/optpolicy

mkdir -p "$out"
cd "$out"
corpus=("$embedder/data/clinc.train.jsonl" "$embedder/data/banking.train.jsonl")
node "$root/models/recipes/verifier-pairs.mjs" "$data" written.jsonl
"$train" question-pairs pairs.jsonl --count 90000 --seed 1 --corpus "${corpus[@]}"
"$train" question-pairs pairs.held-out.jsonl --count 1980 --seed 2 --corpus "${corpus[@]}"
"$train" pair-classifier verifier-float --start-from "$embedder/base" --data pairs.jsonl written.jsonl written.jsonl --held-out pairs.held-out.jsonl \
  --dropout 0.05 --steps 500 --rows 64 --length 64 --rate 6e-4 --warm-up 40 --checkpoint-every 500 --seed 3

"$optpolicy" convert verifier-float --to verifier --weights q8 --overwrite
